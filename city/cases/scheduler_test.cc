// What fires by itself, on both databases: due instants and escalations. The town promises a first status within 4 hours and an outcome
// within 72, by night and day; its people work from 8 to 16.
#include "city/cases/scheduler.h"

#include <gmock/gmock.h>

#include <thread>

#include "base/log.h"
#include "city/cases/events.h"
#include "city/cases/tables_alarms.h"
#include "city/cases/testing.h"
#include "platform/notify/outbox.h"

namespace portico::cases {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::shared_ptr<const standards::Snapshot> with_escalations(std::vector<standards::Escalation> steps) {
  auto promises = std::make_shared<standards::Snapshot>(*small_promises());
  calendar::Plan office;
  office.code = "office";
  office.zone = "UTC";
  for (std::size_t day = 0; day < 5; ++day) office.week[day] = {*calendar::parse_hours("08:00-16:00", "")};
  promises->calendars.emplace(
      "office", standards::CalendarVersion{.id = 1, .code = "office", .tzdata = "", .calendar = *calendar::Calendar::make(office, "")});
  promises->policy.escalations = {std::move(steps), "office"};
  return promises;
}

class Alarms : public TownStory {
 protected:
  void promise(std::vector<standards::Escalation> steps) {
    escalating = std::make_unique<standards::Standards>(with_escalations(std::move(steps)));
    cases = std::make_unique<Cases>(store(), directory, *escalating, time, chance, "a secret of thirty-two bytes ....");
  }
  int fire(int limit = 100) {
    return *store().run<int>([&](store::Tx& tx) { return cases->fire_alarms(tx, limit); });
  }
  std::optional<Instant> next() {
    return read([](store::Reader& reader) { return tables::next_alarm(reader); });
  }
  // "first_status due 2026-…", "outcome 50 % → dispatcher", in the ledger's order.
  std::vector<std::string> told() {
    std::vector<std::string> all;
    book().seal_now();  // on PostgreSQL an event has its position once the sealer has been by
    for (const auto& event : read([](store::Reader& reader) { return ledger::events_after(reader, 0, 1000); })) {
      if (event.type == ClockRanOut::type) {
        const auto ran = from_json<ClockRanOut>(event.payload);
        all.push_back(ran.clock + " due " + iso8601(ran.due));
      } else if (event.type == CaseEscalated::type) {
        const auto escalated = from_json<CaseEscalated>(event.payload);
        all.push_back(escalated.clock + " " + std::to_string(escalated.share) + " % → " + escalated.to);
      }
    }
    return all;
  }
  ledger::Ledger& book() {
    ledger::Ledger::Settings folder;
    folder.folder = settings().folder;
    if (!book_) book_ = std::make_unique<ledger::Ledger>(store(), folder, time, chance, log);
    return *book_;
  }
  std::vector<notify::Waiting> outbox() {
    return read([](store::Reader& reader) { return notify::waiting(reader, Instant::max(), {}, 100); });
  }
  std::unique_ptr<standards::Standards> escalating;
  SilentLog log;

 private:
  std::unique_ptr<ledger::Ledger> book_;
};
ON_EACH_DATABASE(Alarms);

TEST_P(Alarms, FireEachDueInstantOnceAndNotBefore) {
  opened(pothole());
  EXPECT_EQ(next(), monday_noon + hours(4));
  later(hours(4) - Millis(1));
  EXPECT_EQ(fire(), 0);
  later(Millis(1));
  EXPECT_EQ(fire(), 1);
  EXPECT_EQ(fire(), 0);
  EXPECT_EQ(next(), monday_noon + hours(72));
  later(hours(100));  // nobody looked for days
  EXPECT_EQ(fire(), 1);
  EXPECT_EQ(next(), std::nullopt);
  EXPECT_THAT(told(), ElementsAre("first_status due 2026-03-02T16:00:00Z", "outcome due 2026-03-05T12:00:00Z"));
}

TEST_P(Alarms, AreSilentForAClockThatStoppedInTime) {
  const auto asked = opened(pothole());
  later(hours(1));
  ASSERT_TRUE(try_update(asked.number, "INVESTIGATING", "Somebody looks at it."));
  EXPECT_EQ(next(), monday_noon + hours(72));
  ASSERT_TRUE(try_update(asked.number, "FIXED", "Filled."));
  EXPECT_EQ(next(), std::nullopt);
  later(hours(100));
  EXPECT_EQ(fire(), 0);
  EXPECT_THAT(told(), IsEmpty());
}

TEST_P(Alarms, ComeBackWithACaseThatIsReOpened) {
  const auto asked = opened(pothole());
  later(hours(1));
  ASSERT_TRUE(try_update(asked.number, "FIXED", "Filled."));
  later(hours(80));
  ASSERT_TRUE(try_update(asked.number, "REOPEN", "It is not."));
  EXPECT_EQ(fire(), 1);  // the outcome was due while it was closed
  EXPECT_THAT(told(), ElementsAre("outcome due 2026-03-05T12:00:00Z"));
  EXPECT_EQ(fire(), 0);
}

TEST_P(Alarms, EscalateAtSharesToRolesOnceEach) {
  promise({{50, "dispatcher", false}, {100, "manager", true}, {150, "office", false}});
  opened(pothole());
  later(hours(200));
  EXPECT_EQ(fire(), 1);
  EXPECT_THAT(told(), ElementsAre("first_status 50 % → dispatcher", "first_status due 2026-03-02T16:00:00Z", "first_status 100 % → manager",
                                  "first_status 150 % → office", "outcome 50 % → dispatcher", "outcome due 2026-03-05T12:00:00Z",
                                  "outcome 100 % → manager", "outcome 150 % → office"));
  EXPECT_EQ(fire(), 0);
}

TEST_P(Alarms, TellAtNightOnlyWhatIsUrgent) {
  promise({{75, "dispatcher", false}, {75, "crew", true}});
  later(hours(9));  // Monday, 21:00: three quarters of four hours are used up at midnight
  opened(pothole());
  later(hours(3));
  EXPECT_EQ(fire(), 1);
  const auto notes = outbox();
  ASSERT_EQ(notes.size(), 2u);
  EXPECT_EQ(notes[0].recipient, "role:crew@DSW");
  EXPECT_EQ(iso8601(notes[0].not_before), "2026-03-03T00:00:00Z");
  EXPECT_EQ(notes[1].recipient, "role:dispatcher@DSW");
  EXPECT_EQ(iso8601(notes[1].not_before), "2026-03-03T08:00:00Z");
  EXPECT_THAT(notes[1].data, HasSubstr("\"share\":75"));
}

TEST_P(Alarms, DoNotFireWhatLayBehindAnImportedCase) {
  Asked old = pothole();
  old.external_id = "2019-1";
  old.opened = monday_noon - hours(10);
  opened(old);
  EXPECT_EQ(next(), monday_noon + hours(62));
  later(hours(100));
  EXPECT_EQ(fire(), 1);
  EXPECT_THAT(told(), ElementsAre("outcome due 2026-03-05T02:00:00Z"));
}

TEST_P(Alarms, AreTakenInTurnFromManyCases) {
  for (int i = 0; i < 7; ++i) {
    opened(pothole());
    later(minutes(1));
  }
  later(hours(5));
  EXPECT_EQ(fire(3), 3);
  EXPECT_EQ(fire(3), 3);
  EXPECT_EQ(fire(3), 1);
  EXPECT_EQ(fire(3), 0);
  EXPECT_EQ(told().size(), 7u);
}

// The thread: woken by the command that sets an alarm, and catching up when it starts.
class Scheduled : public Alarms {
 protected:
  // Waits, half a minute at most, until so many have been told.
  std::size_t told_in_time(std::size_t wanted) {
    for (int turn = 0; turn < 600 && told().size() < wanted; ++turn) std::this_thread::sleep_for(Millis(50));
    return told().size();
  }
};
ON_EACH_DATABASE(Scheduled);

TEST_P(Scheduled, CatchesUpWhenItStartsOnceEach) {
  opened(pothole());
  opened(pothole(east_side));
  later(hours(5));
  for (int starts = 0; starts < 2; ++starts) {
    Scheduler scheduler(store(), *cases, time, log);
    scheduler.start();
    EXPECT_EQ(told_in_time(2), 2u);
    scheduler.stop();
    store().after_commit({});
  }
}

TEST_P(Scheduled, HearsOfAnEarlierAlarmFromTheCommandThatSetsIt) {
  Scheduler scheduler(store(), *cases, time, log);
  scheduler.start();
  opened(pothole());
  later(hours(4));
  opened(pothole(east_side));  // its own alarm is later; the clock that was set is seen at the next look
  scheduler.look();
  EXPECT_EQ(told_in_time(1), 1u);
  scheduler.stop();
  store().after_commit({});
}

}  // namespace
}  // namespace portico::cases
