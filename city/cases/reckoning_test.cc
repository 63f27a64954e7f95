// Clocks worked out from facts alone. An office is open on weekdays from 9 to 17, UTC; its second version is closed on Tuesday, March 3.
#include "city/cases/reckoning.h"

#include <gtest/gtest.h>

#include "city/cases/town.h"

namespace portico::cases {
namespace {

using standards::ClockKind;
using namespace std::chrono_literals;

constexpr std::int64_t before_the_storm = 1, after_the_storm = 2, two_days = 7;

standards::CalendarVersion office(std::int64_t version, bool closed_on_tuesday) {
  calendar::Plan plan;
  plan.code = "office";
  plan.zone = "UTC";
  for (std::size_t day = 0; day < 5; ++day) plan.week[day] = {*calendar::parse_hours("09:00-17:00", "")};
  if (closed_on_tuesday) plan.closed[std::chrono::sys_days{*calendar::parse_date("2026-03-03", "")}] = "Storm day";
  return {version, "office", "2026a", *calendar::Calendar::make(std::move(plan), ""), version, version};
}

// First status within 4 open hours; done within 2 open days. Waiting for the customer stops both, waiting for a part the outcome alone.
standards::Snapshot office_promises() {
  standards::Snapshot promises;
  promises.loaded = after_the_storm;
  promises.earlier_calendars = {office(before_the_storm, false)};
  promises.calendars.emplace("office", office(after_the_storm, true));
  standards::SlaVersion sla;
  sla.id = two_days;
  sla.service = "POTHOLE";
  sla.clocks = {
      {ClockKind::first_status, *standards::parse_target("4h", ""), "office", false, 90, {"waiting_for_customer"}},
      {ClockKind::outcome, *standards::parse_target("2d", ""), "office", false, 90, {"waiting_for_customer", "waiting_for_part"}}};
  promises.slas = {sla};
  return promises;
}

Instant at(std::string_view text) { return *parse_instant(text, ""); }
const Instant monday_ten = at("2026-03-02T10:00:00Z");

class Reckoning : public testing::Test {
 protected:
  Reckoning() {
    facts.service = "POTHOLE";
    facts.sla_version = two_days;
    facts.opened = monday_ten;
    facts.first_status.load = facts.outcome.load = before_the_storm;
  }
  std::vector<Clock> row(Calendars calendars = Calendars::kept) const { return reckon(facts, promises, calendars); }
  Instant outcome_due() const { return row().at(1).due; }

  standards::Snapshot promises = office_promises();
  Facts facts;
};

TEST_F(Reckoning, ARunningClockGoesByTheNewestCalendarWhereItIsAsked) {
  const auto kept = row(), newest = row(Calendars::newest);
  EXPECT_EQ(iso8601(kept[0].due), "2026-03-02T14:00:00Z");
  EXPECT_EQ(iso8601(kept[1].due), "2026-03-04T17:00:00Z");
  EXPECT_EQ(kept[1].load, before_the_storm);
  EXPECT_EQ(newest[0].due, kept[0].due);
  EXPECT_EQ(iso8601(newest[1].due), "2026-03-05T17:00:00Z");
  EXPECT_EQ(newest[1].load, after_the_storm);
}

TEST_F(Reckoning, AStoppedClockKeepsTheCalendarByWhichItWasJudged) {
  facts.outcome.stopped = at("2026-03-05T12:00:00Z");
  const auto judged = row(Calendars::newest);
  EXPECT_EQ(judged[1].state, ClockState::missed);
  EXPECT_EQ(iso8601(judged[1].due), "2026-03-04T17:00:00Z");
  EXPECT_EQ(judged[1].load, before_the_storm);
  EXPECT_EQ(judged[0].load, after_the_storm) << "the other one runs";
}

TEST_F(Reckoning, APauseStopsTheClocksThatNameItsReason) {
  facts.pauses = {{monday_ten + 1h, monday_ten + 3h, "waiting_for_customer"}};
  EXPECT_EQ(iso8601(row()[0].due), "2026-03-02T16:00:00Z");
  facts.pauses[0].reason = "waiting_for_part";
  EXPECT_EQ(iso8601(row()[0].due), "2026-03-02T14:00:00Z");
}

TEST_F(Reckoning, ARowSaysTheSameHoweverLongAPauseIsOpen) {
  facts.pauses = {{monday_ten + 1h, std::nullopt, "waiting_for_customer"}};
  const auto paused = row();
  EXPECT_EQ(iso8601(paused[0].due), "2026-03-02T14:00:00Z");
  EXPECT_EQ(paused[0].state, ClockState::paused);
  EXPECT_EQ(paused[1].state, ClockState::paused);
  const auto read = clocks_at(facts, promises, monday_ten + 3h);
  EXPECT_EQ(iso8601(read[0].due), "2026-03-02T16:00:00Z") << "two hours of the four are paused by now";
  EXPECT_EQ(read[0].state, ClockState::paused);
}

TEST_F(Reckoning, APauseOfWhatWasMissedAlreadyChangesNothing) {
  facts.pauses = {{monday_ten + 5h, std::nullopt, "waiting_for_customer"}};
  EXPECT_EQ(row()[0].state, ClockState::running);
  EXPECT_EQ(clocks_at(facts, promises, monday_ten + 30h)[0].state, ClockState::missed);
  EXPECT_EQ(row()[1].state, ClockState::paused);
}

TEST_F(Reckoning, WhatIsPausedAfterAClockStoppedMovesItsDueInstantNoMore) {
  facts.pauses = {{monday_ten + 1h, monday_ten + 2h, "waiting_for_customer"}};
  facts.first_status.stopped = monday_ten + 30min;  // news that was sent in late
  EXPECT_EQ(iso8601(row()[0].due), "2026-03-02T14:00:00Z");
  facts.first_status.stopped = monday_ten + 90min;  // while it was paused
  EXPECT_EQ(iso8601(row()[0].due), "2026-03-02T14:30:00Z");
  EXPECT_EQ(row()[0].state, ClockState::kept);
}

TEST_F(Reckoning, AnEndThatCannotBeRightIsNotMeasured) {
  facts.outcome.stopped = monday_ten + 300h;
  facts.outcome.measured = false;
  EXPECT_EQ(row()[1].state, ClockState::not_applicable);
}

TEST_F(Reckoning, APauseOfTheLastHoursOfTheLastDayDoesNotSaveAPromiseInDays) {
  facts.pauses = {{at("2026-03-04T16:00:00Z"), std::nullopt, "waiting_for_part"}};
  const auto last_afternoon = row()[1];
  EXPECT_EQ(last_afternoon.state, ClockState::paused);
  EXPECT_EQ(runs_out(last_afternoon, facts, promises), last_afternoon.due);
  EXPECT_EQ(clocks_at(facts, promises, at("2026-03-04T18:00:00Z"))[1].state, ClockState::missed);

  facts.pauses[0].from = at("2026-03-04T10:00:00Z");  // most of the day
  EXPECT_EQ(runs_out(row()[1], facts, promises), std::nullopt);
  EXPECT_EQ(clocks_at(facts, promises, at("2026-03-09T18:00:00Z"))[1].state, ClockState::paused);
  EXPECT_EQ(runs_out(row()[0], facts, promises), row()[0].due) << "no pause of the first answer";
}

standards::Emergency snow(standards::Emergency::Kind kind) {
  standards::Emergency snow;
  snow.code = "snow";
  snow.kind = kind;
  snow.services = {"POTHOLE"};
  snow.declared = snow.from = monday_ten + 1h;
  snow.until = monday_ten + 3h;
  if (kind == standards::Emergency::Kind::replace)
    snow.clocks = {{ClockKind::first_status, *standards::parse_target("48H", "")},
                   {ClockKind::outcome, *standards::parse_target("96H", "")}};
  return snow;
}

TEST_F(Reckoning, ASuspensionMovesEveryRunningClockToItsKnownEnd) {
  promises.emergencies = {snow(standards::Emergency::Kind::suspend)};
  EXPECT_EQ(iso8601(row()[0].due), "2026-03-02T16:00:00Z");
  EXPECT_EQ(row()[0].state, ClockState::running) << "the end is known: nothing need be written then";
  EXPECT_EQ(clocks_at(facts, promises, monday_ten + 2h)[0].state, ClockState::paused);
  EXPECT_EQ(clocks_at(facts, promises, monday_ten + 3h)[0].state, ClockState::running);
  EXPECT_EQ(why_due(facts, promises, monday_ten)[0].why.skipped[0].why, "emergency:snow");
  facts.first_status.stopped = monday_ten + 30min;
  EXPECT_EQ(iso8601(row()[0].due), "2026-03-02T14:00:00Z") << "answered before it was declared";
}

TEST_F(Reckoning, AReplacementIsThePromiseOfWhatRunsWhenItIsDeclared) {
  promises.emergencies = {snow(standards::Emergency::Kind::replace)};
  facts.first_status.stopped = monday_ten + 30min;
  EXPECT_EQ(iso8601(row()[0].due), "2026-03-02T14:00:00Z");
  EXPECT_EQ(row()[1].due, monday_ten + 96h);
  EXPECT_EQ(why_due(facts, promises, monday_ten)[1].replaced_by->code, "snow");
  EXPECT_EQ(why_due(facts, promises, monday_ten)[1].calendar, nullptr);
}

TEST_F(Reckoning, SaysWhyAPromiseIsDueThen) {
  facts.pauses = {{monday_ten + 1h, monday_ten + 2h, "waiting_for_customer"}};
  const auto why = why_due(facts, promises, monday_ten + 3h);
  ASSERT_EQ(why.size(), 2u);
  EXPECT_EQ(why[0].clock.due, row()[0].due);
  EXPECT_EQ(why[0].promise.target, *standards::parse_target("4h", ""));
  EXPECT_EQ(why[0].calendar->version, before_the_storm);
  ASSERT_EQ(why[0].pauses.size(), 1u);
  ASSERT_EQ(why[0].why.counted.size(), 2u);
  EXPECT_EQ(why[0].why.counted[1], (calendar::Span{monday_ten + 2h, monday_ten + 5h}));
  ASSERT_EQ(why[0].why.skipped.size(), 1u);
  EXPECT_EQ(why[0].why.skipped[0].why, "waiting_for_customer");
  EXPECT_EQ(why[1].why.skipped.front().why, "opening day");
}

TEST_F(Reckoning, NothingPromisedIsNoClock) {
  facts.sla_version = 0;
  EXPECT_TRUE(row().empty());
  facts.sla_version = 99;
  EXPECT_THROW(row(), std::invalid_argument);
}

TEST_F(Reckoning, ACaseWhosePromiseIsNotThereIsHeldAgainstTheDueInstantThatItHas) {
  Case subject;
  subject.sla_version = 99;
  subject.opened = monday_ten;
  subject.clocks = {{ClockKind::outcome, monday_ten + 10h, ClockState::running, monday_ten + 11h, before_the_storm}};
  rework(subject, promises, Calendars::newest);
  EXPECT_EQ(subject.clocks.at(0).state, ClockState::missed);
  EXPECT_EQ(subject.clocks.at(0).due, monday_ten + 10h);
}

}  // namespace
}  // namespace portico::cases
