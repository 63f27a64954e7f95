#include "platform/notify/suppression.h"

#include <gmock/gmock.h>

#include "platform/notify/testing_town.h"

namespace portico::notify {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class Addresses : public Town {
 protected:
  void SetUp() override {
    Town::SetUp();
    book.people["reporter:1"] = {by_mail("reporter:1", "ana@town.example")};
    book.people["follower:1"] = {by_mail("follower:1", "ana@town.example")};
    book.people["follower:1"][0].service_mail = false;
    note("first", "reporter:1");
    rounds();
    mail.messages.clear();
  }
  Heard hear(const Bounce& bounce) {
    return *write([&](store::Tx& tx) { return hear_bounce(tx, sender->marks(), bounce, time.now()); });
  }
  std::vector<Suppression> known() {
    return read([](store::Reader& reader) { return suppressions(reader, 0, 10); });
  }
  // Who is told, by a note to either.
  std::vector<std::string> told_now() {
    static int number = 0;
    mail.messages.clear();
    note("r" + std::to_string(++number), "reporter:1");
    note("f" + std::to_string(number), "follower:1");
    rounds();
    std::vector<std::string> who;
    for (const auto& message : mail.messages) who.push_back(message.unsubscribe_url.empty() ? "reporter" : "follower");
    return who;
  }
};
ON_EACH_DATABASE(Addresses);

TEST_P(Addresses, ThatBouncedAreNotUsedUntilSomebodyTakesItBack) {
  EXPECT_EQ(hear({.kind = Bounce::Kind::hard, .message_id = "<" + of("first").message_id + ">", .status = "5.1.1"}), Heard::suppressed);
  EXPECT_EQ(hear({.kind = Bounce::Kind::hard, .address = "Ana@town.example"}), Heard::suppressed) << "again, and it does no harm";
  ASSERT_THAT(known(), SizeIs(1));
  EXPECT_EQ(known()[0].reason, Suppressed::bounced);
  EXPECT_EQ(known()[0].told_by, "bounce 5.1.1");
  EXPECT_THAT(told_now(), IsEmpty());
  const auto id = known()[0].id;
  EXPECT_TRUE(store().run<void>([&](store::Tx& tx) { return lift(tx, id, "person:17", time.now()); }));
  EXPECT_FALSE(store().run<void>([&](store::Tx& tx) { return lift(tx, id, "person:17", time.now()); }));
  EXPECT_THAT(told_now(), ElementsAre("reporter", "follower"));
}

TEST_P(Addresses, ThatWereNeverWrittenToLeaveNoRow) {
  EXPECT_EQ(hear({.kind = Bounce::Kind::hard, .address = "stranger@town.example"}), Heard::unknown);
  EXPECT_EQ(hear({.kind = Bounce::Kind::hard, .message_id = "<x@elsewhere.example>"}), Heard::unknown);
  EXPECT_EQ(hear({}), Heard::unknown);
  EXPECT_THAT(known(), IsEmpty());
}

TEST_P(Addresses, ThatBounceSoftlyAreGivenTime) {
  const Bounce soft{.kind = Bounce::Kind::soft, .address = "ana@town.example", .status = "4.2.2"};
  for (int each = 1; each < soft_bounces_are_hard; ++each) EXPECT_EQ(hear(soft), Heard::counted);
  later(std::chrono::days(31));
  EXPECT_EQ(hear(soft), Heard::counted) << "long after the others: a new row";
  for (int each = 2; each < soft_bounces_are_hard; ++each) EXPECT_EQ(hear(soft), Heard::counted);
  EXPECT_EQ(hear(soft), Heard::suppressed);
}

TEST_P(Addresses, OfThoseWhoComplainAreToldOfTheirOwnRequestsAlone) {
  EXPECT_EQ(hear({.kind = Bounce::Kind::complaint, .address = "ana@town.example", .status = "not <b>a code"}), Heard::suppressed);
  EXPECT_EQ(known()[0].told_by, "complaint");
  EXPECT_THAT(told_now(), ElementsAre("reporter"));
}

TEST_P(Addresses, AreUnsubscribedByOneClick) {
  EXPECT_THAT(told_now(), ElementsAre("reporter", "follower"));
  const std::string url = mail.messages[1].unsubscribe_url;
  const std::string token = url.substr(settings_.unsubscribe_url.size());
  const auto click = [&](std::string_view which) {
    return store().run<void>([&](store::Tx& tx) { return unsubscribe(tx, sender->marks(), which, time.now()); });
  };
  EXPECT_FALSE(click(token + "x"));
  EXPECT_TRUE(click(token));
  EXPECT_TRUE(click(token)) << "a second time does no harm";
  EXPECT_THAT(known(), SizeIs(1));
  EXPECT_THAT(told_now(), ElementsAre("reporter"));
}

}  // namespace
}  // namespace portico::notify
