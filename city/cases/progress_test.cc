#include "city/cases/progress.h"

#include <gtest/gtest.h>

#include "city/cases/town.h"

namespace portico::cases {
namespace {

using standards::ClockKind;
using namespace std::chrono_literals;

const Instant opened = from_millis(1'780'000'000'000);

const auto promises = small_promises();

Case pothole() {
  Case open;
  open.service = "POTHOLE";
  open.sla_version = promises->in_force("POTHOLE", std::chrono::floor<std::chrono::days>(opened))->id;
  open.opened = open.updated = opened;
  open.clocks = {{ClockKind::first_status, opened + 4h, ClockState::running, {}, 0},
                 {ClockKind::outcome, opened + 72h, ClockState::running, {}, 0}};
  return open;
}

Outcome<Progress> apply(Case& subject, const Update& update, Instant now) { return cases::apply(subject, update, now, *promises); }

Update news(Instant at, std::string status, std::string text) {
  Update update;
  update.at = at;
  update.update_status = std::move(status);
  update.text = std::move(text);
  return update;
}

TEST(Progress, AMeaningfulMessageStopsTheFirstClockAlone) {
  Case subject = pothole();
  const auto progress = apply(subject, news(opened + 1h, "", "We looked at it."), opened + 1h);
  ASSERT_TRUE(progress.has_value());
  EXPECT_TRUE(progress->first_status_stopped);
  EXPECT_FALSE(progress->outcome_stopped);
  EXPECT_EQ(subject.clock(ClockKind::first_status)->state, ClockState::kept);
  EXPECT_EQ(subject.clock(ClockKind::outcome)->state, ClockState::running);
  EXPECT_EQ(subject.status_notes, "We looked at it.");
}

TEST(Progress, AReceiptIsNotAnAnswer) {
  Case subject = pothole();
  Update receipt = news(opened + 1min, "", "We got it.");
  receipt.meaningful = false;
  ASSERT_TRUE(apply(subject, receipt, opened + 1min).has_value());
  EXPECT_EQ(subject.clock(ClockKind::first_status)->state, ClockState::running);
}

TEST(Progress, DueIsTheLastInstantThatKeepsAPromise) {
  Case on_time = pothole(), late = pothole();
  ASSERT_TRUE(apply(on_time, news(opened + 4h, "", "Now."), opened + 4h).has_value());
  ASSERT_TRUE(apply(late, news(opened + 4h + 1ms, "", "Now."), opened + 5h).has_value());
  EXPECT_EQ(on_time.clock(ClockKind::first_status)->state, ClockState::kept);
  EXPECT_EQ(late.clock(ClockKind::first_status)->state, ClockState::missed);
}

TEST(Progress, ClosingTellsTheOutcomeAndStopsBothClocks) {
  Case subject = pothole();
  const auto progress = apply(subject, news(opened + 5h, "fixed", "Filled."), opened + 5h);
  ASSERT_TRUE(progress.has_value());
  EXPECT_TRUE(progress->closed);
  EXPECT_EQ(subject.status, Status::closed);
  EXPECT_EQ(subject.closing->outcome, "fixed");
  EXPECT_EQ(progress->message.update_status, "FIXED");
  EXPECT_EQ(subject.clock(ClockKind::first_status)->state, ClockState::missed);
  EXPECT_EQ(subject.clock(ClockKind::outcome)->state, ClockState::kept);
}

TEST(Progress, EveryStatusMeansOneThing) {
  const std::map<std::string, std::string> outcomes{{"FIXED", "fixed"},
                                                    {"CLOSED", "closed"},
                                                    {"DUPLICATE", "duplicate"},
                                                    {"NOT_COUNCILS_RESPONSIBILITY", "not_responsible"},
                                                    {"NO_FURTHER_ACTION", "no_action"},
                                                    {"CANCELLED", "cancelled"}};
  EXPECT_EQ(status_meanings().size(), 13u);
  for (const StatusMeaning& meaning : status_meanings()) {
    Case subject = pothole();
    ASSERT_TRUE(apply(subject, news(opened + 1h, std::string(meaning.status), "News."), opened + 1h).has_value());
    const auto outcome = outcomes.find(std::string(meaning.status));
    EXPECT_EQ(subject.status == Status::closed, outcome != outcomes.end()) << meaning.status;
    if (subject.closing) {
      EXPECT_EQ(subject.closing->outcome, outcome->second);
    }
  }
}

TEST(Progress, AReopenedCaseRunsItsOutcomeClockAgain) {
  Case subject = pothole();
  ASSERT_TRUE(apply(subject, news(opened + 5h, "CLOSED", "Done."), opened + 5h).has_value());
  const auto again = apply(subject, news(opened + 30h, "REOPEN", "It came back."), opened + 30h);
  ASSERT_TRUE(again.has_value());
  EXPECT_TRUE(again->reopened);
  EXPECT_EQ(subject.status, Status::open);
  EXPECT_FALSE(subject.closing.has_value());
  EXPECT_EQ(subject.clock(ClockKind::outcome)->state, ClockState::running);
  EXPECT_EQ(state_as_of(*subject.clock(ClockKind::outcome), opened + 73h), ClockState::missed);
  EXPECT_NE(subject.clock(ClockKind::first_status)->state, ClockState::running);  // the first answer was given once
}

TEST(Progress, LateNewsNeitherReopensNorClosesTwice) {
  Case subject = pothole();
  ASSERT_TRUE(apply(subject, news(opened + 5h, "FIXED", "Done."), opened + 5h).has_value());
  ASSERT_TRUE(apply(subject, news(opened + 6h, "IN_PROGRESS", "We are on it."), opened + 6h).has_value());
  const auto second = apply(subject, news(opened + 7h, "CANCELLED", "Never mind."), opened + 7h);
  EXPECT_FALSE(second->closed);
  EXPECT_EQ(subject.closing->outcome, "fixed");
}

TEST(Progress, AnEndBeforeTheOpeningOrInTheFutureIsNotMeasured) {
  Case before = pothole(), future = pothole();
  ASSERT_TRUE(apply(before, news(opened - 1h, "CLOSED", "Done."), opened + 5h).has_value());
  ASSERT_TRUE(apply(future, news(opened + 50h, "CLOSED", "Done."), opened + 5h).has_value());
  for (const Case& subject : {before, future})
    for (const Clock& clock : subject.clocks) EXPECT_EQ(clock.state, ClockState::not_applicable);
}

TEST(Progress, RefusesAnUnknownStatusAndAnUpdateThatSaysNothing) {
  Case subject = pothole();
  const auto unknown = apply(subject, news(opened, "SOLVED", "?"), opened);
  ASSERT_FALSE(unknown.has_value());
  EXPECT_EQ(unknown.error().faults[0].field, "status");
  EXPECT_NE(unknown.error().faults[0].accepted.find("REOPEN"), std::string::npos);
  EXPECT_FALSE(apply(subject, news(opened, "", ""), opened).has_value());
  EXPECT_EQ(subject.status, Status::open);
}

}  // namespace
}  // namespace portico::cases
