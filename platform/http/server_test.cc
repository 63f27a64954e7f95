// A server and its clients: one connection and many, long answers, slow clients, and its end.
#include <gmock/gmock.h>

#include <atomic>
#include <exception>
#include <future>
#include <latch>
#include <new>
#include <stdexcept>
#include <thread>

#include "platform/http/testing_server.h"

namespace portico::http {
namespace {

using testing::Answer;
using testing::AServer;
using testing::Client;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

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
  settings.temporary = [](const std::exception_ptr& broken) -> std::optional<std::string> {
    try {
      std::rethrow_exception(broken);
    } catch (const std::bad_alloc&) {
      return "the memory is full";
    } catch (...) {
      return std::nullopt;
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
  const Answer full = client.get("/full");
  EXPECT_EQ(full.status, 503);
  EXPECT_THAT(full.body, HasSubstr("the memory is full"));
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

TEST_F(AServer, SaysThatItsPortIsInUse) {
  settings.port = port();
  EXPECT_THROW(Server(settings, routes, log), std::runtime_error);
  server->stop(Millis{1000});
  EXPECT_NO_THROW(Server(settings, routes, log)) << "and takes it again at once when it is free";
  settings.address = "localhost.example";
  EXPECT_THROW(Server(settings, routes, log), std::runtime_error);
}

TEST_F(AServer, ClosesWhomItHasWaitedForLongestWhereItsBoundIsReached) {
  settings.max_connections = 2;
  settings.loops = 1;
  Client first(port()), second(port());
  EXPECT_EQ(first.get("/small").status, 200);
  EXPECT_EQ(second.get("/small").status, 200);
  first.send("GET /small HTTP/1.1\r\nHost: drop by drop");  // it has 30 s to end, who says nothing a minute
  EXPECT_EQ(second.get("/small").status, 200);
  Client third(port());
  EXPECT_EQ(third.get("/small").status, 200);
  EXPECT_TRUE(first.ended());
  EXPECT_EQ(second.get("/small").status, 200);
  EXPECT_EQ(server->traffic().refused_connections, 1);
  EXPECT_EQ(server->traffic().connections, 2);
}

TEST_F(AServer, ClosesANewConnectionWhereAllOthersAreBeingServed) {
  settings.max_connections = 2;
  settings.loops = 1;
  std::latch begun(2), release(1);
  add(Method::get, "/slow", Cost::work, answer([&](const Request&) {
        begun.count_down();
        release.wait();
        return Response{.body = "done"};
      }));
  Client first(port()), second(port());
  for (Client* each : {&first, &second}) each->send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  begun.wait();
  Client third(port());
  EXPECT_EQ(third.get("/small").status, 0);
  release.count_down();
  EXPECT_EQ(first.read().body, "done");
  EXPECT_EQ(second.read().body, "done");
}

TEST_F(AServer, EndsAClientThatTakesItsAnswerDropByDrop) {
  settings.request_timeout = Millis{200};
  settings.large_bytes_per_second = 1 << 30;
  add(Method::get, "/huge", Cost::quick, answer([](const Request&) { return Response{.body = std::string(64 << 20, 'x')}; }));
  Client client(port());
  client.send("GET /huge HTTP/1.1\r\nHost: x\r\n\r\n");
  std::size_t taken = 0;
  char drop[4096];
  for (ssize_t count = 1; count > 0; taken += count > 0 ? static_cast<std::size_t>(count) : 0) {
    count = ::recv(client.socket(), drop, sizeof drop, 0);
    if (taken < (8 << 20)) std::this_thread::sleep_for(Millis{1});  // what the network holds is taken fast when it was cut off
  }
  EXPECT_LT(taken, std::size_t{64} << 20);
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

}  // namespace
}  // namespace portico::http
