#include "platform/http/fetch.h"

#include <gmock/gmock.h>

#include "platform/http/server.h"

namespace portico::http {
namespace {

using ::testing::HasSubstr;

class AnotherServer : public ::testing::Test {
 protected:
  AnotherServer() {
    const auto say = [](const Request& request) {
      const auto form = parse_form(request);
      return Response{.type = "text/plain",
                      .body = std::string(name_of(request.method)) + " " + std::string(form ? form->value("a") : "") + " " +
                              std::string(request.header("authorization"))};
    };
    const auto repeat = [](const Request& request) {
      return Response{
          .type = "text/plain",
          .body = std::string(request.header("content-type")) + " " + std::string(request.header("x-key")) + " " + request.body};
    };
    const std::vector<Route> routes{
        {Method::get, "/said", "public", Cost::quick, "", "", "", answer(say)},
        {Method::post, "/said", "public", Cost::quick, "", "", "", answer(say)},
        {Method::post, "/repeated", "public", Cost::quick, "", "", "", answer(repeat)},
        {Method::get, "/moved", "public", Cost::quick, "", "", "",
         answer([](const Request&) { return Response{.status = 302, .headers = {{"Location", "/said"}}}; })},
        {Method::get, "/long", "public", Cost::quick, "", "", "",
         answer([](const Request&) { return Response{.body = std::string(2000, 'x')}; })},
    };
    Settings settings;
    settings.port = 0;
    server_ = std::make_unique<Server>(settings, routes, log_);
    server_->start();
  }
  ~AnotherServer() override { server_->stop(Millis{5000}); }
  std::string url(std::string_view path) const { return "http://127.0.0.1:" + std::to_string(server_->port()) + std::string(path); }
  SilentLog log_;
  std::unique_ptr<Server> server_;
};

TEST_F(AnotherServer, IsAskedAndAnswers) {
  EXPECT_EQ(fetch({.url = url("/said")})->body, "GET  ");
  EXPECT_EQ(fetch({.url = url("/said"), .form = {{"a", "b&c ñ"}}})->body, "POST b&c ñ ");
  EXPECT_EQ(fetch({.url = url("/said"), .user = "portico", .password = "secret"})->body, "GET  Basic cG9ydGljbzpzZWNyZXQ=");
  EXPECT_EQ(fetch({.url = url("/nowhere")})->status, 404);
  EXPECT_EQ(fetch({.url = url("/moved")})->status, 302) << "redirects are not followed";
}

TEST_F(AnotherServer, IsToldBodiesAndHeaders) {
  const auto told = fetch({.url = url("/repeated"), .body = R"({"a":"ñ"})", .type = "application/json", .headers = {{"X-Key", "secret"}}});
  ASSERT_TRUE(told);
  EXPECT_EQ(told->body, R"(application/json secret {"a":"ñ"})");
  const auto two_lines = fetch({.url = url("/repeated"), .headers = {{"X-Key", "secret\r\nX-Other: 1"}}});
  ASSERT_FALSE(two_lines);
  EXPECT_EQ(two_lines.error().kind, Refused::invalid);
}

TEST_F(AnotherServer, IsGivenUpWhereItSaysTooMuchOrNothing) {
  const auto long_answer = fetch({.url = url("/long"), .limit = 1000});
  ASSERT_FALSE(long_answer);
  EXPECT_EQ(long_answer.error().kind, Refused::unavailable);
  const std::string was_there = url("/said");
  server_->stop(Millis{5000});
  EXPECT_FALSE(fetch({.url = was_there}));
}

TEST(Fetching, GoesByHttpsOrToThisMachine) {
  for (const char* good : {"https://login.city.example/x", "http://127.0.0.1:8080/x", "http://localhost", "http://[::1]:80/"})
    EXPECT_TRUE(may_be_fetched(good)) << good;
  for (const char* wrong : {"http://login.city.example", "http://localhost.evil.example/", "http://localhost@evil.example/",
                            "file:///etc/passwd", "gopher://127.0.0.1/", ""})
    EXPECT_FALSE(may_be_fetched(wrong)) << wrong;
  EXPECT_EQ(fetch({.url = "file:///etc/passwd"}).error().kind, Refused::invalid);
}

}  // namespace
}  // namespace portico::http
