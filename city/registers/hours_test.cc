#include "city/registers/hours.h"

#include <gtest/gtest.h>

namespace portico::registers {
namespace {

using calendar::Hours;
using std::chrono::hours;

std::chrono::sys_days on(std::string_view text) { return std::chrono::sys_days{*calendar::parse_date(text, "test")}; }
Instant at(std::string_view text) { return *parse_instant(text, "test"); }

// Weekdays from nine to five with a rest at noon; closed on Thanksgiving, four hours on the day after, though that is a Friday.
calendar::Calendar counter() {
  calendar::Plan plan{.code = "counter", .zone = "America/New_York", .week = {}, .closed = {}, .exceptional = {}};
  const std::vector<Hours> day{{hours(9), hours(12) + std::chrono::minutes(30)}, {hours(13) + std::chrono::minutes(30), hours(17)}};
  for (std::size_t weekday = 0; weekday < 5; ++weekday) plan.week.at(weekday) = day;
  plan.closed[on("2026-11-26")] = "Thanksgiving \"Day\"";
  plan.closed[on("2026-11-28")] = "A Saturday";
  plan.exceptional[on("2026-11-27")] = {{hours(10), hours(14)}};
  return *calendar::Calendar::make(plan, "test");
}

TEST(Door, TellsUntilWhenItIsOpen) {
  const Door open = door_at(counter(), at("2026-11-23T14:30:00Z"));  // Monday, 9:30 there
  EXPECT_TRUE(open.open);
  EXPECT_EQ(open.changes, at("2026-11-23T17:30:00Z")) << "the rest at noon";
  EXPECT_TRUE(door_at(counter(), at("2026-11-23T14:00:00Z")).open) << "at nine sharp";
}

TEST(Door, TellsWhenItOpensNext) {
  const Door noon = door_at(counter(), at("2026-11-23T17:30:00Z"));
  EXPECT_FALSE(noon.open);
  EXPECT_EQ(noon.changes, at("2026-11-23T18:30:00Z"));
  EXPECT_EQ(noon.holiday, "");
  const Door weekend = door_at(counter(), at("2026-11-29T15:00:00Z"));
  EXPECT_EQ(weekend.changes, at("2026-11-30T14:00:00Z"));
  EXPECT_EQ(weekend.holiday, "");
}

TEST(Door, NamesTheHolidayForWhichItIsClosed) {
  const Door closed = door_at(counter(), at("2026-11-26T16:00:00Z"));
  EXPECT_FALSE(closed.open);
  EXPECT_EQ(closed.holiday, "Thanksgiving \"Day\"");
  EXPECT_EQ(closed.changes, at("2026-11-27T15:00:00Z")) << "the hours of that day alone";
}

TEST(Door, GoesByTheClockOnTheWallWhereTheClockIsSetBack) {
  EXPECT_EQ(door_at(counter(), at("2026-10-30T22:00:00Z")).changes, at("2026-11-02T14:00:00Z")) << "nine is an hour later in UTC";
}

TEST(Door, OfWhoeverNeverClosesDoesNotChange) {
  calendar::Plan plan{.code = "always", .zone = "America/New_York", .week = {}, .closed = {}, .exceptional = {}};
  for (auto& day : plan.week) day = {{hours(0), hours(24)}};
  const Door door = door_at(*calendar::Calendar::make(plan, "test"), at("2026-11-23T14:30:00Z"));
  EXPECT_TRUE(door.open);
  EXPECT_FALSE(door.changes.has_value());
}

TEST(Days, TellWhatIsOtherThanOnThatDayOfTheWeek) {
  const auto days = days_from(counter(), on("2026-11-25"), 5);
  ASSERT_EQ(days.size(), 5U);
  EXPECT_EQ(days[0].open.size(), 2U);
  EXPECT_FALSE(days[0].unusual);
  EXPECT_TRUE(days[1].open.empty());
  EXPECT_EQ(days[1].why, "Thanksgiving \"Day\"");
  EXPECT_TRUE(days[1].unusual);
  ASSERT_EQ(days[2].open.size(), 1U);
  EXPECT_EQ(days[2].open[0].from, at("2026-11-27T15:00:00Z"));
  EXPECT_TRUE(days[2].unusual);
  EXPECT_FALSE(days[3].unusual) << "a Saturday is closed in any case";
}

TEST(OpeningHours, AreWrittenAsOpenStreetMapDoes) {
  EXPECT_EQ(opening_hours(counter(), on("2026-11-23"), 14),
            "Mo 09:00-12:30,13:30-17:00; Tu 09:00-12:30,13:30-17:00; We 09:00-12:30,13:30-17:00; Th 09:00-12:30,13:30-17:00; "
            "Fr 09:00-12:30,13:30-17:00; 2026 Nov 26 off \"Thanksgiving Day\"; 2026 Nov 27 10:00-14:00");
}

}  // namespace
}  // namespace portico::registers
