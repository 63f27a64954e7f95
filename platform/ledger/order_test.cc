// The order of events where commands run side by side: on PostgreSQL they end in any order.
#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <map>
#include <random>

#include "platform/ledger/events.h"
#include "platform/ledger/testing_story.h"

namespace portico::ledger {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

const store::Statement open_case{"ledger_test.open_case", "INSERT INTO ledger_test_case (id, version) VALUES ($1, 0)"};
const store::Statement next_version{"ledger_test.next_version", "UPDATE ledger_test_case SET version = version + 1 WHERE id = $1"};
const store::Statement version_of{"ledger_test.version_of", "SELECT version FROM ledger_test_case WHERE id = $1"};

class Order : public LedgerStory {
 protected:
  void SetUp() override {
    LedgerStory::SetUp();
    for (int id = 1; id <= 5; ++id) meddle(open_case, {id});
  }
  // As a command does: the case's row is locked, its version drawn, the event told.
  void touch(store::Tx& tx, int id) const {
    tx.execute(next_version, {id});
    const auto version = tx.one(version_of, {id}, [](const store::Row& row) { return row.integer(0); });
    append(tx, told("case:" + std::to_string(id), version.value()));
  }
  void touch(int id) {
    ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      touch(tx, id);
      return true;
    }));
  }
  // Hears everything; what it heard stands in `heard`, once caught up.
  void listen() {
    ledger().subscribe({.name = "test.listener",
                        .types = {"CaseOpened/1"},
                        .handle =
                            [this](store::Tx&, const Event& event) {
                              const std::lock_guard lock(mutex_);
                              if (event.position != static_cast<std::int64_t>(heard_.size()) + 1) return;  // a slice that is run again
                              heard_.push_back(event.subject + "/" + std::to_string(event.version));
                            },
                        .forget = {}});
  }
  std::vector<std::string> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> heard_;
};
ON_EACH_DATABASE(Order);

class OrderOfParallelCommands : public Order {};
std::vector<std::string> parallel_databases() {
  auto all = store::databases();
  std::erase(all, "sqlite");  // its lane runs one command after the other
  return all;
}
INSTANTIATE_TEST_SUITE_P(On, OrderOfParallelCommands, testing::ValuesIn(parallel_databases()), [](const auto& each) { return each.param; });
GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(OrderOfParallelCommands);

TEST_P(OrderOfParallelCommands, WaitsForATransactionHeldOpen) {
  listen();
  touch(1);
  ledger().seal_now();
  std::latch told_of_two(1), let_go(1);
  std::thread held([&] {
    (void)store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      touch(tx, 2);
      told_of_two.count_down();
      let_go.wait();
      return true;
    });
  });
  told_of_two.wait();
  touch(3);
  touch(4);
  ledger().seal_now();
  ledger().catch_up();
  EXPECT_THAT(heard(), ElementsAre("case:1/1"));  // case 2 may still come before 3 and 4
  let_go.count_down();
  held.join();
  touch(5);
  ledger().seal_now();
  ledger().catch_up();
  EXPECT_THAT(heard(), ElementsAre("case:1/1", "case:2/1", "case:3/1", "case:4/1", "case:5/1"));
  EXPECT_THAT(verify(store(), settings().folder, {}).findings, IsEmpty());
}

// As a restored back-up has them: a cluster that is new has not yet drawn so high a number, and may not for years.
TEST_P(OrderOfParallelCommands, TakesUpWhatAnotherClusterLeftWaiting) {
  static const store::Statement from_elsewhere("ledger_test.from_elsewhere", "SELECT 1",
                                               "UPDATE ledger_pending SET xid = (xid::text::bigint + 1000000000)::text::xid8");
  touch(1);
  touch(2);
  touch(1);
  meddle(from_elsewhere, {});
  ledger().seal_now();
  EXPECT_THAT(subjects(), IsEmpty());
  ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    tell_restored(tx, {time_.now(), 17}, time_.now());
    return true;
  }));
  ledger().seal_now();
  EXPECT_THAT(subjects(), ElementsAre("case:1/1", "case:2/1", "case:1/2", "ledger/1"));
  EXPECT_THAT(verify(store(), settings().folder, {}).findings, IsEmpty());
}

TEST_P(OrderOfParallelCommands, DoesNotWaitForOneThatIsTakenBack) {
  std::latch told_of_two(1), let_go(1);
  std::thread held([&] {
    (void)store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      touch(tx, 2);
      told_of_two.count_down();
      let_go.wait();
      return refuse(Refused::conflict, "case", "changed my mind");
    });
  });
  told_of_two.wait();
  touch(3);
  let_go.count_down();
  held.join();
  ledger().seal_now();
  EXPECT_THAT(subjects(), ElementsAre("case:3/1"));
  EXPECT_EQ(events()[0].position, 1);
}

TEST_P(OrderOfParallelCommands, FollowsACasesVersionsWhereTransactionsEndInTheOtherOrder) {
  listen();
  std::latch began(1), other_done(1);
  std::thread slow([&] {
    (void)store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      touch(tx, 5);  // its transaction has a number now, lower than the other's
      began.count_down();
      other_done.wait();
      touch(tx, 1);
      return true;
    });
  });
  began.wait();
  touch(1);  // begins later and ends earlier
  other_done.count_down();
  slow.join();
  ledger().seal_now();
  ledger().catch_up();
  EXPECT_THAT(heard(), ElementsAre("case:5/1", "case:1/1", "case:1/2"));
}

TEST_P(OrderOfParallelCommands, FollowsACasesVersionsWhileAnUnrelatedTransactionBetweenThemRuns) {
  listen();
  std::latch slow_began(1), between_began(1), other_done(1), let_go(1);
  std::thread slow([&] {
    (void)store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      touch(tx, 5);
      slow_began.count_down();
      other_done.wait();
      touch(tx, 1);
      return true;
    });
  });
  slow_began.wait();
  std::thread between([&] {
    (void)store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
      touch(tx, 4);
      between_began.count_down();
      let_go.wait();
      return true;
    });
  });
  between_began.wait();
  touch(1);
  other_done.count_down();
  slow.join();
  ledger().seal_now();  // the slow one's number is low enough, that of the one it waited for is not
  ledger().catch_up();
  EXPECT_THAT(heard(), ElementsAre("case:5/1"));
  let_go.count_down();
  between.join();
  ledger().seal_now();
  ledger().catch_up();
  EXPECT_THAT(heard(), ElementsAre("case:5/1", "case:1/1", "case:4/1", "case:1/2"));
}

TEST_P(Order, IsOneForAllUnderLoadFromManySides) {
  listen();
  ledger().start();
  constexpr int threads = 6, commands = 60;
  {
    std::vector<std::jthread> sides;
    for (int side = 0; side < threads; ++side)
      sides.emplace_back([this, side] {
        std::mt19937 dice(static_cast<unsigned>(side));
        for (int i = 0; i < commands; ++i) {
          int first = 1 + static_cast<int>(dice() % 5), second = 1 + static_cast<int>(dice() % 5);
          if (first > second) std::swap(first, second);  // in one order, so that no two wait for each other
          (void)store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
            touch(tx, first);
            if (second != first) touch(tx, second);
            if (i % 7 == 0) return refuse(Refused::conflict, "case", "every seventh is taken back");
            return true;
          });
        }
      });
  }
  ledger().seal_now();
  ledger().catch_up();
  const auto all = subjects();
  EXPECT_EQ(heard(), all);
  std::map<std::string, std::int64_t> versions;
  for (const auto& event : events()) EXPECT_EQ(event.version, ++versions[event.subject]) << event.subject;
  ledger().stop();
  const auto verdict = verify(store(), settings().folder, {});
  EXPECT_THAT(verdict.findings, IsEmpty());
  EXPECT_EQ(verdict.unsealed, 0);
}

}  // namespace
}  // namespace portico::ledger
