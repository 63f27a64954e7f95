#include "platform/webhooks/webhook.h"

#include <gmock/gmock.h>

#include "platform/webhooks/call.h"

namespace portico::webhooks {
namespace {

using testing::ElementsAre;

const std::vector<std::string> types{"CaseClosed/1", "CaseOpened/1"};

TEST(NewWebhook, IsCheckedWithItsPlace) {
  const auto wanted =
      check_new_webhook({" https://works.example/portico ", {"CaseOpened/1", "CaseClosed/1", "CaseOpened/1"}, "DOT"}, types, true);
  ASSERT_TRUE(wanted);
  EXPECT_EQ(wanted->url, "https://works.example/portico");
  EXPECT_THAT(wanted->types, ElementsAre("CaseClosed/1", "CaseOpened/1"));

  const auto wrong = check_new_webhook({"ftp://works.example", {"CaseEaten/1"}, ""}, types, false);
  ASSERT_FALSE(wrong);
  ASSERT_EQ(wrong.error().faults.size(), 2u);
  EXPECT_EQ(wrong.error().faults[0].field, "url");
  EXPECT_EQ(wrong.error().faults[1], (Fault{"types", "There is no event \"CaseEaten/1\".", "CaseClosed/1, CaseOpened/1"}));

  EXPECT_FALSE(check_new_webhook({"https://name:word@works.example/", {}, ""}, types, true)) << "a password would be shown on the page";
  EXPECT_TRUE(check_new_webhook({"https://works.example/@portico", {}, ""}, types, true));
}

TEST(Wanted, IsByTypeAndByWhomItConcerns) {
  ledger::Event event;
  event.type = "CaseOpened/1";
  const Described streets{{}, {"DOT", "DSW"}};
  EXPECT_TRUE(wanted({"", {}, ""}, event, {}));
  EXPECT_TRUE(wanted({"", {"CaseOpened/1"}, "DSW"}, event, streets));
  EXPECT_FALSE(wanted({"", {"CaseClosed/1"}, ""}, event, streets));
  EXPECT_FALSE(wanted({"", {}, "DPR"}, event, streets));
  EXPECT_FALSE(wanted({"", {}, "DOT"}, event, {})) << "what concerns nobody is not told to an agency";
}

TEST(RestAfter, DoublesToAnHourAndAFifthMoreByChance) {
  EXPECT_EQ(rest_after(1, 0), Millis(5'000));
  EXPECT_EQ(rest_after(2, 0), Millis(10'000));
  EXPECT_EQ(rest_after(2, 255), Millis(12'000));
  EXPECT_EQ(rest_after(10, 0), Millis(2'560'000));
  EXPECT_EQ(rest_after(11, 0), Millis(3'600'000));
  EXPECT_EQ(rest_after(1'000'000, 255), Millis(4'320'000));
}

TEST(Answered, TellsWhatIsTriedAgain) {
  for (const int status : {200, 202, 204}) EXPECT_EQ(answered(status), Answered::taken) << status;
  for (const int status : {400, 401, 404, 409, 422}) EXPECT_EQ(answered(status), Answered::refused) << status;
  for (const int status : {0, 301, 408, 425, 429, 500, 502, 503}) EXPECT_EQ(answered(status), Answered::later) << status;
  EXPECT_EQ(answered(410), Answered::gone);
}

// The example of Standard Webhooks' own libraries.
TEST(Signature, IsThatOfTheStandard) {
  const std::string secret("\x31\xf2\x90\xf6\xbf\x06\x29\x8a\xab\x4f\x08\xd4\x3c\x3f\x08\x2c\xf6\x48\xa3\x62\xda\x2d\xa4\xb0", 24);
  EXPECT_EQ(spoken(secret), "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
  EXPECT_EQ(signature_of(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, R"({"test": 2432232314})"),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

TEST(Call, HoldsOneEventOrABatchOfThem) {
  ledger::Event event;
  event.at = parse_instant("2026-03-02T09:00:00Z", "test").value();
  event.subject = "case:17", event.type = "CaseOpened/1", event.payload = R"({"agency":"DOT","id":17})", event.position = 4711;
  Webhook webhook;
  webhook.url = "https://works.example/portico";
  std::vector<Told> told{{event, {{{"number", "26-\"7\""}}, {"DOT"}}}};
  const Call one = call_of(webhook, told, "https://city.example", "key", event.at);
  EXPECT_EQ(one.type, "application/cloudevents+json");
  EXPECT_EQ(one.body, R"({"specversion":"1.0","id":"4711","source":"https://city.example","type":"CaseOpened/1","subject":"case:17",)"
                      R"("time":"2026-03-02T09:00:00Z","sequence":"00000000000000004711","datacontenttype":"application/json",)"
                      R"("number":"26-\"7\"","data":{"agency":"DOT","id":17}})");
  EXPECT_THAT(one.headers, ElementsAre(testing::Pair("webhook-id", "4711"), testing::Pair("webhook-timestamp", "1772442000"),
                                       testing::Pair("webhook-signature", signature_of("key", "4711", 1772442000, one.body))));
  event.position = 4712;
  told.push_back({event, {}});
  const Call both = call_of(webhook, told, "https://city.example", "key", event.at);
  EXPECT_EQ(both.type, "application/cloudevents-batch+json");
  EXPECT_TRUE(both.body.starts_with("[{") && both.body.ends_with("}]"));
  EXPECT_EQ(both.headers[0].second, "4711-4712");
}

}  // namespace
}  // namespace portico::webhooks
