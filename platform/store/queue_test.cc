// What waits, in which order it runs, and what becomes of it when there is too much or when the store closes.
#include <gmock/gmock.h>

#include <atomic>
#include <latch>
#include <thread>

#include "platform/store/queue.h"
#include "platform/store/testing.h"

namespace portico::store {
namespace {

constexpr Migration ferries{"store_test", 1, "0001_ferries.sql", "CREATE TABLE store_ferry (id KEY64, pier BIGINT, trip BIGINT);"};
const Statement insert_trip{"store.test_insert_trip", "INSERT INTO store_ferry (id, pier, trip) VALUES ($1, $2, $3)"};
const Statement trips{"store.test_trips", "SELECT pier, trip FROM store_ferry ORDER BY id"};
const Statement count_trips{"store.test_count_trips", "SELECT COUNT(*) FROM store_ferry"};

std::vector<Migration> with_ferries() { return {ferries}; }

class Crowd : public DatabaseTest {
 protected:
  std::int64_t on_file() {
    std::int64_t count = 0;
    store().read([&](Reader& reader) { count = *reader.one(count_trips, {}, [](const Row& row) { return row.integer(0); }); });
    return count;
  }
  static std::function<Outcome<int>(Tx&)> trip(int pier, int number) {
    return [=](Tx& tx) -> Outcome<int> {
      tx.execute(insert_trip, {tx.next("trip"), pier, number});
      return number;
    };
  }
};

TEST_P(Crowd, EachPiersTripsLeaveInTheOrderInWhichTheyWereAsked) {
  if (dialect() == Dialect::postgres) settings().postgres_connections = 1;  // there they overlap otherwise, as the header says
  open(with_ferries());
  constexpr std::ptrdiff_t piers = 8, each = 200;
  std::latch all(piers * each);
  {
    std::vector<std::jthread> threads;
    for (int pier = 0; pier < piers; ++pier)
      threads.emplace_back([&, pier] {
        for (int i = 0; i < each; ++i)
          store().submit<int>(trip(pier, i), [&](auto done) {
            EXPECT_TRUE(done && *done);
            all.count_down();
          });
      });
  }
  all.wait();
  std::vector<std::int64_t> next(piers, 0);
  store().read([&](Reader& reader) {
    reader.query(trips, {}, [&](const Row& row) { EXPECT_EQ(row.integer(1), next[static_cast<std::size_t>(row.integer(0))]++); });
  });
  EXPECT_THAT(next, ::testing::Each(each));
  EXPECT_EQ(store().condition().commands, piers * each);
}

// A command that stands still until it is let go.
struct Gate {
  std::latch entered{1}, opened{1};
  std::function<Outcome<int>(Tx&)> command() {
    return [this](Tx&) -> Outcome<int> {
      entered.count_down();
      opened.wait();
      return 0;
    };
  }
};

TEST_P(Crowd, WhenTheQueueIsFullTheNextIsTurnedAwayAtOnce) {
  settings().queue = 3;
  settings().postgres_connections = 1;
  open(with_ferries());
  Gate gate;
  std::latch all(4);
  const auto done = [&](std::expected<Outcome<int>, std::exception_ptr> answer) {
    EXPECT_TRUE(answer && *answer);
    all.count_down();
  };
  store().submit<int>(gate.command(), done);
  gate.entered.wait();
  for (int i = 0; i < 3; ++i) store().submit<int>(trip(1, i), done);
  EXPECT_EQ(store().condition().intake_waiting, 3u);
  EXPECT_THROW(store().submit<int>(trip(1, 4), done), Full);
  gate.opened.count_down();
  all.wait();
  EXPECT_EQ(on_file(), 3);
}

TEST_P(Crowd, ClosingTheStoreSettlesWhatWaits) {
  settings().postgres_connections = 1;
  open(with_ferries());
  Gate gate;
  std::atomic<int> kept{0}, turned_away{0}, background_kept{0};
  store().submit<int>(gate.command(), [](auto) {});
  gate.entered.wait();
  for (int i = 0; i < 50; ++i)
    store().submit<int>(trip(1, i),
                        [&](std::expected<Outcome<int>, std::exception_ptr> answer) { ++(answer && *answer ? kept : turned_away); });
  for (int i = 0; i < 7; ++i)
    store().submit<int>(
        trip(2, i),
        [&](std::expected<Outcome<int>, std::exception_ptr> answer) {
          if (answer) return static_cast<void>(++background_kept);
          ++turned_away;
          EXPECT_THROW(std::rethrow_exception(answer.error()), Full);
        },
        Urgency::background);
  std::jthread letting_go([&] { gate.opened.count_down(); });
  close();
  EXPECT_EQ(kept, 50) << "intake that waits is done first";
  EXPECT_EQ(turned_away + background_kept, 7) << "background work is told at once that it will not be, but for what got in before";
  open(with_ferries());
  EXPECT_EQ(on_file(), kept + background_kept);
}

TEST(Queue, OnceClosedTakesNothingMore) {
  Queue queue(4);
  queue.push({}, Urgency::intake);
  queue.push({}, Urgency::background);
  queue.close();
  EXPECT_THROW(queue.push({}, Urgency::intake), Full);
  EXPECT_FALSE(queue.wait());
  EXPECT_TRUE(queue.wait_and_pop(Urgency::intake));
  EXPECT_FALSE(queue.wait_and_pop(Urgency::intake));
  EXPECT_FALSE(queue.wait_and_pop(Urgency::background)) << "what is left is turned away, not run";
  EXPECT_TRUE(queue.pop(Urgency::background));
}

TEST_P(Crowd, ReadersSeeWholeCommandsWhileOthersWrite) {
  open(with_ferries());
  std::atomic<bool> over{false};
  std::vector<std::jthread> readers;
  for (int i = 0; i < 4; ++i)
    readers.emplace_back([&] {
      for (std::int64_t before = 0; !over;) {
        const std::int64_t now = on_file();
        EXPECT_EQ(now % 3, 0) << "a command's three rows are all there or none is";
        EXPECT_GE(now, before);
        before = now;
      }
    });
  for (int i = 0; i < 200; ++i)
    ASSERT_TRUE(store().run<int>([](Tx& tx) -> Outcome<int> {
      for (int leg = 0; leg < 3; ++leg) tx.execute(insert_trip, {tx.next("trip"), 1, leg});
      return 0;
    }));
  over = true;
  readers.clear();
  EXPECT_EQ(on_file(), 600);
}

TEST_P(Crowd, ALongJobGoesInSlicesAndIntakePassesBetween) {
  open(with_ferries());
  std::latch finished(1);
  std::atomic<int> slices{0};
  int row = 0;  // touched by one slice at a time
  constexpr int rows = 2000;
  std::function<void()> next_slice = [&] {
    store().submit<int>(
        [&](Tx& tx) -> Outcome<int> {
          int at = row;
          while (at < rows && !tx.slice_over()) tx.execute(insert_trip, {tx.next("trip"), 9, at++});
          return at;
        },
        [&](std::expected<Outcome<int>, std::exception_ptr> done) {
          ASSERT_TRUE(done && *done);
          row = **done;
          ++slices;
          row < rows ? next_slice() : finished.count_down();
        },
        Urgency::background);
  };
  next_slice();
  ASSERT_TRUE(store().run<int>(trip(1, 1)));
  finished.wait();
  EXPECT_EQ(on_file(), rows + 1);
}

// A commit of many rows holds up whoever comes meanwhile, so slices are long in a quiet city alone.
TEST(AQueue, IsQuietUntilSomebodyComesAndAWhileAfterwards) {
  using namespace std::chrono_literals;
  Queue queue(10);
  EXPECT_TRUE(queue.no_intake_for(1h));
  queue.push({}, Urgency::background);
  EXPECT_TRUE(queue.no_intake_for(1h)) << "a job is nobody";
  queue.push({}, Urgency::intake);
  EXPECT_FALSE(queue.no_intake_for(0h)) << "one waits";
  ASSERT_TRUE(queue.pop(Urgency::intake));
  EXPECT_FALSE(queue.no_intake_for(1h));
  EXPECT_TRUE(queue.no_intake_for(0h));
}

TEST_P(Crowd, NumbersRiseAlsoPastWhoIsRefused) {
  open(with_ferries());
  const auto draw = [&](bool keep) {
    std::int64_t drawn = 0;
    (void)store().run<int>([&](Tx& tx) -> Outcome<int> {
      drawn = tx.next("ticket");
      EXPECT_GT(tx.next("ticket"), drawn);
      tx.execute(insert_trip, {tx.next("trip"), 1, drawn});
      if (!keep) return refuse(Refused::invalid, "ticket", "not today");
      return 1;
    });
    return drawn;
  };
  const std::int64_t first = draw(true), refused = draw(false), next = draw(true);
  EXPECT_EQ(first, 1);
  EXPECT_GT(refused, first + 1);
  EXPECT_GE(next, refused);
  EXPECT_EQ(on_file(), 2);
}

TEST_P(Crowd, WhatFollowsACommandMayThrowAndTheNextIsServed) {
  open(with_ferries());
  std::latch called(1);
  store().submit<int>(trip(1, 1), [&](auto) {
    called.count_down();
    throw std::runtime_error("a bug in what follows");
  });
  called.wait();
  EXPECT_TRUE(store().run<int>(trip(1, 2)));
  EXPECT_EQ(on_file(), 2);
}

ON_EACH_DATABASE(Crowd);

}  // namespace
}  // namespace portico::store
