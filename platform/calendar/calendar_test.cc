#include "platform/calendar/calendar.h"

#include <gtest/gtest.h>

#include <thread>

namespace portico::calendar {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

Instant at(std::string_view text) {
  const auto parsed = parse_instant(text, "test");
  EXPECT_TRUE(parsed.has_value()) << text;
  return parsed.value_or(Instant{});
}
sys_days on(std::string_view text) { return sys_days{*parse_date(text, "test")}; }
Hours hours(std::string_view text) { return *parse_hours(text, "test"); }

Plan office(std::string zone = "America/New_York") {
  Plan plan;
  plan.code = "office";
  plan.zone = std::move(zone);
  for (std::size_t day = 0; day < 5; ++day) plan.week[day] = {hours("09:00-12:00"), hours("13:00-17:00")};
  return plan;
}
Plan always(std::string zone = "America/New_York") {
  Plan plan;
  plan.zone = std::move(zone);
  for (auto& day : plan.week) day = {hours("00:00-24:00")};
  return plan;
}
Calendar made(Plan plan) {
  auto calendar = Calendar::make(std::move(plan), "calendars.toml:1");
  EXPECT_TRUE(calendar.has_value()) << (calendar ? "" : calendar.error().faults[0].reason);
  return *calendar;
}
Fault fault_of(Plan plan) {
  const auto calendar = Calendar::make(std::move(plan), "calendars.toml:7");
  EXPECT_FALSE(calendar.has_value());
  return calendar ? Fault{} : calendar.error().faults.front();
}

TEST(Calendar, TheLunchBreakIsClosed) {
  const auto desk = made(office());
  EXPECT_TRUE(desk.is_open(at("2026-07-01T13:00:00Z")));  // 9:00 in New York
  EXPECT_FALSE(desk.is_open(at("2026-07-01T12:59:59Z")));
  EXPECT_FALSE(desk.is_open(at("2026-07-01T16:00:00Z")));  // noon
  EXPECT_EQ(desk.next_open(at("2026-07-01T16:00:00Z")), at("2026-07-01T17:00:00Z"));
  EXPECT_EQ(desk.open_time(at("2026-07-01T00:00:00Z"), at("2026-07-02T00:00:00Z")), 7h);
}

TEST(Calendar, FourHoursOnFridayAfternoonEndOnMonday) {
  const auto desk = made(office());
  EXPECT_EQ(desk.after_open_time(at("2026-07-10T19:00:00Z"), 4h), at("2026-07-13T15:00:00Z"));  // 15:00 Fri, 2 h left; 11:00 Mon
}

TEST(Calendar, WhatEndsAtClosingStaysThere) {
  const auto desk = made(office());
  EXPECT_EQ(desk.after_open_time(at("2026-07-10T19:00:00Z"), 2h), at("2026-07-10T21:00:00Z"));
  EXPECT_EQ(desk.after_open_time(at("2026-07-10T15:00:00Z"), 1h), at("2026-07-10T16:00:00Z"));  // noon, not 13:00
  EXPECT_EQ(desk.after_open_time(at("2026-07-10T15:00:00Z"), 1h + 1ms), at("2026-07-10T17:00:00.001Z"));
}

TEST(Calendar, NothingToWaitForIsTheNextOpenInstant) {
  const auto desk = made(office());
  EXPECT_EQ(desk.after_open_time(at("2026-07-11T15:00:00Z"), 0ms), at("2026-07-13T13:00:00Z"));
  EXPECT_EQ(desk.after_open_time(at("2026-07-10T21:00:00Z"), 0ms), at("2026-07-13T13:00:00Z"));  // closing is closed
  EXPECT_EQ(desk.after_open_time(at("2026-07-10T20:00:00Z"), 0ms), at("2026-07-10T20:00:00Z"));
}

TEST(Calendar, RoundTheClockNeverClosesAtMidnight) {
  const auto round_the_clock = made(always());
  const auto open = round_the_clock.open_between(at("2025-06-01T00:00:00Z"), at("2027-06-01T00:00:00Z"));
  ASSERT_EQ(open.size(), 1u);  // over 730 midnights, two New Years and four shifts of the clock
  EXPECT_EQ(open[0], (Span{at("2025-06-01T00:00:00Z"), at("2027-06-01T00:00:00Z")}));
  EXPECT_TRUE(round_the_clock.is_open(at("2026-07-02T03:59:59.999Z")));
  EXPECT_TRUE(round_the_clock.is_open(at("2026-07-02T04:00:00Z")));
  EXPECT_EQ(round_the_clock.after_open_time(at("2025-12-31T12:00:00Z"), 48h), at("2026-01-02T12:00:00Z"));
}

TEST(Calendar, ACivilDayHasTwentyThreeOrTwentyFiveHours) {
  const auto round_the_clock = made(always());
  const auto length = [&](std::string_view date) {
    const auto spans = round_the_clock.open_on(on(date));
    EXPECT_EQ(spans.size(), 1u);
    return spans[0].to - spans[0].from;
  };
  EXPECT_EQ(length("2026-03-08"), 23h);
  EXPECT_EQ(length("2026-11-01"), 25h);
  EXPECT_EQ(length("2026-07-01"), 24h);
}

TEST(Calendar, TheNightShiftWorksTheRepeatedHourAndNotTheMissingOne) {
  Plan night;
  night.zone = "America/New_York";
  night.week[6] = {hours("01:00-03:00")};  // Sundays
  const auto shift = made(std::move(night));
  EXPECT_EQ(shift.open_on(on("2026-11-01")), (std::vector<Span>{{at("2026-11-01T05:00:00Z"), at("2026-11-01T08:00:00Z")}}));  // three hours
  EXPECT_EQ(shift.open_on(on("2026-03-08")), (std::vector<Span>{{at("2026-03-08T06:00:00Z"), at("2026-03-08T07:00:00Z")}}));  // one
}

TEST(Calendar, HolidaysCloseAndExceptionalHoursReplace) {
  auto plan = office();
  plan.closed = {{on("2026-07-03"), "Independence Day"}, {on("2026-07-06"), "Bridge day"}};
  plan.exceptional = {{on("2026-07-04"), {hours("10:00-12:00")}}, {on("2026-07-06"), {hours("14:00-15:00")}}, {on("2026-07-07"), {}}};
  const auto desk = made(std::move(plan));
  EXPECT_TRUE(desk.open_on(on("2026-07-03")).empty());
  EXPECT_EQ(desk.why_closed(on("2026-07-03")), "Independence Day");
  EXPECT_EQ(desk.open_on(on("2026-07-04")), (std::vector<Span>{{at("2026-07-04T14:00:00Z"), at("2026-07-04T16:00:00Z")}}));  // a Saturday
  EXPECT_EQ(desk.open_on(on("2026-07-06")), (std::vector<Span>{{at("2026-07-06T18:00:00Z"), at("2026-07-06T19:00:00Z")}}));
  EXPECT_EQ(desk.why_closed(on("2026-07-06")), "");
  EXPECT_TRUE(desk.open_on(on("2026-07-07")).empty());
  EXPECT_EQ(desk.why_closed(on("2026-07-07")), "");
  EXPECT_EQ(desk.next_open(at("2026-07-06T19:00:00Z")), at("2026-07-08T13:00:00Z"));
}

TEST(Calendar, SpansAreClippedToWhatWasAsked) {
  const auto desk = made(office());
  EXPECT_EQ(desk.open_between(at("2026-07-01T14:30:00Z"), at("2026-07-01T18:00:00Z")),
            (std::vector<Span>{{at("2026-07-01T14:30:00Z"), at("2026-07-01T16:00:00Z")},
                               {at("2026-07-01T17:00:00Z"), at("2026-07-01T18:00:00Z")}}));
  EXPECT_TRUE(desk.open_between(at("2026-07-02T00:00:00Z"), at("2026-07-01T00:00:00Z")).empty());
  EXPECT_EQ(desk.open_time(at("2026-07-02T00:00:00Z"), at("2026-07-01T00:00:00Z")), 0ms);
}

TEST(Calendar, OldAndFarYearsWork) {
  const auto desk = made(office());
  EXPECT_EQ(desk.next_open(at("1931-05-02T12:00:00Z")), at("1931-05-04T13:00:00Z"));  // Saturday to Monday, summer time
  EXPECT_EQ(desk.open_time(at("1965-01-01T00:00:00Z"), at("1965-01-08T00:00:00Z")), 35h);
  EXPECT_THROW(desk.next_open(Instant{Millis{INT64_MAX / 2}}), std::out_of_range);
}

TEST(Calendar, WithoutAnOpenMinuteInAYearIsRefused) {
  Plan empty;
  empty.zone = "America/New_York";
  EXPECT_EQ(fault_of(empty).field, "calendars.toml:7");
  EXPECT_EQ(fault_of(empty).reason, "the calendar has no open minute in a week");
  auto only_exceptions = empty;
  only_exceptions.exceptional = {{on("2026-07-04"), {hours("10:00-12:00")}}};
  EXPECT_EQ(fault_of(only_exceptions).reason, "the calendar has no open minute in a week");
  auto closed_for_good = office();
  for (auto day = on("2027-01-01"); day <= on("2027-12-31"); day += std::chrono::days{1}) closed_for_good.closed[day] = "Strike";
  EXPECT_EQ(fault_of(closed_for_good).reason, "the calendar has no open minute in 2027");
}

TEST(Calendar, MuddledHoursAndUnknownZonesAreRefused) {
  auto overlapping = office();
  overlapping.week[2] = {hours("09:00-12:00"), hours("11:00-13:00")};
  EXPECT_EQ(fault_of(overlapping).reason, "hours of Wednesday overlap or are not in order");
  auto exception = office();
  exception.exceptional[on("2026-07-04")] = {Hours{Minutes{600}, Minutes{1500}}};
  EXPECT_EQ(fault_of(exception).reason, "hours of 2026-07-04 do not lie within the day");
  EXPECT_EQ(fault_of(office("America/Gotham")).reason, "there is no time zone 'America/Gotham'");
  EXPECT_EQ(fault_of(office("../../etc/passwd")).accepted, "a name of the IANA database, such as Europe/Lisbon");
}

TEST(Calendar, HoursThatTouchAreOneSpan) {
  auto plan = office();
  plan.week[0] = {hours("09:00-12:00"), hours("12:00-17:00")};
  EXPECT_EQ(made(std::move(plan)).open_on(on("2026-07-06")).size(), 1u);
}

TEST(Calendar, SamoaSkippedAFriday) {
  const auto apia = made(always("Pacific/Apia"));
  EXPECT_TRUE(apia.open_on(on("2011-12-30")).empty());
  EXPECT_EQ(apia.open_on(on("2011-12-29"))[0].to, apia.open_on(on("2011-12-31"))[0].from);
  EXPECT_EQ(apia.open_between(at("2011-12-28T00:00:00Z"), at("2012-01-03T00:00:00Z")).size(), 1u);
}

TEST(Calendar, ADayEndsWhereTheNextDateBegins) {
  EXPECT_EQ(made(office()).day_end(at("2026-07-01T15:00:00Z")), at("2026-07-02T04:00:00Z"));
  EXPECT_EQ(made(office()).day_end(at("2026-07-02T04:00:00Z")), at("2026-07-03T04:00:00Z"));
  EXPECT_EQ(made(office()).day_end(at("2026-11-01T04:30:00Z")), at("2026-11-02T05:00:00Z"));                     // 25 hours
  EXPECT_EQ(made(always("Pacific/Apia")).day_end(at("2011-12-30T09:00:00Z")), at("2011-12-30T10:00:00Z"));       // Thursday; then Saturday
  EXPECT_EQ(made(always("America/Sao_Paulo")).day_end(at("2018-02-18T01:30:00Z")), at("2018-02-18T03:00:00Z"));  // 23:30 for the first time
  EXPECT_EQ(made(always("America/Sao_Paulo")).day_end(at("2018-11-03T12:00:00Z")), at("2018-11-04T03:00:00Z"));  // midnight is missing
}

TEST(Calendar, ManyThreadsMayAskForTheSameYearAtOnce) {
  const auto desk = made(office());
  std::vector<std::thread> askers;
  std::array<Millis, 4> sums{};
  for (std::size_t i = 0; i < sums.size(); ++i) {
    askers.emplace_back([&, i] { sums[i] = desk.open_time(at("1950-01-01T00:00:00Z"), at("2030-01-01T00:00:00Z")); });
  }
  for (auto& asker : askers) asker.join();
  for (const auto sum : sums) EXPECT_EQ(sum, sums[0]);
  EXPECT_GT(sums[0], 7h * 250 * 80);
}

TEST(Hours, AreReadStrictly) {
  EXPECT_EQ(*parse_hours("00:00-24:00", "f"), (Hours{Minutes{0}, Minutes{1440}}));
  for (const auto* wrong :
       {"", "9:00-17:00", "09:00", "09:00-25:00", "09:60-10:00", "24:01-24:02", "09:00 - 17:00", "0x:00-17:00", "09:00-17:00 "}) {
    EXPECT_FALSE(parse_hours(wrong, "f").has_value()) << wrong;
  }
  const auto backwards = parse_hours("22:00-02:00", "calendars.toml:3");
  ASSERT_FALSE(backwards.has_value());
  EXPECT_EQ(backwards.error().faults[0].reason, "'22:00-02:00' ends before it begins");
  EXPECT_EQ(backwards.error().faults[0].field, "calendars.toml:3");
}

TEST(DateText, MustBeARealDay) {
  EXPECT_EQ(*parse_date("2024-02-29", "f"), std::chrono::year{2024} / 2 / 29);
  for (const auto* wrong : {"2026-02-29", "2026-13-01", "2026-00-10", "26-01-01", "2026/01/01", "2026-1-1", "0000-01-01", "2026-01-01T"}) {
    EXPECT_FALSE(parse_date(wrong, "f").has_value()) << wrong;
  }
}

}  // namespace
}  // namespace portico::calendar
