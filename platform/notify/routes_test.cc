#include "platform/notify/routes.h"

#include <gmock/gmock.h>

#include "platform/http/server.h"
#include "platform/http/testing.h"
#include "platform/notify/testing_town.h"

namespace portico::notify {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::SizeIs;

class AnUnsubscribeLink : public Town {
 protected:
  void SetUp() override {
    Town::SetUp();
    PageFrame frame;
    frame.language = [](const http::Request& request) { return request.asked("lang") == "es" ? std::string("es") : std::string("en"); };
    frame.path_in = [](std::string_view, std::string_view path) { return std::string(path); };
    frame.page = [](const http::Request&, const std::string&, const std::string& title, const std::string&, const std::string& body,
                    int status) { return http::Response{status, "text/html; charset=utf-8", "<title>" + title + "</title>" + body, {}}; };
    http::Settings settings;
    settings.port = 0;
    server_ = std::make_unique<http::Server>(settings, routes(store(), sender->marks(), time, frame), log);
    server_->start();
    token_ = sender->marks().unsubscribe_token(ChannelKind::mail, sender->marks().address(ChannelKind::mail, "ana@town.example"));
  }
  void TearDown() override {
    server_->stop(Millis{5000});
    Town::TearDown();
  }
  http::testing::Answer ask(const std::string& method, const std::string& path, const std::string& body = "") {
    http::testing::Client client(server_->port());
    client.send(method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n\r\n" + body);
    return client.read();
  }
  std::size_t stopped() {
    return read([](store::Reader& reader) { return suppressions(reader, 0, 10); }).size();
  }
  std::unique_ptr<http::Server> server_;
  std::string token_;
};
ON_EACH_DATABASE(AnUnsubscribeLink);

TEST_P(AnUnsubscribeLink, AsksAPersonAndObeysAMailProgram) {
  const auto asked = ask("GET", "/unsubscribe/" + token_ + "?lang=es");
  EXPECT_EQ(asked.status, 200);
  EXPECT_THAT(asked.body, HasSubstr("<form method=\"post\" action=\"/unsubscribe/" + token_ + "\">"));
  EXPECT_THAT(asked.body, HasSubstr("No recibir más estos mensajes"));
  EXPECT_EQ(stopped(), 0U) << "looking at a link does nothing: programs do that too";
  const auto done = ask("POST", "/unsubscribe/" + token_, "List-Unsubscribe=One-Click");
  EXPECT_EQ(done.status, 200);
  EXPECT_THAT(done.body, HasSubstr("These messages have stopped"));
  EXPECT_EQ(stopped(), 1U);
  EXPECT_EQ(ask("POST", "/unsubscribe/" + token_, "List-Unsubscribe=One-Click").status, 200);
  EXPECT_EQ(stopped(), 1U);
}

TEST_P(AnUnsubscribeLink, ThatIsCutOffDoesNothing) {
  EXPECT_EQ(ask("GET", "/unsubscribe/" + token_.substr(0, 20)).status, 404);
  EXPECT_EQ(ask("POST", "/unsubscribe/" + token_.substr(0, 20)).status, 404);
  EXPECT_EQ(stopped(), 0U);
}

}  // namespace
}  // namespace portico::notify
