#include "platform/http/server.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <mutex>
#include <stdexcept>
#include <thread>

#include "platform/http/testing.h"

namespace portico::http {
namespace {

using testing::Answer;
using testing::Client;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

class HeardLog final : public Log {
 public:
  void write(Severity, std::string_view message, std::initializer_list<Field>) override {
    const std::lock_guard lock(guard_);
    said_.emplace_back(message);
  }
  std::vector<std::string> said() {
    const std::lock_guard lock(guard_);
    return said_;
  }

 private:
  std::mutex guard_;
  std::vector<std::string> said_;
};

class AServer : public ::testing::Test {
 protected:
  AServer() {
    settings.port = 0;
    settings.workers = 2;
    settings.time = &time;
    add(Method::get, "/small", Cost::quick, answer([](const Request&) { return Response{.type = "text/plain", .body = "small"}; }));
    add(Method::get, "/page", Cost::quick, answer([](const Request&) { return Response{.body = "<p>page"}; }));
    add(Method::post, "/echo", Cost::quick, answer([](const Request& request) {
          return Response{.type = "text/plain", .body = request.body, .headers = {{"X-Address", request.address}}};
        }));
    add(Method::get, "/things/{id}.{format}", Cost::quick, answer([](const Request& request) {
          return Response{
              .type = "text/plain",
              .body = std::string(request.part("id")) + "|" + std::string(request.part("format")) + "|" + std::string(request.asked("q"))};
        }));
  }
  ~AServer() override {
    if (server) server->stop(Millis{5000});
  }
  void add(Method method, std::string pattern, Cost cost, std::function<void(const Request&, Responder)> handle,
           std::string permission = "public") {
    routes.push_back({method, std::move(pattern), std::move(permission), cost, "", "", "", std::move(handle)});
  }
  void start() {
    server = std::make_unique<Server>(settings, routes, log);
    server->start();
  }
  unsigned short port() {
    if (!server) start();
    return server->port();
  }
  Answer raw(std::string_view bytes) {
    Client client(port());
    client.send(bytes);
    return client.read();
  }

  StillTime time{*parse_instant("2026-03-02T12:00:05Z", "")};
  Settings settings;
  std::vector<Route> routes;
  HeardLog log;
  std::unique_ptr<Server> server;
};

TEST_F(AServer, AnswersManyRequestsOnOneConnection) {
  Client client(port());
  for (int i = 0; i < 100; ++i) {
    const Answer answer = client.get("/small");
    ASSERT_EQ(answer.status, 200) << i;
    EXPECT_EQ(answer.body, "small");
  }
  EXPECT_EQ(client.get("//things//a.b.json?q=two+words").body, "a.b|json|two words");
}

TEST_F(AServer, AnswersWhatWasSentAtOnceInItsOrder) {
  Client client(port());
  std::string all;
  for (int i = 0; i < 200; ++i) all += "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n" + std::to_string(100 + i);
  client.send(all);
  for (int i = 0; i < 200; ++i) ASSERT_EQ(client.read().body, std::to_string(100 + i));
}

TEST_F(AServer, TakesARequestThatArrivesByteByByte) {
  Client client(port());
  for (const char c :
       std::string("\r\nPOST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX: y\r\n\r\n"))
    client.send({&c, 1});
  EXPECT_EQ(client.read().body, "abcde");
  EXPECT_EQ(client.get("/small").body, "small");
}

TEST_F(AServer, LeavesTheBodyOutOfAnAnswerToHead) {
  Client client(port());
  const Answer head = client.ask("HEAD", "/small", "", "");
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.header("Content-Length"), "5");
  EXPECT_EQ(client.get("/small").body, "small") << "nothing of the body came before";
}

TEST_F(AServer, SaysWhatItsAnswersMayDoInABrowser) {
  Client client(port());
  const Answer page = client.get("/page");
  EXPECT_THAT(page.header("Content-Security-Policy"), HasSubstr("default-src 'none'"));
  EXPECT_EQ(page.header("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(page.header("Date"), "Mon, 02 Mar 2026 12:00:05 GMT");
  EXPECT_EQ(page.header("Server"), "");
  EXPECT_EQ(client.get("/small").header("Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(client.post("/echo", "x").header("Access-Control-Allow-Origin"), "");
  const Answer options = client.ask("OPTIONS", "/small", "Origin: https://elsewhere.example\r\n", "");
  EXPECT_EQ(options.status, 204);
  EXPECT_EQ(options.header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(options.header("Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
}

TEST_F(AServer, TellsAnUnknownAddressFromAnUnknownMethod) {
  Client client(port());
  EXPECT_EQ(client.get("/nothing").status, 404);
  const Answer wrong = client.ask("DELETE", "/small", "", "");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.header("Allow"), "GET, HEAD, OPTIONS");
  EXPECT_EQ(raw("BREW /small HTTP/1.1\r\nHost: x\r\n\r\n").status, 501);
}

TEST_F(AServer, KeepsToWhatAClientSaysOfItsConnection) {
  Client closing(port());
  EXPECT_EQ(closing.get("/small", "Connection: close\r\n").header("Connection"), "close");
  EXPECT_TRUE(closing.ended());
  Client old(port());
  old.send("GET /small HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read().body, "small");
  EXPECT_TRUE(old.ended());
  Client kept(port());
  kept.send("GET /small HTTP/1.0\r\nConnection: keep-alive\r\n\r\n");
  EXPECT_EQ(kept.read().header("Connection"), "keep-alive");
  EXPECT_EQ(kept.get("/small").body, "small");
}

TEST_F(AServer, RefusesEveryShapeThatTwoServersCouldReadDifferently) {
  const std::string post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
  for (const std::string& bytes : {
           post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
           post + "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc",
           post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabc",
           post + "Content-Length: 3, 3\r\n\r\nabc",
           post + "Content-Length: +3\r\n\r\nabc",
           post + "Content-Length: -3\r\n\r\nabc",
           post + "Content-Length: 0x3\r\n\r\nabc",
           post + "Content-Length: 99999999999999999999999\r\n\r\nabc",
           post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
           post + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
           post + "Content-Length : 3\r\n\r\nabc",
           post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n",
           post + "Transfer-Encoding: chunked\r\n\r\n3\r\nabcX\r\n0\r\n\r\n",
           std::string("POST /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
           std::string("GET /small HTTP/1.1\r\n\r\n"),
           std::string("GET /small HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
           std::string("GET  /small HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET small HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("GET /small?a=%FF HTTP/1.1\r\nHost: x\r\n\r\n"),
           std::string("\x16\x03\x01\x02 hello by TLS\r\n\r\n"),
       }) {
    const Answer answer = raw(bytes);
    EXPECT_EQ(answer.status, 400) << bytes;
  }
  EXPECT_EQ(raw("GET /small HTTP/2.0\r\nHost: x\r\n\r\n").status, 505);
}

TEST_F(AServer, RefusesABodyByItsAnnouncedLengthBeforeReadingIt) {
  settings.body_limit = 1000;
  const Answer answer = raw("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1001\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
  EXPECT_EQ(answer.header("Connection"), "close");
  std::string chunks = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 101; ++i) chunks += "a\r\n0123456789\r\n";
  EXPECT_EQ(raw(chunks).status, 413);
  Client client(port());
  EXPECT_EQ(client.post("/echo", std::string(1000, 'x')).body.size(), 1000u);
}

TEST_F(AServer, SendsItsRefusalEvenToAClientThatGoesOnSending) {
  settings.body_limit = 1000;
  Client client(port());
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3000000\r\n\r\n");
  std::thread sending([&] { client.send(std::string(3'000'000, 'x')); });
  EXPECT_EQ(client.read().status, 413);
  sending.join();
}

// As a route that takes photos is declared.
class AServerThatTakesFiles : public AServer {
 protected:
  AServerThatTakesFiles() {
    settings.body_limit = 1000;
    settings.large_bodies = 1;
    add(Method::post, "/photos/{id}", Cost::command, [this](const Request& request, const Responder& respond) {
      handled.push_back(request.body.size());
      respond(Response{.type = "text/plain", .body = std::to_string(request.body.size())});
    });
    routes.back().body_limit = 100'000;
    routes.back().as_work = brings_files;
  }
  static std::string head(std::string_view target, std::size_t length) {
    return "POST " + std::string(target) + " HTTP/1.1\r\nHost: x\r\nContent-Length: " + std::to_string(length) + "\r\n\r\n";
  }
  std::vector<std::size_t> handled;
};

TEST_F(AServerThatTakesFiles, TakesALongBodyAtThatRouteAlone) {
  Client client(port());
  EXPECT_EQ(client.post("/photos/1", std::string(100'000, 'x')).body, "100000");
  EXPECT_EQ(client.post("/photos%2F1?q=1", std::string(1'001, 'x')).body, "1001");  // decoded as the router does
  Client other(port());
  EXPECT_EQ(other.post("/echo", std::string(1'001, 'x')).status, 413);
}

TEST_F(AServerThatTakesFiles, RefusesAGigabyteByItsHeaderBeforeItIsRead) {
  const Answer answer = raw(head("/photos/1", 1u << 30));  // not a byte of it is sent
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body, HasSubstr("at most 100000 bytes"));
  std::string chunks = "POST /photos/1 HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (int i = 0; i < 11; ++i) chunks += "2710\r\n" + std::string(10'000, 'x') + "\r\n";
  EXPECT_EQ(raw(chunks).status, 413);
  EXPECT_TRUE(handled.empty());
}

TEST_F(AServerThatTakesFiles, ForgetsABodyWhoseConnectionIsCut) {
  settings.loops = 1;  // connections are taken up in the order in which they came
  {
    Client client(port());
    client.send(head("/photos/1", 50'000) + std::string(20'000, 'x'));
    EXPECT_EQ(raw(head("/photos/1", 50'000)).status, 503);                                           // it takes all the room for large ones
    EXPECT_EQ(raw("POST /photos/1 HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc").body, "3");  // small ones need none
  }
  int status = 503;
  while (status == 503) status = raw(head("/photos/1", 2'000) + std::string(2'000, 'x')).status;  // until the loop has seen the end
  EXPECT_EQ(status, 200);
  EXPECT_THAT(handled, ::testing::ElementsAre(3u, 2'000u));
}

TEST_F(AServerThatTakesFiles, ReadsFilesOnThePoolAndTheRestOnTheLoop) {
  std::promise<std::thread::id> loop, pool;
  add(Method::post, "/where", Cost::command, [&](const Request& request, const Responder& respond) {
    (brings_files(request) ? pool : loop).set_value(std::this_thread::get_id());
    respond(Response{});
  });
  routes.back().as_work = brings_files;
  settings.loops = 1;
  Client client(port());
  client.post("/where", "a=b");
  client.post("/where", "--x--\r\n", "Content-Type: multipart/form-data; boundary=x\r\n");
  EXPECT_NE(loop.get_future().get(), pool.get_future().get());
}

TEST_F(AServer, RefusesAHeadThatIsTooLong) {
  settings.header_limit = 8 << 10;
  EXPECT_EQ(raw("GET /small HTTP/1.1\r\nHost: x\r\nX: " + std::string(20'000, 'x')).status, 431);
  EXPECT_EQ(raw("GET /" + std::string(20'000, 'x')).status, 431);
  std::string many = "GET /small HTTP/1.1\r\nHost: x\r\n";
  for (int i = 0; i < 200; ++i) many += "A: b\r\n";
  EXPECT_EQ(raw(many + "\r\n").status, 431);
  std::string extension = "POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n3;x=" + std::string(40'000, 'x');
  EXPECT_EQ(raw(extension).status, 431);
}

TEST_F(AServer, AsksForABodyThatWaitsToBeAskedFor) {
  Client client(port());
  client.send("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(client.read().status, 100);
  client.send("abc");
  EXPECT_EQ(client.read().body, "abc");
}

TEST_F(AServer, EndsAClientThatIsTooSlowToAskAndLeavesTheOthersAlone) {
  settings.request_timeout = Millis{200};
  Client slow(port());
  slow.send("GET /small HTTP/1.1\r\nHost: x\r\nX-Slow");
  EXPECT_EQ(slow.read().status, 408);
  EXPECT_TRUE(slow.ended());
  Client other(port());
  EXPECT_EQ(other.get("/small").status, 200);
}

TEST_F(AServer, EndsAnIdleConnection) {
  settings.idle_timeout = Millis{100};
  Client client(port());
  EXPECT_EQ(client.get("/small").status, 200);
  EXPECT_TRUE(client.ended());
}

TEST_F(AServer, EndsAClientThatTakesNothingOfItsAnswer) {
  settings.request_timeout = Millis{200};
  add(Method::get, "/large", Cost::quick, answer([](const Request&) { return Response{.body = std::string(64 << 20, 'x')}; }));
  Client client(port());
  client.send("GET /large HTTP/1.1\r\nHost: x\r\n\r\n");
  while (server->traffic().by_status[2] == 0 || server->traffic().connections > 0) std::this_thread::yield();
  EXPECT_FALSE(client.read().whole);
}

TEST_F(AServer, SendsALongAnswerWhole) {
  std::string large;
  for (int i = 0; i < 3'000'000; ++i) large += static_cast<char>('a' + i % 23);
  add(Method::get, "/large", Cost::quick, answer([&](const Request&) { return Response{.body = large}; }));
  Client client(port());
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.get("/large").body, large);
}

TEST_F(AServer, PullsTheBlocksOfAnAnswerAsTheClientTakesThem) {
  add(Method::get, "/blocks", Cost::work, answer([](const Request&) {
        auto count = std::make_shared<int>(0);
        return Response{.type = "text/plain", .body = "begin,", .more = [count] {
                          return ++*count <= 1000 ? std::string(1000, static_cast<char>('a' + *count % 26)) : std::string();
                        }};
      }));
  Client client(port());
  const Answer answer = client.get("/blocks");
  EXPECT_TRUE(answer.whole);
  EXPECT_EQ(answer.body.size(), 6u + 1'000'000);
  EXPECT_EQ(client.ask("HEAD", "/blocks", "", "").status, 200);
  EXPECT_EQ(client.get("/small").body, "small");
  Client old(port());
  old.send("GET /blocks HTTP/1.0\r\n\r\n");
  EXPECT_EQ(old.read().body.size(), 6u + 1'000'000);
}

TEST_F(AServer, CutsAnAnswerThatBreaksHalfWay) {
  add(Method::get, "/blocks", Cost::work, answer([](const Request&) {
        return Response{.type = "text/plain", .body = "begin,", .more = []() -> std::string { throw std::runtime_error("disk"); }};
      }));
  Client client(port());
  EXPECT_FALSE(client.get("/blocks").whole);
}

TEST_F(AServer, AnswersQuickRequestsWhileSlowWorkHangs) {
  std::latch begun(2), release(1);
  add(Method::get, "/slow", Cost::work, answer([&](const Request&) {
        begun.count_down();
        release.wait();
        return Response{.body = "done"};
      }));
  Client first(port()), second(port());
  first.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  second.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  begun.wait();  // both workers hang
  for (int i = 0; i < 20; ++i) {
    Client quick(port());
    EXPECT_EQ(quick.get("/small").status, 200);
  }
  release.count_down();
  EXPECT_EQ(first.read().body, "done");
  EXPECT_EQ(second.read().body, "done");
}

TEST_F(AServer, SaysComeBackLaterWhenTheQueueIsFull) {
  settings.workers = 1;
  settings.worker_queue = 1;
  std::latch begun(1), release(1);
  add(Method::get, "/slow", Cost::work, answer([&](const Request&) {
        begun.count_down();
        release.wait();
        return Response{};
      }));
  add(Method::get, "/more", Cost::work, answer([](const Request&) { return Response{}; }));
  Client first(port()), second(port()), third(port());
  first.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  begun.wait();
  second.send("GET /more HTTP/1.1\r\nHost: x\r\n\r\n");
  while (server->traffic().workers_waiting == 0) std::this_thread::yield();
  const Answer full = third.get("/more");
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(full.header("Retry-After"), "1");
  release.count_down();
  EXPECT_EQ(first.read().status, 200);
  EXPECT_EQ(second.read().status, 200);
}

TEST_F(AServer, ResumesACommandThatAnotherThreadAnswers) {
  std::vector<std::thread> lane;
  std::mutex guard;
  add(Method::post, "/command", Cost::command, [&](const Request& request, const Responder& respond) {
    const std::lock_guard lock(guard);
    lane.emplace_back([respond, body = request.body] { respond(Response{.body = "kept " + body}); });
  });
  {
    Client client(port());
    for (int i = 0; i < 50; ++i) ASSERT_EQ(client.post("/command", std::to_string(i)).body, "kept " + std::to_string(i));
  }
  for (auto& thread : lane) thread.join();
}

TEST_F(AServer, AnswersForAHandlerThatForgetsTo) {
  add(Method::get, "/forgets", Cost::quick, [](const Request&, const Responder&) {});
  add(Method::get, "/forgets-later", Cost::work, [](const Request&, const Responder&) {});
  Client client(port());
  EXPECT_EQ(client.get("/forgets").status, 500);
  EXPECT_EQ(client.get("/forgets-later").status, 500);
  EXPECT_THAT(log.said(), Contains("a handler dropped a request unanswered").Times(2));
}

TEST_F(AServer, IgnoresASecondAnswer) {
  add(Method::get, "/twice", Cost::quick, [](const Request&, const Responder& respond) {
    respond(Response{.body = "first"});
    respond(Response{.body = "second"});
  });
  Client client(port());
  EXPECT_EQ(client.get("/twice").body, "first");
  EXPECT_EQ(client.get("/small").body, "small");
  EXPECT_THAT(log.said(), Contains("a handler answered a request twice"));
}

TEST_F(AServer, TurnsWhatBreaksIntoAnAnswerThatSaysNoMoreThanACode) {
  settings.temporary = [](const std::exception_ptr& broken) {
    try {
      std::rethrow_exception(broken);
    } catch (const std::bad_alloc&) {
      return true;
    } catch (...) {
      return false;
    }
  };
  add(Method::get, "/breaks", Cost::quick, answer([](const Request&) -> Response { throw std::runtime_error("secret path"); }));
  add(Method::get, "/full", Cost::work, answer([](const Request&) -> Response { throw std::bad_alloc(); }));
  add(Method::get, "/fails", Cost::command,
      [](const Request&, const Responder& respond) { respond.fail(std::make_exception_ptr(std::bad_alloc())); });
  Client client(port());
  const Answer broken = client.get("/breaks");
  EXPECT_EQ(broken.status, 500);
  EXPECT_THAT(broken.body, Not(HasSubstr("secret")));
  EXPECT_EQ(client.get("/full").status, 503);
  EXPECT_EQ(client.get("/fails").header("Retry-After"), "1");
}

TEST_F(AServer, LetsNoHandlerWriteHeadersOfItsOwnMaking) {
  add(Method::get, "/injects", Cost::quick, answer([](const Request& request) {
        return Response{.body = "x", .headers = {{"X-Said", std::string(request.asked("q"))}, {"X-Fine", "yes"}}};
      }));
  Client client(port());
  const Answer answer = client.get("/injects?q=a%0d%0aSet-Cookie:%20b");
  EXPECT_EQ(answer.header("Set-Cookie"), "");
  EXPECT_EQ(answer.header("X-Said"), "");
  EXPECT_EQ(answer.header("X-Fine"), "yes");
}

TEST_F(AServer, AsksForThePermissionThatARouteNames) {
  const auto who = answer([](const Request& request) {
    return Response{.type = "text/plain", .body = request.principal.name, .headers = {{"Cache-Control", "public"}}};
  });
  add(Method::get, "/desk", Cost::quick, who, "pause_case");
  add(Method::get, "/proposals", Cost::work, who, "propose_sla:AGENCY");
  settings.gate = [](const Request& request) -> Outcome<Principal> {
    const std::string key = key_of(request);
    if (key == "desk-key") return Principal{"desk", {"pause_case"}};
    if (key == "parks-key") return Principal{"parks", {"propose_sla:PARKS", "pause_case:PARKS"}};
    return refuse(Refused::forbidden, "", "this key is not known");
  };
  Client client(port());
  const Answer nobody = client.get("/desk");
  EXPECT_EQ(nobody.status, 401);
  EXPECT_EQ(nobody.header("WWW-Authenticate"), "Bearer");
  EXPECT_EQ(nobody.header("Content-Type"), "application/problem+json");
  EXPECT_THAT(nobody.body, HasSubstr("this key is not known"));
  const Answer read = client.get("/desk", "Authorization: Bearer desk-key\r\n");
  EXPECT_EQ(read.status, 200);
  EXPECT_EQ(read.body, "desk");
  EXPECT_EQ(read.header("Access-Control-Allow-Origin"), "") << "what is not for everybody is not for every page";
  EXPECT_EQ(read.header("Cache-Control"), "no-store") << "whatever the handler says";
  const Answer elsewhere = client.get("/proposals?api_key=desk-key");
  EXPECT_EQ(elsewhere.status, 403);
  EXPECT_THAT(elsewhere.body, HasSubstr("propose_sla:AGENCY"));
  EXPECT_EQ(client.get("/proposals?api_key=parks-key").body, "parks");
  EXPECT_EQ(client.get("/desk?api_key=parks-key").status, 403) << "held within a scope that the route does not know";
}

TEST_F(AServer, ShowsABrowserAPageInPlaceOfTheGatesProblem) {
  add(Method::get, "/desk", Cost::quick, answer([](const Request&) { return Response{}; }), "read_case");
  add(Method::post, "/desk", Cost::quick, answer([](const Request&) { return Response{}; }), "read_case");
  settings.gate = [](const Request& request) -> Outcome<Principal> {
    if (request.method == Method::post) return refuse(Refused::invalid, "csrf", "this form is not ours");
    return refuse(Refused::forbidden, "", "nobody is signed in");
  };
  settings.refused_page = [](const Request& request, int status) -> std::optional<Response> {
    if (request.method != Method::get || status != 401) return std::nullopt;
    return Response{.status = 303, .headers = {{"Location", "/sign-in"}}};
  };
  Client client(port());
  EXPECT_EQ(client.get("/desk").header("Location"), "/sign-in");
  EXPECT_EQ(client.get("/desk").header("WWW-Authenticate"), "");
  EXPECT_EQ(client.post("/desk", "text/plain", "").status, 400);
}

TEST_F(AServer, AsksTheGateOnThePoolWhereTheLoopMayNotReadTheStore) {
  settings.quick_on_loop = false;
  std::atomic<bool> same_thread{true};
  std::thread::id asked_on;
  settings.gate = [&](const Request& request) -> Outcome<Principal> {
    asked_on = std::this_thread::get_id();
    if (request.asked("q") == "broken") throw std::runtime_error("the database is away");
    return Principal{.name = "desk", .permissions = {"read_case"}};
  };
  settings.intake_only = [] { return true; };
  for (const Cost cost : {Cost::quick, Cost::work, Cost::command})
    add(Method::get, "/desk" + std::to_string(static_cast<int>(cost)), cost, answer([&](const Request& request) {
          same_thread = same_thread && asked_on == std::this_thread::get_id();
          return Response{.body = request.principal.name};
        }),
        "read_case");
  Client client(port());
  for (const char* path : {"/desk0", "/desk1", "/desk2"}) EXPECT_EQ(client.get(path).body, "desk");
  EXPECT_TRUE(same_thread);
  EXPECT_EQ(client.get("/desk0?q=broken").status, 500);
}

TEST_F(AServer, KnowsNobodyWithoutAGate) {
  add(Method::get, "/desk", Cost::quick, answer([](const Request&) { return Response{}; }), "pause_case");
  Client client(port());
  EXPECT_EQ(client.get("/desk", "Authorization: Bearer anything\r\n").status, 401);
  EXPECT_EQ(client.ask("HEAD", "/desk", "", "").status, 401);
}

TEST_F(AServer, LimitsHowOftenOneAddressMayPost) {
  settings.rate = {.per_second = 0.001, .burst = 2};
  settings.rate_loopback = true;
  settings.known_key = [](std::string_view key) { return key == "good"; };
  Client client(port());
  EXPECT_EQ(client.post("/echo", "a=1").status, 200);
  EXPECT_EQ(client.post("/echo", "api_key=made-up&a=1").status, 200);
  const Answer limited = client.post("/echo?api_key=made-up-too", "a=1");
  EXPECT_EQ(limited.status, 429);
  EXPECT_EQ(limited.header("Retry-After"), "1000");
  EXPECT_EQ(client.post("/echo", "a=1&api_key=good").status, 200) << "a key that is known has a bucket of its own";
  EXPECT_EQ(client.get("/small").status, 200) << "reads are not limited";
}

TEST_F(AServer, BelievesAProxyOnlyWhereItIsTrusted) {
  {
    Client client(port());
    EXPECT_EQ(client.post("/echo", "x", "X-Forwarded-For: 203.0.113.7\r\n").header("X-Address"), "127.0.0.1");
  }
  server->stop(Millis{1000});
  settings.trusted_proxies = {"127.0.0.1", "10.0.0.2"};
  start();
  Client client(port());
  EXPECT_EQ(client.post("/echo", "x", "X-Forwarded-For: 1.1.1.1, 203.0.113.7\r\n").header("X-Address"), "203.0.113.7");
  EXPECT_EQ(client.post("/echo", "x", "X-Forwarded-For: 203.0.113.7\r\nX-Forwarded-For: 10.0.0.2\r\n").header("X-Address"), "203.0.113.7");
  EXPECT_EQ(client.post("/echo", "x").header("X-Address"), "127.0.0.1");
}

TEST_F(AServer, SaysThatItsPortIsInUse) {
  settings.port = port();
  EXPECT_THROW(Server(settings, routes, log), std::runtime_error);
  server->stop(Millis{1000});
  EXPECT_NO_THROW(Server(settings, routes, log)) << "and takes it again at once when it is free";
  settings.address = "localhost.example";
  EXPECT_THROW(Server(settings, routes, log), std::runtime_error);
}

TEST_F(AServer, ClosesConnectionsBeyondItsBound) {
  settings.max_connections = 2;
  Client first(port()), second(port());
  EXPECT_EQ(first.get("/small").status, 200);
  EXPECT_EQ(second.get("/small").status, 200);
  Client third(port());
  EXPECT_EQ(third.get("/small").status, 0);
  EXPECT_EQ(server->traffic().refused_connections, 1);
}

TEST_F(AServer, LetsWhatRunsEndWhenItStops) {
  std::latch begun(1), release(1);
  add(Method::get, "/slow", Cost::work, answer([&](const Request&) {
        begun.count_down();
        release.wait();
        return Response{.body = "done"};
      }));
  Client client(port()), idle(port());
  EXPECT_EQ(idle.get("/small").status, 200);
  client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  begun.wait();
  std::thread stopping([&] { server->stop(Millis{30'000}); });
  EXPECT_TRUE(idle.ended());
  release.count_down();
  const Answer answer = client.read();
  EXPECT_EQ(answer.body, "done");
  EXPECT_EQ(answer.header("Connection"), "close");
  stopping.join();
  EXPECT_FALSE(Client(server->port()).connected());
}

TEST_F(AServer, DropsAnAnswerThatComesAfterItsEnd) {
  std::promise<Responder> kept;
  add(Method::get, "/late", Cost::command, [&](const Request&, const Responder& respond) { kept.set_value(respond); });
  auto client = std::make_unique<Client>(port());
  client->send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
  Responder responder = kept.get_future().get();
  server->stop(Millis{0});
  server.reset();
  responder(Response{});
  EXPECT_EQ(client->read().status, 0);
}

TEST_F(AServer, CountsItsTraffic) {
  Client client(port());
  client.get("/small");
  client.get("/small");
  client.get("/nothing");
  const Traffic traffic = server->traffic();
  EXPECT_EQ(traffic.requests, 3);
  EXPECT_EQ(traffic.connections, 1);
  EXPECT_EQ(traffic.by_status[2], 2);
  EXPECT_EQ(traffic.by_status[4], 1);
  EXPECT_THAT(traffic.by_route, Contains(std::pair<std::string, std::int64_t>("GET /small", 2)));
}

TEST_F(AServer, ServesManyClientsAtOnceFromEveryKindOfRoute) {
  add(Method::get, "/work", Cost::work, answer([](const Request& request) { return Response{.body = std::string(request.asked("q"))}; }));
  port();
  std::vector<std::thread> clients;
  std::atomic<int> right{0};
  for (int c = 0; c < 8; ++c) {
    clients.emplace_back([&, c] {
      Client client(server->port());
      for (int i = 0; i < 100; ++i) {
        const std::string text = std::to_string(c * 1000 + i);
        if (client.get("/work?q=" + text).body == text && client.post("/echo", text).body == text) ++right;
      }
    });
  }
  for (auto& client : clients) client.join();
  EXPECT_EQ(right.load(), 800);
}

class OnIntakeOnly : public AServer {
 protected:
  OnIntakeOnly() {
    settings.intake_only = [this] { return storm.load(); };
    add(Method::get, "/list", Cost::work, answer([this](const Request&) { return Response{.body = "list " + std::to_string(++lists)}; }));
    routes.back().heavy = true;
    add(Method::get, "/search", Cost::work, answer([](const Request&) { return Response{.body = "found"}; }));
    routes.back().heavy = true;
    routes.back().put_off = [](const Request& request) -> std::optional<Response> {
      if (!request.asked("number").empty()) return std::nullopt;
      return Response{.status = 503, .body = "<p>Later.", .headers = {{"Retry-After", "1"}}};
    };
    add(Method::get, "/status/{number}", Cost::work, answer([this](const Request& request) {
          if (request.part("number") == "none") return Response{.status = 404};
          return Response{.body = (request.to_be_kept ? "kept " : "read ") + std::to_string(++reads)};
        }));
    routes.back().kept_as = [](const Request& request) { return request.asked("token").empty() ? request.path : std::string(); };
  }
  std::atomic<bool> storm{false};
  std::atomic<int> lists{0}, reads{0};
};

TEST_F(OnIntakeOnly, HeavyRoutesArePutOffWithoutTheirHandlersAndTheRestGoesOn) {
  Client client(port());
  EXPECT_EQ(client.get("/list").body, "list 1");
  storm = true;
  const Answer put_off = client.get("/list");
  EXPECT_EQ(put_off.status, 503);
  EXPECT_EQ(put_off.header("Retry-After"), "60");
  EXPECT_EQ(put_off.header("Content-Type"), "application/problem+json");
  EXPECT_EQ(client.post("/echo", "a request").body, "a request");
  EXPECT_EQ(client.get("/small").body, "small");
  EXPECT_EQ(lists, 1);
  EXPECT_EQ(server->traffic().put_off, 1);
  storm = false;
  EXPECT_EQ(client.get("/list").body, "list 2");
}

TEST_F(OnIntakeOnly, ARouteMaySayItInItsOwnWordsAndLetTheLightOnesPass) {
  Client client(port());
  storm = true;
  const Answer put_off = client.get("/search");
  EXPECT_EQ(put_off.status, 503);
  EXPECT_EQ(put_off.body, "<p>Later.");
  EXPECT_EQ(put_off.header("Retry-After"), "60");
  EXPECT_EQ(client.get("/search?number=1").body, "found");
}

TEST_F(OnIntakeOnly, OneAnswerIsGivenToAllWhoAskTheSame) {
  Client client(port());
  EXPECT_EQ(client.get("/status/1").body, "read 1");
  storm = true;
  EXPECT_EQ(client.get("/status/1").body, "kept 2");
  const Answer again = client.get("/status/1?x=y");
  EXPECT_EQ(again.body, "kept 2");
  EXPECT_EQ(again.header("Age"), "0");
  EXPECT_EQ(again.header("Content-Security-Policy"), client.get("/page").header("Content-Security-Policy"));
  EXPECT_EQ(client.ask("HEAD", "/status/1", "", "").header("Content-Length"), "6");
  EXPECT_EQ(client.get("/status/2").body, "kept 3");
  EXPECT_EQ(server->traffic().given_again, 2);
}

TEST_F(OnIntakeOnly, WhatIsNotForEverybodyOrIsNotThereIsNotKept) {
  Client client(port());
  storm = true;
  EXPECT_EQ(client.get("/status/1?token=secret").body, "read 1");
  EXPECT_EQ(client.get("/status/1?token=secret").body, "read 2");
  EXPECT_EQ(client.get("/status/none").status, 404);
  EXPECT_EQ(client.get("/status/none").header("Age"), "");
}

}  // namespace
}  // namespace portico::http
