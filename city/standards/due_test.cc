// Histories computed by hand. The desk of the tests works 9 to 12 and 13 to 17 in New York (summer: UTC−4), Monday to Friday, and keeps
// Friday, 3 July 2026. 2026-07-01 is a Wednesday.
#include <gtest/gtest.h>

#include "city/standards/standards.h"

namespace portico::standards {
namespace {

using calendar::Calendar;
using calendar::Span;

Instant at(std::string_view text) { return parse_instant(text, "test").value(); }
std::chrono::sys_days on(std::string_view text) { return std::chrono::sys_days{*calendar::parse_date(text, "test")}; }

Calendar desk() {
  calendar::Plan plan;
  plan.code = "desk";
  plan.zone = "America/New_York";
  for (std::size_t day = 0; day < 5; ++day)
    plan.week[day] = {*calendar::parse_hours("09:00-12:00", ""), *calendar::parse_hours("13:00-17:00", "")};
  plan.closed[on("2026-07-03")] = "Independence Day";
  plan.exceptional[on("2026-07-10")] = {*calendar::parse_hours("09:00-12:00", "")};
  return Calendar::make(std::move(plan), "test").value();
}
Calendar always() {
  calendar::Plan plan;
  plan.zone = "America/New_York";
  for (auto& day : plan.week) day = {*calendar::parse_hours("00:00-24:00", "")};
  return Calendar::make(std::move(plan), "test").value();
}

ClockPromise promise(std::string_view target, bool same_time = false) {
  ClockPromise made;
  made.target = *parse_target(target, "test");
  made.same_time = same_time;
  made.pauses = {"waiting_for_customer", "waiting_for_utility"};
  return made;
}
Pause pause(std::string_view from, std::string_view to, std::string reason = "waiting_for_customer") {
  return {at(from), at(to), std::move(reason)};
}

struct History {
  const char* reasoning;
  const char* target;
  const char* opened;
  std::vector<Pause> pauses;
  const char* due;
  bool same_time = false;
};

class Histories : public testing::TestWithParam<History> {};

TEST_P(Histories, FallDueAsReckonedByHand) {
  const auto& history = GetParam();
  const auto working = desk();
  const auto made = promise(history.target, history.same_time);
  const auto answer = due(made, &working, at(history.opened), history.pauses, at("2027-01-01T00:00:00Z"));
  EXPECT_EQ(iso8601(answer.due), history.due) << history.reasoning;
  EXPECT_EQ(due_instant(made, &working, at(history.opened), history.pauses, at("2027-01-01T00:00:00Z")), answer.due);
}

INSTANTIATE_TEST_SUITE_P(
    ByHand, Histories,
    testing::Values(
        History{"4 h from 10:00: 2 h to noon, lunch, 2 h from 13:00", "4h", "2026-07-01T14:00:00Z", {}, "2026-07-01T19:00:00Z"},
        History{
            "2 h from 10:00 end at noon, where the desk closes: noon, not 13:00", "2h", "2026-07-01T14:00:00Z", {}, "2026-07-01T16:00:00Z"},
        History{"4 h from Thursday 15:30: 90 min; Friday is a holiday; 150 min on Monday from 9:00",
                "4h",
                "2026-07-02T19:30:00Z",
                {},
                "2026-07-06T15:30:00Z"},
        History{"the same, paused an hour on Monday from 10:00: 12:30 falls into lunch, so 13:30",
                "4h",
                "2026-07-02T19:30:00Z",
                {pause("2026-07-06T14:00:00Z", "2026-07-06T15:00:00Z")},
                "2026-07-06T17:30:00Z"},
        History{"a pause over the weekend takes no open time",
                "4h",
                "2026-07-02T19:30:00Z",
                {pause("2026-07-02T21:00:00Z", "2026-07-06T13:00:00Z")},
                "2026-07-06T15:30:00Z"},
        History{"a pause for a reason that the promise does not name stops nothing",
                "4h",
                "2026-07-01T14:00:00Z",
                {pause("2026-07-01T15:00:00Z", "2026-07-01T16:00:00Z", "crew_on_strike")},
                "2026-07-01T19:00:00Z"},
        History{"two pauses that overlap count once: 10:00 to 11:30",
                "4h",
                "2026-07-01T13:00:00Z",
                {pause("2026-07-01T14:30:00Z", "2026-07-01T15:30:00Z", "waiting_for_utility"),
                 pause("2026-07-01T14:00:00Z", "2026-07-01T15:00:00Z")},
                "2026-07-01T19:30:00Z"},
        History{"opened on Saturday: begins on Monday at 9:00", "90m", "2026-07-11T15:00:00Z", {}, "2026-07-13T14:30:00Z"},
        History{"nothing to wait for: the next open instant", "0m", "2026-07-11T15:00:00Z", {}, "2026-07-13T13:00:00Z"},
        History{"nothing to wait for, but paused until 11:00",
                "0m",
                "2026-07-01T13:30:00Z",
                {pause("2026-07-01T13:00:00Z", "2026-07-01T15:00:00Z")},
                "2026-07-01T15:00:00Z"},
        History{"1 open day from Wednesday 10:00: Thursday's close", "1d", "2026-07-01T14:00:00Z", {}, "2026-07-02T21:00:00Z"},
        History{"2 open days from Wednesday: Thursday and, the Friday being a holiday, Monday's close",
                "2d",
                "2026-07-01T14:00:00Z",
                {},
                "2026-07-06T21:00:00Z"},
        History{"opened on Wednesday at 18:00: opens on Thursday, so the next open day is Monday",
                "1d",
                "2026-07-01T22:00:00Z",
                {},
                "2026-07-06T21:00:00Z"},
        History{
            "opened at closing time itself: opens at the next open instant, too", "1d", "2026-07-01T21:00:00Z", {}, "2026-07-06T21:00:00Z"},
        History{"Friday the 10th closes at noon", "2d", "2026-07-08T14:00:00Z", {}, "2026-07-10T16:00:00Z"},
        History{"by the same time: Monday at 10:00", "2d", "2026-07-01T14:00:00Z", {}, "2026-07-06T14:00:00Z", true},
        History{"by the same time, opened before hours: 9:00, the opening instant",
                "1d",
                "2026-07-01T10:00:00Z",
                {},
                "2026-07-02T13:00:00Z",
                true},
        History{"by the same time stays at 15:00 though that Friday closes at noon",
                "2d",
                "2026-07-08T19:00:00Z",
                {},
                "2026-07-10T19:00:00Z",
                true},
        History{"Thursday paused 9:00 to 13:30 (3.5 of 7 open hours, just half): it counts",
                "1d",
                "2026-07-01T14:00:00Z",
                {pause("2026-07-02T13:00:00Z", "2026-07-02T17:30:00Z")},
                "2026-07-02T21:00:00Z"},
        History{"a second more is more than half: Monday",
                "1d",
                "2026-07-01T14:00:00Z",
                {pause("2026-07-02T13:00:00Z", "2026-07-02T17:30:01Z")},
                "2026-07-06T21:00:00Z"},
        History{"zero open days: the first open instant", "0d", "2026-07-03T14:00:00Z", {}, "2026-07-06T13:00:00Z"},
        History{"48 elapsed hours know no weekend", "48H", "2026-07-03T14:00:00Z", {}, "2026-07-05T14:00:00Z"},
        History{"48 elapsed hours with a pause of six",
                "48H",
                "2026-07-03T14:00:00Z",
                {pause("2026-07-04T00:00:00Z", "2026-07-04T06:00:00Z")},
                "2026-07-05T20:00:00Z"},
        History{"a pause that began before the opening counts from the opening",
                "48H",
                "2026-07-03T14:00:00Z",
                {pause("2026-07-03T00:00:00Z", "2026-07-03T15:00:00Z")},
                "2026-07-05T15:00:00Z"},
        History{"a pause after it fell due changes nothing",
                "1h",
                "2026-07-01T14:00:00Z",
                {pause("2026-07-01T15:00:00Z", "2026-07-02T15:00:00Z")},
                "2026-07-01T15:00:00Z"}));

TEST(Due, RoundTheClockHasNoClosedMinute) {
  const auto round_the_clock = always();
  const auto answer = due(promise("72h"), &round_the_clock, at("2026-07-01T14:00:00Z"), {}, at("2026-07-01T14:00:00Z"));
  EXPECT_EQ(answer.due, at("2026-07-04T14:00:00Z"));
  EXPECT_EQ(answer.counted, (std::vector<Span>{{at("2026-07-01T14:00:00Z"), at("2026-07-04T14:00:00Z")}}));
  EXPECT_TRUE(answer.skipped.empty());
}

TEST(Due, ARepeatedHourIsWorkedTwice) {
  const auto round_the_clock = always();
  // Midnight of the day of 25 hours, and a day's worth of open time: 23:00 of the same day.
  EXPECT_EQ(due_instant(promise("24h"), &round_the_clock, at("2026-11-01T04:00:00Z"), {}, {}), at("2026-11-02T04:00:00Z"));
  EXPECT_EQ(due_instant(promise("1d"), &round_the_clock, at("2026-10-31T12:00:00Z"), {}, {}),
            at("2026-11-02T05:00:00Z"));  // end of that day
  // Opened at 2:30 the day before the clock goes forward: 2:30 is missing, so 3:00.
  EXPECT_EQ(due_instant(promise("1d", true), &round_the_clock, at("2026-03-07T07:30:00Z"), {}, {}), at("2026-03-08T07:00:00Z"));
}

TEST(Due, AnOpenPauseIsReckonedAsEndingNow) {
  const auto working = desk();
  const std::vector<Pause> waiting = {{at("2026-07-01T15:00:00Z"), std::nullopt, "waiting_for_customer"}};
  const auto as_of = [&](std::string_view now) {
    return iso8601(due_instant(promise("4h"), &working, at("2026-07-01T14:00:00Z"), waiting, at(now)));
  };
  EXPECT_EQ(as_of("2026-07-01T14:30:00Z"), "2026-07-01T19:00:00Z");  // not yet begun
  EXPECT_EQ(as_of("2026-07-01T15:30:00Z"), "2026-07-01T19:30:00Z");
  EXPECT_EQ(as_of("2026-07-01T18:00:00Z"), "2026-07-01T21:00:00Z");
  EXPECT_EQ(as_of("2026-07-02T13:00:00Z"), "2026-07-02T16:00:00Z");  // an hour was worked; three from 9:00 end at noon
}

std::string told(const Due& answer) {
  std::string text;
  for (const auto& span : answer.counted) text += "+ " + iso8601(span.from) + " " + iso8601(span.to) + "\n";
  for (const auto& piece : answer.skipped) text += "- " + iso8601(piece.span.from) + " " + iso8601(piece.span.to) + " " + piece.why + "\n";
  return text;
}

TEST(Due, SaysWhatCountedAndWhatDidNot) {
  const auto working = desk();
  const auto answer = due(promise("4h"), &working, at("2026-07-02T19:30:00Z"), {pause("2026-07-06T14:00:00Z", "2026-07-06T15:00:00Z")},
                          at("2026-07-06T20:00:00Z"));
  EXPECT_EQ(told(answer),
            "+ 2026-07-02T19:30:00Z 2026-07-02T21:00:00Z\n"
            "+ 2026-07-06T13:00:00Z 2026-07-06T14:00:00Z\n"
            "+ 2026-07-06T15:00:00Z 2026-07-06T16:00:00Z\n"
            "+ 2026-07-06T17:00:00Z 2026-07-06T17:30:00Z\n"
            "- 2026-07-02T21:00:00Z 2026-07-03T04:00:00Z closed\n"
            "- 2026-07-03T04:00:00Z 2026-07-04T04:00:00Z Independence Day\n"
            "- 2026-07-04T04:00:00Z 2026-07-06T13:00:00Z closed\n"
            "- 2026-07-06T14:00:00Z 2026-07-06T15:00:00Z waiting_for_customer\n"
            "- 2026-07-06T16:00:00Z 2026-07-06T17:00:00Z closed\n");
}

TEST(Due, OfOpenDaysSaysWhichDaysDidNotCount) {
  const auto working = desk();
  const auto answer = due(promise("1d"), &working, at("2026-07-06T14:00:00Z"), {pause("2026-07-07T13:00:00Z", "2026-07-07T19:00:00Z")},
                          at("2026-07-08T20:00:00Z"));
  EXPECT_EQ(told(answer),
            "+ 2026-07-08T13:00:00Z 2026-07-08T16:00:00Z\n"
            "+ 2026-07-08T17:00:00Z 2026-07-08T21:00:00Z\n"
            "- 2026-07-06T14:00:00Z 2026-07-06T16:00:00Z opening day\n"
            "- 2026-07-06T16:00:00Z 2026-07-06T17:00:00Z closed\n"
            "- 2026-07-06T17:00:00Z 2026-07-06T21:00:00Z opening day\n"
            "- 2026-07-06T21:00:00Z 2026-07-07T13:00:00Z closed\n"
            "- 2026-07-07T13:00:00Z 2026-07-07T16:00:00Z waiting_for_customer\n"
            "- 2026-07-07T16:00:00Z 2026-07-07T17:00:00Z closed\n"
            "- 2026-07-07T17:00:00Z 2026-07-07T19:00:00Z waiting_for_customer\n"
            "- 2026-07-07T19:00:00Z 2026-07-07T21:00:00Z day mostly paused\n"
            "- 2026-07-07T21:00:00Z 2026-07-08T13:00:00Z closed\n"
            "- 2026-07-08T16:00:00Z 2026-07-08T17:00:00Z closed\n");
}

// St. John's, 29 October 2006: at 0:01 the clock went back to 23:01 of Saturday. Opened half a minute after midnight, so on Sunday; the
// Saturday that comes again is no day of the promise.
TEST(Due, TheDayBeforeTheOpeningDayDoesNotCountWhereItComesAgain) {
  calendar::Plan plan;
  plan.zone = "America/St_Johns";
  for (auto& day : plan.week) day = {*calendar::parse_hours("00:00-24:00", "")};
  const auto round_the_clock = Calendar::make(std::move(plan), "test").value();
  EXPECT_EQ(told(due(promise("1d"), &round_the_clock, at("2006-10-29T02:30:30Z"), {}, {})),
            "+ 2006-10-30T03:30:00Z 2006-10-31T03:30:00Z\n"
            "- 2006-10-29T02:30:30Z 2006-10-30T03:30:00Z opening day\n");
}

TEST(Due, OpenTimeWithoutACalendarIsAnErrorOfTheProgram) {
  EXPECT_THROW(due(promise("4h"), nullptr, at("2026-07-01T14:00:00Z"), {}, {}), std::invalid_argument);
  EXPECT_EQ(due(promise("4H"), nullptr, at("2026-07-01T14:00:00Z"), {}, {}).due, at("2026-07-01T18:00:00Z"));
}

}  // namespace
}  // namespace portico::standards
