// What is counted, and the job that numbers what waits: made from events alone, so that it can be made again.
#include <gmock/gmock.h>

#include <condition_variable>
#include <mutex>

#include "base/log.h"
#include "city/cases/check.h"
#include "city/cases/subscribers.h"
#include "city/cases/tally.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view number_key = "a secret of thirty-two bytes ....";

class Counted : public TownStory {
 protected:
  void begin(Jobs* jobs = nullptr) {
    ledger::Ledger::Settings folder;
    folder.folder = settings().folder;
    book = std::make_unique<ledger::Ledger>(store(), folder, time, chance, log);
    for (auto& subscriber : subscribers(directory, jobs)) book->subscribe(std::move(subscriber));
    book->start();
  }
  Standing count(Instant first, Instant last) {
    book->seal_now();
    book->catch_up();
    return read([&](store::Reader& reader) {
      return standing(reader, std::chrono::floor<std::chrono::days>(first), std::chrono::floor<std::chrono::days>(last));
    });
  }
  Checked checked() {
    book->seal_now();
    return check(store(), *directory.now(), *standards.now(), number_key);
  }

  SilentLog log;
  std::unique_ptr<ledger::Ledger> book;
};
ON_EACH_DATABASE(Counted);

TEST_P(Counted, ByTheDayOnWhichEachThingHappened) {
  begin();
  const Opened kept = opened(pothole()), late = opened(pothole()), waiting = opened(pothole());
  later(1h);
  ASSERT_TRUE(try_update(kept.number, "INVESTIGATING", "We looked.").has_value());
  later(72h);
  ASSERT_TRUE(try_update(kept.number, "FIXED", "Filled.").has_value());
  ASSERT_TRUE(try_update(late.number, "FIXED", "Filled too.").has_value());

  const Standing monday = count(monday_noon, monday_noon), all = count(monday_noon, time.now());
  EXPECT_EQ(monday.counts, (tables::Counts{3, 0, 0, 1, 0, 0, 0}));
  EXPECT_EQ(all.counts, (tables::Counts{3, 2, 0, 1, 1, 0, 2}));
  EXPECT_EQ(all.first_share(), 50);
  EXPECT_EQ(all.outcome_share(), 0);
  EXPECT_EQ(monday.outcome_share(), -1);
  (void)waiting;
}

TEST_P(Counted, AReopeningTakesBackWhatTheClosingMadeOfThePromise) {
  begin();
  const Opened pot = opened(pothole());
  later(1h);
  ASSERT_TRUE(try_update(pot.number, "FIXED", "Filled.").has_value());
  EXPECT_EQ(count(monday_noon, monday_noon).counts.outcome_kept, 1);
  later(1h);
  ASSERT_TRUE(try_update(pot.number, "REOPEN", "It came back.").has_value());
  EXPECT_EQ(count(monday_noon, monday_noon).counts, (tables::Counts{1, 1, 1, 1, 0, 0, 0}));
}

TEST_P(Counted, TheSameAfterAReplay) {
  begin();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(try_update(opened(pothole()).number, "FIXED", "Filled.").has_value());
  const auto rows = [&] {
    count(monday_noon, monday_noon);
    return read([&](store::Reader& reader) {
      const auto day = std::chrono::floor<std::chrono::days>(monday_noon);
      return tally(reader, day, day);
    });
  };
  const auto before = rows();
  book->replay("cases.tally");
  const auto after = rows();
  ASSERT_EQ(before.size(), 1u);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(before[0].counts, after[0].counts);
  EXPECT_EQ(after[0].service, "POTHOLE");
}

TEST_P(Counted, ABatchRequestIsNumberedByTheJobThatItsEventWakes) {
  Jobs jobs(store(), *cases, log);
  begin(&jobs);
  jobs.start();
  Asked asked = pothole();
  asked.service = "TREE";
  const Opened answer = opened(asked);
  std::string number;
  for (int tries = 0; tries < 1'000 && number.empty(); ++tries) {  // bounded: each round seals and lets the job run
    count(monday_noon, monday_noon);
    number = read([&](store::Reader& reader) { return cases->token(reader, answer.token).number; });
    if (number.empty()) std::this_thread::sleep_for(5ms);
  }
  EXPECT_TRUE(found(number).has_value());
  jobs.stop();
}

TEST_P(Counted, CheckFindsNothingInAHealthyHouse) {
  begin();
  const Opened pot = opened(pothole());
  ASSERT_TRUE(try_update(pot.number, "FIXED", "Filled.").has_value());
  ASSERT_TRUE(try_update(pot.number, "REOPEN", "It came back.").has_value());
  Asked tree = pothole();
  tree.service = "TREE";
  opened(tree);
  const Checked clean = checked();
  EXPECT_THAT(clean.findings, IsEmpty());
  EXPECT_EQ(clean.cases, 2);
  EXPECT_EQ(clean.messages, 2);
  EXPECT_EQ(clean.events, 6);
}

TEST_P(Counted, CheckFindsHalfAnEffect) {
  begin();
  const Opened pot = opened(pothole());
  Case torn = *found(pot.number);
  torn.status = Status::closed;  // a row closed without an event or a closing, its clocks still running
  const auto spoil = store().run<int>([&](store::Tx& tx) {
    tables::update_case(tx, torn);
    Message lost;
    lost.id = tx.next("cases.message");
    tables::insert_message(tx, 4'711, lost);
    Case without_event = torn;
    without_event.id = tx.next("cases.case");
    without_event.number = case_number(without_event.id, "another key ..............");
    without_event.service = "UNKNOWN";
    tables::insert_case(tx, without_event);
    return 0;
  });
  ASSERT_TRUE(spoil.has_value());
  std::string all;
  for (const std::string& finding : checked().findings) all += finding + '\n';
  for (const char* part : {"is closed without a closing", "is closed but a clock of it runs", "is not in the state that its events end in",
                           "1 of messages hang on a case that is not there", "has a row but no event",
                           "of a service that the directory does not know", "has another number than its id gives"})
    EXPECT_THAT(all, HasSubstr(part));
}

}  // namespace
}  // namespace portico::cases
