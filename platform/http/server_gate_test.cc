// Whom a server lets in, how often, and whose word on a client's address it believes.
#include <gmock/gmock.h>

#include <atomic>
#include <optional>
#include <stdexcept>
#include <thread>

#include "platform/http/testing_server.h"

namespace portico::http {
namespace {

using testing::Answer;
using testing::AServer;
using testing::Client;
using ::testing::HasSubstr;

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

TEST_F(AServer, ShowsABrowserAPageInPlaceOfEveryOtherProblem) {
  add(Method::post, "/report", Cost::command,
      [](const Request&, Responder respond) { respond(problem(Refusal{Refused::unavailable, {{"disk", "it is full", "some room"}}})); });
  add(Method::get, "/broken", Cost::work, answer([](const Request&) -> Response { throw std::runtime_error("a page breaks"); }));
  settings.body_limit = 100;
  settings.problem_page = [](const Request& request, int status, const std::vector<Fault>& said) -> std::optional<Response> {
    if (request.target == "/untold") return std::nullopt;
    if (request.target == "/unwritten") throw std::runtime_error("the page of a problem breaks");
    return Response{.body = "<p>" + std::to_string(status) + " " + said.at(0).field + " " + said.at(0).reason,
                    .headers = {{"Cache-Control", "no-cache"}, {"Vary", "Cookie"}}};
  };
  Client client(port());
  const std::string browser = "Accept: text/html,*/*\r\n";
  const Answer full = client.post("/report", "", browser);
  EXPECT_EQ(full.status, 503);
  EXPECT_EQ(full.body, "<p>503 disk it is full");
  EXPECT_EQ(full.header("Retry-After"), "1") << "the problem's headers stay";
  EXPECT_EQ(full.header("Cache-Control"), "no-store");
  EXPECT_EQ(full.header("Vary"), "Cookie");
  EXPECT_THAT(client.get("/nowhere", browser).body, HasSubstr("<p>404  there is nothing"));
  EXPECT_THAT(client.get("/broken", browser).body, HasSubstr("<p>500  Something broke on our side"));
  EXPECT_THAT(client.get("/small?q=%ff", browser).body, HasSubstr("<p>400  the request's query is not UTF-8 text"));
  for (const auto& [target, headers] :
       {std::pair("/nowhere", std::string()), std::pair("/nowhere.json", browser), std::pair("/untold", browser),
        std::pair("/unwritten", browser), std::pair("/nowhere", browser + "Authorization: Bearer key\r\n")})
    EXPECT_EQ(client.get(target, headers).header("Content-Type"), "application/problem+json") << target << headers;
  EXPECT_THAT(client.post("/report", std::string(101, 'x'), browser).body, HasSubstr("<p>413 "));
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

}  // namespace
}  // namespace portico::http
