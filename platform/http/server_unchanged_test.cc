// Answers that are given again while nothing is written.
#include <atomic>
#include <thread>

#include "platform/http/testing_server.h"

namespace portico::http {
namespace {

using testing::AServer;
using testing::Client;

class WhileNothingIsWritten : public AServer {
 protected:
  WhileNothingIsWritten() {
    settings.unchanged_for = std::chrono::minutes(10);
    settings.writes = [this] { return writes.load(); };
    add(Method::get, "/status/{number}", Cost::work, answer([this](const Request& request) {
          return Response{.status = request.part("number") == "none" ? 404 : 200, .body = "read " + std::to_string(++reads)};
        }));
    routes.back().kept_as = [](const Request& request) { return request.asked("token").empty() ? request.path : std::string(); };
  }
  std::atomic<std::uint64_t> writes{0};
  std::atomic<int> reads{0};
};

TEST_F(WhileNothingIsWritten, TheSameQuestionGetsTheSameAnswer) {
  Client client(port());
  EXPECT_EQ(client.get("/status/1").body, "read 1");
  EXPECT_EQ(client.get("/status/1").body, "read 1");
  EXPECT_EQ(client.ask("HEAD", "/status/1", "", "").header("Content-Length"), "6");
  EXPECT_EQ(client.get("/status/2").body, "read 2");
  EXPECT_EQ(client.get("/status/1?x=y").body, "read 3") << "a query may matter";
  EXPECT_EQ(server->traffic().unchanged, 2);
  ++writes;
  EXPECT_EQ(client.get("/status/1").body, "read 4");
}

TEST_F(WhileNothingIsWritten, AnAnswerIsForgottenAfterAWhileForTimeGoesOn) {
  settings.unchanged_for = Millis{20};
  Client client(port());
  EXPECT_EQ(client.get("/status/1").body, "read 1");
  std::this_thread::sleep_for(Millis{40});
  EXPECT_EQ(client.get("/status/1").body, "read 2");
}

// What is read while a write comes in between may be older than it: it is nobody's answer afterwards.
TEST_F(WhileNothingIsWritten, WhatWasReadBeforeAWriteIsNotGivenAfterIt) {
  add(Method::get, "/slow", Cost::work, answer([this](const Request&) {
        ++writes;
        return Response{.body = "read " + std::to_string(++reads)};
      }));
  routes.back().kept_as = [](const Request& request) { return request.path; };
  Client client(port());
  EXPECT_EQ(client.get("/slow").body, "read 1");
  EXPECT_EQ(client.get("/slow").body, "read 2");
}

TEST_F(WhileNothingIsWritten, WhatIsForOneOrIsNotThereIsReadEachTime) {
  Client client(port());
  EXPECT_EQ(client.get("/status/1?token=secret").body, "read 1");
  EXPECT_EQ(client.get("/status/1?token=secret").body, "read 2");
  EXPECT_EQ(client.get("/status/none").body, "read 3");
  EXPECT_EQ(client.get("/status/none").body, "read 4");
}

}  // namespace
}  // namespace portico::http
