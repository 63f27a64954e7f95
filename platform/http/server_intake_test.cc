// A server on intake only: what rests, what is kept, and what goes on.
#include <atomic>
#include <optional>

#include "platform/http/testing_server.h"

namespace portico::http {
namespace {

using testing::Answer;
using testing::AServer;
using testing::Client;

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
