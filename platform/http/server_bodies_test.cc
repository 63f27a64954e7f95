// What a server reads of a request: bodies and heads that are too long, ambiguous or cut off, and routes that take files.
#include <gmock/gmock.h>

#include <future>
#include <thread>

#include "platform/http/testing_server.h"

namespace portico::http {
namespace {

using testing::Answer;
using testing::AServer;
using testing::Client;
using ::testing::HasSubstr;

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

}  // namespace
}  // namespace portico::http
