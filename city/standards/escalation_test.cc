// Shares of a promise, reckoned by hand. The desk works 9 to 17 in New York (winter: UTC−5), Monday to Friday. 2026-02-02 is a Monday.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "city/standards/standards.h"

namespace portico::standards {
namespace {

Instant at(std::string_view text) { return parse_instant(text, "test").value(); }

calendar::Calendar desk() {
  calendar::Plan plan;
  plan.code = "desk";
  plan.zone = "America/New_York";
  for (std::size_t day = 0; day < 5; ++day) plan.week[day] = {*calendar::parse_hours("09:00-17:00", "")};
  return calendar::Calendar::make(std::move(plan), "test").value();
}

ClockPromise promise(std::string_view target) {
  ClockPromise made;
  made.target = *parse_target(target, "test");
  made.pauses = {"waiting"};
  return made;
}

Instant share_with(const ClockPromise& made, const calendar::Calendar* working, Instant opened, const std::vector<Pause>& pauses,
                   int share) {
  return share_instant(made, working, due(made, working, opened, pauses, opened), pauses, opened, share);
}

std::string share_of(std::string_view target, std::string_view opened, int share, const std::vector<Pause>& pauses = {}) {
  const auto working = desk();
  return iso8601(share_with(promise(target), &working, at(opened), pauses, share));
}

TEST(Share, OfOpenHoursIsOpenTimeItself) {
  EXPECT_EQ(share_of("8h", "2026-02-02T15:00:00Z", 50), "2026-02-02T19:00:00Z");   // 4 of 8 hours from 10:00: 14:00
  EXPECT_EQ(share_of("8h", "2026-02-02T15:00:00Z", 100), "2026-02-03T15:00:00Z");  // 7 to 17:00 and one on Tuesday
  EXPECT_EQ(share_of("8h", "2026-02-02T15:00:00Z", 150), "2026-02-03T19:00:00Z");  // 4 more: Tuesday 14:00
}

TEST(Share, OfOpenDaysIsOfTheDaysThatCount) {
  // 2d from Monday 10:00: Tuesday and Wednesday count, 16 hours; due on Wednesday at 17:00.
  EXPECT_EQ(share_of("2d", "2026-02-02T15:00:00Z", 50), "2026-02-03T22:00:00Z");
  EXPECT_EQ(share_of("2d", "2026-02-02T15:00:00Z", 75), "2026-02-04T18:00:00Z");
  EXPECT_EQ(share_of("2d", "2026-02-02T15:00:00Z", 100), "2026-02-04T22:00:00Z");
  EXPECT_EQ(share_of("2d", "2026-02-02T15:00:00Z", 125), "2026-02-05T18:00:00Z");  // 4 more hours: Thursday 13:00
}

TEST(Share, OfElapsedHoursNeedsNoCalendar) {
  EXPECT_EQ(iso8601(share_with(promise("48H"), nullptr, at("2026-02-07T00:00:00Z"), {}, 50)), "2026-02-08T00:00:00Z");
  EXPECT_EQ(iso8601(share_with(promise("1H"), nullptr, at("2026-02-07T00:00:00Z"), {}, 150)), "2026-02-07T01:30:00Z");
}

TEST(Share, LeavesPausesOut) {
  const std::vector<Pause> pauses{{at("2026-02-02T16:00:00Z"), at("2026-02-02T18:00:00Z"), "waiting"},
                                  {at("2026-02-03T17:00:00Z"), at("2026-02-03T18:00:00Z"), "waiting"}};
  // Monday 10 to 11 and 13 to 17 count five hours, Tuesday from 9:00 the other three: due at noon, where the second pause begins.
  EXPECT_EQ(share_of("8h", "2026-02-02T15:00:00Z", 50, pauses), "2026-02-02T21:00:00Z");
  EXPECT_EQ(share_of("8h", "2026-02-02T15:00:00Z", 100, pauses), "2026-02-03T17:00:00Z");
  EXPECT_EQ(share_of("8h", "2026-02-02T15:00:00Z", 125, pauses), "2026-02-03T20:00:00Z");  // two hours more, after the pause
}

TEST(Share, OfNothingIsAllOfIt) {
  EXPECT_EQ(share_of("0m", "2026-02-07T15:00:00Z", 50), "2026-02-09T14:00:00Z");
  EXPECT_EQ(share_of("0m", "2026-02-07T15:00:00Z", 200), "2026-02-09T14:00:00Z");
}

RC_GTEST_PROP(Share, GrowsAndMeetsTheDueInstantAtAHundred, ()) {
  const auto working = desk();
  const auto unit = *rc::gen::element("h", "d", "H");
  const auto made = promise(std::to_string(*rc::gen::inRange(1, 60)) + unit);
  const Instant opened = at("2026-01-01T00:00:00Z") + std::chrono::minutes(*rc::gen::inRange(0, 300'000));
  std::vector<Pause> pauses;
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
    const Instant from = opened + std::chrono::minutes(*rc::gen::inRange(0, 10'000));
    pauses.push_back({from, from + std::chrono::minutes(*rc::gen::inRange(0, 3'000)), "waiting"});
  }
  const auto share = [&](int per_cent) { return share_with(made, &working, opened, pauses, per_cent); };
  Instant before = opened;
  for (const int per_cent : {1, 25, 50, 80, 99, 100, 101, 150, 300}) {
    RC_ASSERT(share(per_cent) >= before);
    before = share(per_cent);
  }
  RC_ASSERT(share(100) == due(made, &working, opened, pauses, opened).due);
  RC_ASSERT(share(99) < share(100));
}

TEST(QuietHours, LetTheUrgentThroughAloneAndTheRestInTheMorning) {
  const auto office = desk();
  const Instant midnight = at("2026-02-07T05:00:00Z");  // Saturday 0:00: an escalation at midnight wakes nobody
  EXPECT_EQ(iso8601(tell_at({80, "dispatcher", false}, &office, midnight)), "2026-02-09T14:00:00Z");
  EXPECT_EQ(tell_at({80, "dispatcher", true}, &office, midnight), midnight);
  EXPECT_EQ(tell_at({80, "dispatcher", false}, nullptr, midnight), midnight);
  EXPECT_EQ(iso8601(tell_at({80, "dispatcher", false}, &office, at("2026-02-02T15:00:00Z"))), "2026-02-02T15:00:00Z");
}

}  // namespace
}  // namespace portico::standards
