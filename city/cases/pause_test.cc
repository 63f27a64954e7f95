// A request that waits, and one that goes on.
#include "city/cases/pause.h"

#include <gmock/gmock.h>

#include "city/cases/check.h"
#include "city/cases/events.h"
#include "city/cases/reckoning.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using standards::ClockKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view number_key = "a secret of thirty-two bytes ....";

class Waiting : public TownStory {
 protected:
  Outcome<Case> try_pause(std::string_view number, std::string reason, std::string words = {}, Acting acting = {"key:crew"}) {
    return store().run<Case>([&](store::Tx& tx) { return cases->pause_case(tx, number, {reason, words}, acting); });
  }
  Outcome<Case> try_resume(std::string_view number) {
    return store().run<Case>([&](store::Tx& tx) { return cases->resume_case(tx, number, {"key:crew"}); });
  }
  Case paused(std::string_view number, std::string reason) {
    auto done = try_pause(number, std::move(reason));
    if (!done) throw std::runtime_error("refused: " + done.error().faults.at(0).reason);
    return *done;
  }
  Case resumed(std::string_view number) {
    auto done = try_resume(number);
    if (!done) throw std::runtime_error("refused: " + done.error().faults.at(0).reason);
    return *done;
  }
  std::vector<ledger::Event> events(const Opened& of) {
    seal();
    return read([&](store::Reader& reader) { return ledger::events_of(reader, "case:" + std::to_string(of.id)); });
  }
  std::vector<std::string> types(const Opened& of) {
    std::vector<std::string> found;
    for (const auto& event : events(of)) found.push_back(event.type);
    return found;
  }
  std::vector<std::string> findings() {
    seal();
    return check(store(), *directory.now(), *standards.now(), number_key).findings;
  }
  void seal() {
    SilentLog log;
    ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();
  }
  Instant due(const Opened& of, ClockKind kind) { return found(of.number)->clock(kind)->due; }
};
ON_EACH_DATABASE(Waiting);

TEST_P(Waiting, MovesTheDueInstantsByAsLongAsItTook) {
  const Opened pot = opened(pothole());
  later(1h);
  const Case waits = paused(pot.number, "waiting_for_customer");
  EXPECT_EQ(waits.clock(ClockKind::first_status)->state, ClockState::paused);
  EXPECT_EQ(waits.clock(ClockKind::first_status)->due, monday_noon + 4h);
  later(10h);
  const auto read = found(pot.number);
  EXPECT_EQ(read->clock(ClockKind::outcome)->state, ClockState::paused);
  EXPECT_EQ(read->clock(ClockKind::outcome)->due, monday_noon + 82h) << "if we went on now";
  ASSERT_EQ(read->pauses.size(), 1u);
  EXPECT_EQ(read->pauses[0].from, monday_noon + 1h);
  const Case goes_on = resumed(pot.number);
  EXPECT_EQ(goes_on.clock(ClockKind::first_status)->due, monday_noon + 14h);
  EXPECT_EQ(goes_on.clock(ClockKind::first_status)->state, ClockState::running);
  later(100h);
  EXPECT_EQ(due(pot, ClockKind::outcome), monday_noon + 82h);
  EXPECT_THAT(types(pot), ElementsAre("CaseOpened/1", "CasePaused/1", "CaseResumed/1"));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Waiting, StopsThoseClocksAloneWhosePromiseNamesTheReason) {
  const Opened pot = opened(pothole());
  const Case waits = paused(pot.number, "waiting_for_part");
  EXPECT_EQ(waits.clock(ClockKind::first_status)->state, ClockState::running);
  EXPECT_EQ(waits.clock(ClockKind::outcome)->state, ClockState::paused);
  later(5h);
  EXPECT_EQ(found(pot.number)->clock(ClockKind::first_status)->state, ClockState::missed);
  const auto told = from_json<CasePaused>(events(pot).back().payload);
  EXPECT_FALSE(told.first_status);
  EXPECT_TRUE(told.outcome_clock);
  EXPECT_EQ(told.reason, "waiting_for_part");
  EXPECT_EQ(events(pot).back().actor, "key:crew");
}

TEST_P(Waiting, IsRefusedWithTheReasonsThatAreAccepted) {
  const Opened pot = opened(pothole());
  const auto no_reason = try_pause(pot.number, "lunch");
  ASSERT_FALSE(no_reason.has_value());
  EXPECT_EQ(no_reason.error().faults[0],
            (Fault{"reason", "no running clock of this request stops for 'lunch'", "waiting_for_customer, waiting_for_part"}));
  paused(pot.number, "waiting_for_customer");
  const auto twice = try_pause(pot.number, "waiting_for_part");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().kind, Refused::conflict);
  EXPECT_THAT(twice.error().faults[0].reason, HasSubstr("paused already, since 2026-03-02T12:00:00Z: waiting_for_customer"));
  resumed(pot.number);
  EXPECT_EQ(try_resume(pot.number).error().faults[0].reason, "this request is not paused");
  ASSERT_TRUE(try_update(pot.number, "FIXED", "Filled.").has_value());
  EXPECT_EQ(try_pause(pot.number, "waiting_for_customer").error().faults[0].reason, "this request is closed");
  EXPECT_EQ(try_resume(pot.number).error().faults[0].reason, "this request is closed");
  EXPECT_EQ(try_pause("2345-678X", "waiting_for_customer").error().kind, Refused::not_found);
  EXPECT_EQ(try_pause(pot.number, "waiting_for_customer", "\xff").error().faults[0].field, "words");
}

TEST_P(Waiting, IsForThoseWhoMayChangeTheAgencysRequests) {
  const Opened pot = opened(pothole());
  const auto foreign = try_pause(pot.number, "waiting_for_customer", "", {"key:parks", {"PD"}});
  ASSERT_FALSE(foreign.has_value());
  EXPECT_EQ(foreign.error().kind, Refused::forbidden);
  EXPECT_TRUE(try_pause(pot.number, "waiting_for_customer", "", {"key:streets", {"PD", "DSW"}}).has_value());
}

TEST_P(Waiting, ReasonsOfAClockThatHasStoppedAreAcceptedNoMore) {
  auto bare = std::make_shared<standards::Snapshot>(*standards.now());
  for (auto& sla : bare->slas) sla.clocks[1].pauses.clear();
  const Facts facts{"POTHOLE", bare->slas[3].id, monday_noon, {}, {1, monday_noon + 1h, true}, {1, std::nullopt, true}};
  EXPECT_THAT(pause_reasons(facts, *bare), IsEmpty());
}

TEST_P(Waiting, EndsWithAClosing) {
  const Opened pot = opened(pothole());
  later(1h);
  paused(pot.number, "waiting_for_customer");
  later(80h);
  ASSERT_TRUE(try_update(pot.number, "FIXED", "You told us, we filled it.").has_value());
  const auto read = found(pot.number);
  EXPECT_EQ(read->pauses.at(0).to, monday_noon + 81h);
  EXPECT_EQ(read->clock(ClockKind::first_status)->state, ClockState::kept);
  EXPECT_EQ(read->clock(ClockKind::outcome)->state, ClockState::kept);
  EXPECT_THAT(types(pot), ElementsAre("CaseOpened/1", "CasePaused/1", "MessageSent/1", "CaseResumed/1", "CaseClosed/1"));
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Waiting, AReopenedRequestRunsOnAsIfItHadNotStopped) {
  const Opened pot = opened(pothole());
  later(1h);
  paused(pot.number, "waiting_for_customer");
  later(10h);
  ASSERT_TRUE(try_update(pot.number, "CLOSED", "Done.").has_value());
  later(20h);
  ASSERT_TRUE(try_update(pot.number, "REOPEN", "It came back.").has_value());
  EXPECT_EQ(due(pot, ClockKind::outcome), monday_noon + 82h) << "the ten hours before the closing, not the twenty after it";
  EXPECT_EQ(found(pot.number)->clock(ClockKind::outcome)->state, ClockState::running);
  paused(pot.number, "waiting_for_part");
  later(1h);
  EXPECT_EQ(resumed(pot.number).clock(ClockKind::outcome)->due, monday_noon + 83h);
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Waiting, NewsFromBeforeThePauseStopsTheClockWhereItThenStood) {
  const Opened pot = opened(pothole());
  later(2h);
  paused(pot.number, "waiting_for_customer");
  later(1h);
  resumed(pot.number);
  Update late;
  late.at = monday_noon + 1h;
  late.text = "We looked at it, and forgot to say so.";
  ASSERT_TRUE(store().run<Message>([&](store::Tx& tx) { return cases->update(tx, pot.number, late); }).has_value());
  EXPECT_EQ(due(pot, ClockKind::first_status), monday_noon + 4h);
  const auto reckoned = from_json<CaseReckoned>(events(pot).back().payload);
  EXPECT_EQ(reckoned.why, "stopped");
  EXPECT_EQ(reckoned.first_status_due_before, monday_noon + 5h);
  EXPECT_EQ(reckoned.first_status_due, monday_noon + 4h);
  EXPECT_THAT(findings(), IsEmpty());
}

TEST_P(Waiting, AListSaysTheSameAsTheRequest) {
  const Opened pot = opened(pothole()), other = opened(pothole());
  paused(pot.number, "waiting_for_customer");
  later(6h);
  for (const Case& each : listed({}).cases) {
    EXPECT_EQ(each.clock(ClockKind::outcome)->due, due(each.id == pot.id ? pot : other, ClockKind::outcome));
    EXPECT_EQ(each.clock(ClockKind::first_status)->state, each.id == pot.id ? ClockState::paused : ClockState::missed);
  }
  Filter soonest;
  soonest.agencies = {"DSW"};
  soonest.sort = Filter::Sort::due;
  EXPECT_EQ(listed(soonest).cases.front().id, other.id);
}

const store::Statement shift_pause("cases_test.shift_pause", "UPDATE cases_pause SET from_at = from_at - 1000");
const store::Statement shift_due("cases_test.shift_due", "UPDATE cases_case SET outcome_due = outcome_due + 1000");

TEST_P(Waiting, ACheckFindsClocksThatWereTamperedWith) {
  const Opened pot = opened(pothole());
  later(1h);
  paused(pot.number, "waiting_for_customer");
  const auto write = [&](const store::Statement& statement) {
    (void)store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      tx.execute(statement, {});
      return true;
    });
  };
  write(shift_pause);
  EXPECT_THAT(findings(), ElementsAre(HasSubstr("a pause is 2026-03-02T12:59:59Z to nothing, its events say 2026-03-02T13:00:00Z")));
  write(shift_due);
  EXPECT_THAT(findings(), testing::Contains(HasSubstr("outcome is due at 2026-03-05T12:00:01Z, by the calendars that counted it is "
                                                      "2026-03-05T12:00:00Z")));
}

}  // namespace
}  // namespace portico::cases
