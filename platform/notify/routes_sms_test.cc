#include "platform/notify/routes_sms.h"

#include <gmock/gmock.h>

#include <mutex>

#include "platform/http/server.h"

namespace portico::notify {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

class ASmsGateway : public ::testing::Test {
 protected:
  ASmsGateway() {
    const std::vector<http::Route> routes{
        {http::Method::post, "/send", "public", http::Cost::quick, "", "", "", http::answer([this](const http::Request& request) {
           const std::lock_guard lock(mutex_);
           asked_.push_back(std::string(request.header("content-type")) + " " + std::string(request.header("authorization")) + " " +
                            request.body);
           return http::Response{status_, "application/json", answer_, {}};
         })}};
    http::Settings settings;
    settings.port = 0;
    server_ = std::make_unique<http::Server>(settings, routes, log_);
    server_->start();
  }
  ~ASmsGateway() override { server_->stop(Millis{5000}); }

  SmsGateway gateway() const {
    return {.url = "http://127.0.0.1:" + std::to_string(server_->port()) + "/send",
            .json = R"({"messages":[{"to":"{to}","text":"{text}","ref":"{id}","parts":3}]})",
            .key_header = "Authorization",
            .key = "Bearer secret",
            .id_at = "/messages/0/id"};
  }
  Message message() const { return {.id = "portico.abc@town.example", .address = "+15550100", .sms = "It \"is\" {to} done"}; }

  SilentLog log_;
  std::unique_ptr<http::Server> server_;
  std::mutex mutex_;
  std::vector<std::string> asked_;
  int status_ = 200;
  std::string answer_ = R"({"messages":[{"id":"gw-17"}]})";
};

TEST_F(ASmsGateway, IsAskedAsTheOperatorSays) {
  const auto channel = sms_channel(gateway(), "sms.").value();
  EXPECT_EQ(channel->send(message()), (Delivery{Delivery::Kind::taken, "", "gw-17"}));
  SmsGateway by_form = gateway();
  by_form.json.clear();
  by_form.form = {{"number", "{to}"}, {"words", "{text}"}};
  by_form.key_header.clear();
  EXPECT_EQ(sms_channel(by_form, "sms.").value()->send(message()).kind, Delivery::Kind::taken);
  EXPECT_THAT(
      asked_,
      ElementsAre(
          R"(application/json Bearer secret {"messages":[{"to":"+15550100","text":"It \"is\" {to} done","ref":"portico.abc@town.example","parts":3}]})",
          "application/x-www-form-urlencoded  number=%2B15550100&words=It%20%22is%22%20%7Bto%7D%20done"));
}

TEST_F(ASmsGateway, IsBelievedInWhatItAnswers) {
  const auto channel = sms_channel(gateway(), "sms.").value();
  const auto answers = [&](int status) {
    status_ = status;
    return channel->send(message()).kind;
  };
  using enum Delivery::Kind;
  EXPECT_EQ(answers(202), taken);
  EXPECT_EQ(answers(400), refused);
  EXPECT_EQ(answers(422), refused);
  EXPECT_EQ(answers(408), later);
  EXPECT_EQ(answers(401), down);
  EXPECT_EQ(answers(429), down);
  EXPECT_EQ(answers(500), down);
  answer_ = R"({"messages":[{"id":"<b>what?</b>"}]})";
  status_ = 200;
  EXPECT_EQ(channel->send(message()).reference, "") << "that is no id";
  answer_ = "not JSON";
  EXPECT_EQ(channel->send(message()).kind, taken);
  server_->stop(Millis{5000});
  EXPECT_EQ(channel->send(message()).kind, down);
}

TEST(ASmsGatewaysSettings, AreRefusedWithPlaceAndReason) {
  const auto wrong = sms_channel({.url = "http://gateway.example/", .json = "{", .id_at = "id"}, "sms.");
  ASSERT_FALSE(wrong);
  std::string all;
  for (const auto& fault : wrong.error().faults) all += fault.field + "|";
  EXPECT_EQ(all, "sms.url|sms.json|sms.form|sms.form|sms.id_at|");
  EXPECT_FALSE(sms_channel({.url = "https://gateway.example/"}, "sms."));
  EXPECT_TRUE(sms_channel({.url = "https://gateway.example/", .form = {{"a", "{to}"}, {"b", "{text}"}}}, "sms."));
}

}  // namespace
}  // namespace portico::notify
