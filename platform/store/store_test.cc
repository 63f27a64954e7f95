#include <gmock/gmock.h>

#include <atomic>
#include <barrier>
#include <thread>

#include "platform/store/migrate.h"
#include "platform/store/migrations.h"
#include "platform/store/secrets.h"
#include "platform/store/testing.h"

namespace portico::store {
namespace {

constexpr Migration boats{"store_test", 1, "0001_boats.sql",
                          "CREATE TABLE store_boat (id KEY64, name TEXT NOT NULL, length DOUBLE PRECISION, log BYTEA);"
                          "CREATE UNIQUE INDEX store_boat_name ON store_boat (name);"};

const Statement insert_boat{"store.test_insert_boat", "INSERT INTO store_boat (id, name, length, log) VALUES ($1, $2, $3, $4)"};
const Statement name_of_boat{"store.test_name_of_boat", "SELECT name, length, log FROM store_boat WHERE id = $1"};
const Statement count_boats{"store.test_count_boats", "SELECT count(*) FROM store_boat"};

const Statement all_boats{"store.test_all_boats", "SELECT name FROM store_boat ORDER BY id"};
const Statement wrong_text{"store.test_wrong", "SELECT nothing FROM store_nowhere"};
const Statement namesake{"store.test_count_boats", "SELECT 1 FROM store_boat"};

std::vector<Migration> with_boats() {
  std::vector<Migration> all(migrations().begin(), migrations().end());
  all.push_back(boats);
  return all;
}

class StoreStory : public DatabaseTest {
 protected:
  void SetUp() override { open(with_boats()); }

  Outcome<std::int64_t> launch(const std::string& name) {
    return store().run<std::int64_t>([name](Tx& tx) -> Outcome<std::int64_t> {
      const std::int64_t id = tx.next("boat");
      tx.execute(insert_boat, {id, name, nullptr, nullptr});
      return id;
    });
  }
  std::int64_t boats_on_file() {
    std::int64_t count = 0;
    store().read([&](Reader& reader) { count = *reader.one(count_boats, {}, [](const Row& row) { return row.integer(0); }); });
    return count;
  }
};

TEST_P(StoreStory, WhatIsAnsweredIsOnFileAfterOpeningAgain) {
  const auto id = launch("Gull");
  ASSERT_TRUE(id);
  close();
  open(with_boats());
  store().read(
      [&](Reader& reader) { EXPECT_EQ(reader.one(name_of_boat, {*id}, [](const Row& row) { return std::string(row.text(0)); }), "Gull"); });
}

TEST_P(StoreStory, ARefusalKeepsNothing) {
  const auto refused = store().run<int>([](Tx& tx) -> Outcome<int> {
    tx.execute(insert_boat, {tx.next("boat"), "Tern", 3.5, Blob{"\x01\x00"}});
    return refuse(Refused::conflict, "name", "there is a Tern already");
  });
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().faults[0].reason, "there is a Tern already");
  EXPECT_EQ(boats_on_file(), 0);
}

TEST_P(StoreStory, ABrokenCommandLeavesTheOthersOfItsBatch) {
  std::barrier all_done(102);
  std::atomic<int> kept{0}, broken{0};
  for (int i = 0; i < 101; ++i)
    store().submit<int>(
        [i](Tx& tx) -> Outcome<int> {
          tx.execute(insert_boat, {tx.next("boat"), "boat " + std::to_string(i), i * 1.5, nullptr});
          if (i == 50) tx.execute(insert_boat, {tx.next("boat"), "boat 0", 1.0, nullptr});  // the name is taken
          if (i == 51) throw std::runtime_error("a bug");
          return i;
        },
        [&](std::expected<Outcome<int>, std::exception_ptr> done) {
          ++(done ? kept : broken);
          (void)all_done.arrive();
        });
  all_done.arrive_and_wait();
  EXPECT_EQ(broken, 2);
  EXPECT_EQ(kept, 99);
  EXPECT_EQ(boats_on_file(), 99);
}

TEST_P(StoreStory, EveryKindOfValueComesBackAsItWent) {
  const std::string log("\0\x01\xff'\\x", 6);
  const std::int64_t big = std::int64_t{1} << 62;
  ASSERT_TRUE(store().run<int>([&](Tx& tx) -> Outcome<int> {
    tx.execute(insert_boat, {big, "Grüße, “Möwe” $1 \\", 0.1, Blob{log}});
    tx.execute(insert_boat, {-2, "", std::optional<double>(), std::optional<std::string>()});
    tx.execute(insert_boat, {3, "Tern", 2, Blob{""}});
    return 0;
  }));
  store().read([&](Reader& reader) {
    reader.query(name_of_boat, {big}, [&](const Row& row) {
      EXPECT_EQ(row.text(0), "Grüße, “Möwe” $1 \\");
      EXPECT_EQ(row.real(1), 0.1);
      EXPECT_EQ(row.blob(2), log);
      EXPECT_THROW(row.integer(0), std::logic_error);
      EXPECT_THROW(row.text(1), std::logic_error);
      EXPECT_THROW(row.text(2), std::logic_error);
      EXPECT_THROW(row.blob(0), std::logic_error);
      EXPECT_THROW(row.text(3), std::logic_error);
    });
    reader.query(name_of_boat, {-2}, [&](const Row& row) {
      EXPECT_FALSE(row.null(0));
      EXPECT_EQ(row.text(0), "");
      EXPECT_EQ(row.maybe_real(1), std::nullopt);
      EXPECT_EQ(row.blob(2), "");
      EXPECT_TRUE(row.null(2));
    });
    reader.query(name_of_boat, {3}, [&](const Row& row) {
      EXPECT_EQ(row.real(1), 2.0);
      EXPECT_FALSE(row.null(2));
    });
  });
}

TEST_P(StoreStory, TextWithANulIsBroken) {
  EXPECT_THROW(launch(std::string("Gu\0ll", 5)), Broken);
  EXPECT_EQ(boats_on_file(), 0);
}

TEST_P(StoreStory, ACommandThatOverlooksABrokenStatementKeepsNothing) {
  launch("Gull");
  EXPECT_THROW(store().run<int>([](Tx& tx) -> Outcome<int> {
    tx.execute(insert_boat, {tx.next("boat"), "Tern", nullptr, nullptr});
    try {
      tx.execute(insert_boat, {tx.next("boat"), "Gull", nullptr, nullptr});
    } catch (const ConstraintViolated&) {
    }
    return 0;
  }),
               ConstraintViolated);
  EXPECT_EQ(boats_on_file(), 1);
}

TEST_P(StoreStory, AViolatedConstraintCanBecomeARefusal) {
  launch("Gull");
  const auto refused = store().run<int>([](Tx& tx) -> Outcome<int> {
    try {
      tx.execute(insert_boat, {tx.next("boat"), "Gull", nullptr, nullptr});
    } catch (const ConstraintViolated&) {
      return refuse(Refused::conflict, "name", "there is a Gull already");
    }
    return 0;
  });
  ASSERT_FALSE(refused);
  EXPECT_TRUE(launch("Tern"));
  EXPECT_EQ(boats_on_file(), 2);
}

TEST_P(StoreStory, AStatementRunsWithinItself) {
  launch("Gull");
  launch("Tern");
  int met = 0;
  store().read([&](Reader& reader) {
    reader.query(all_boats, {}, [&](const Row& outer) {
      const std::string name(outer.text(0));
      reader.query(all_boats, {}, [&](const Row&) { ++met; });
      EXPECT_EQ(outer.text(0), name);
    });
  });
  EXPECT_EQ(met, 4);
}

TEST_P(StoreStory, EveryStatementIsTakenByTheDatabaseButThoseThatAreWrong) {
  std::vector<std::string> others;
  for (const std::string& failure : prepare_all(store()))  // this program's other suites have statements for tables of their own
    if (failure.find("store_ferry") == std::string::npos && failure.find("store_letter") == std::string::npos) others.push_back(failure);
  EXPECT_THAT(others,
              ::testing::ElementsAre(::testing::StartsWith("store.test_wrong"), ::testing::HasSubstr("another statement has this name")));
}

TEST_P(StoreStory, OpenForReadingItTakesNoLockAndRefusesCommands) {
  launch("Gull");
  Settings beside = settings();
  beside.read_only = true;
  const auto reading = Store::open(beside, with_boats());
  reading->read([&](Reader& reader) { EXPECT_EQ(reader.one(count_boats, {}, [](const Row& row) { return row.integer(0); }), 1); });
  EXPECT_THROW(reading->run<int>([](Tx&) -> Outcome<int> { return 0; }), Broken);
  auto newer = with_boats();
  newer.push_back({"store_test", 2, "0002_more.sql", "CREATE TABLE store_more (id KEY64);"});
  EXPECT_THAT([&] { Store::open(beside, newer); }, ::testing::ThrowsMessage<Broken>(::testing::HasSubstr("older than this program")));
}

TEST_P(StoreStory, AMigrationThatFailsLeavesNothingBehind) {
  close();
  auto wrong = with_boats();
  wrong.push_back({"store_test", 2, "0002_more.sql", "CREATE TABLE store_more (id KEY64); CREATE TABLE store_boat (id KEY64);"});
  EXPECT_THAT([&] { open(wrong); }, ::testing::ThrowsMessage<Broken>(::testing::HasSubstr("0002_more.sql failed")));
  wrong.back().sql = "CREATE TABLE store_more (id KEY64);";
  open(wrong);
  EXPECT_TRUE(launch("Gull"));
}

TEST_P(StoreStory, AReaderSeesOneMomentOnly) {
  launch("Gull");
  store().read([&](Reader& reader) {
    const auto count = [&] { return *reader.one(count_boats, {}, [](const Row& row) { return row.integer(0); }); };
    ASSERT_EQ(count(), 1);
    std::thread([&] { launch("Tern"); }).join();
    EXPECT_EQ(count(), 1);
  });
  EXPECT_EQ(boats_on_file(), 2);
}

TEST_P(StoreStory, ListenersHearOfWhatWasCommitted) {
  std::atomic<int> heard{0};
  store().after_commit([&] { ++heard; });
  launch("Gull");
  (void)store().run<int>([](Tx&) -> Outcome<int> { return refuse(Refused::invalid, "", "no"); });
  launch("Tern");
  close();  // waits for the lane
  EXPECT_EQ(heard, 2);
}

// PostgreSQL's commands answer each by itself, and other processes write too: nobody relies on it there.
TEST_P(StoreStory, ListenersHearBeforeWhoAskedIsAnswered) {
  if (store().dialect() == Dialect::postgres) GTEST_SKIP() << "of the embedded database alone";
  std::atomic<int> heard{0}, heard_when_answered{-1};
  store().after_commit([&] { ++heard; });
  launch("Gull");
  store().submit<std::int64_t>(
      [](Tx& tx) -> Outcome<std::int64_t> {
        const std::int64_t id = tx.next("boat");
        tx.execute(insert_boat, {id, std::string("Tern"), nullptr, nullptr});
        return id;
      },
      [&](const auto&) { heard_when_answered = heard.load(); });
  close();
  EXPECT_EQ(heard_when_answered, 2);
}

TEST_P(StoreStory, AnAlteredMigrationIsRefused) {
  close();
  auto altered = with_boats();
  altered.back().sql = "CREATE TABLE store_boat (id KEY64);";
  EXPECT_THAT([&] { open(altered); }, ::testing::ThrowsMessage<Broken>(::testing::HasSubstr("was altered")));
  altered.pop_back();
  EXPECT_THAT([&] { open(altered); }, ::testing::ThrowsMessage<Broken>(::testing::HasSubstr("newer than this program")));
}

// PostgreSQL: a server that restarts ends every session.
const Statement end_sessions{
    "store.test_end_sessions", "SELECT $1",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1 AND pid <> pg_backend_pid()"};

TEST_P(StoreStory, LostSessionsAreMadeAgain) {
  launch("Gull");
  boats_on_file();
  store().read([&](Reader& reader) { reader.query(end_sessions, {"portico " + settings().schema}, [](const Row&) {}); });
  EXPECT_TRUE(launch("Tern"));
  EXPECT_EQ(boats_on_file(), 2);
}

// Chance that counts up: what it gives can be foreseen, and is different each time.
class CountingChance final : public Chance {
 public:
  void fill(std::span<std::byte> out) override {
    for (auto& byte : out) byte = std::byte{next_++};
  }

 private:
  unsigned char next_ = 0;
};

TEST_P(StoreStory, ASecretStaysTheSame) {
  CountingChance chance;
  const std::string first = secret(store(), "cases.number", 16, chance);
  EXPECT_EQ(first.size(), 16u);
  EXPECT_EQ(secret(store(), "cases.number", 16, chance), first);
  EXPECT_NE(secret(store(), "another", 16, chance), first);
}

TEST(Migration, KeyIsReplacedAsAWholeWord) {
  EXPECT_EQ(text_for(Dialect::sqlite, "(id KEY64, MY_KEY64 TEXT, KEY641 TEXT)"), "(id INTEGER PRIMARY KEY, MY_KEY64 TEXT, KEY641 TEXT)");
  EXPECT_EQ(text_for(Dialect::postgres, "KEY64"), "BIGINT PRIMARY KEY");
  const std::string_view each = "a;\n-- only sqlite\nb KEY64;\n-- only postgres\nc;\n-- both\nd;";
  EXPECT_EQ(text_for(Dialect::sqlite, each), "a;\n-- only sqlite\nb INTEGER PRIMARY KEY;\n-- both\nd;\n");
  EXPECT_EQ(text_for(Dialect::postgres, each), "a;\n-- only postgres\nc;\n-- both\nd;\n");
}

TEST(FolderLock, NamesTheProcessThatWritesTheFolder) {
  const auto folder = std::filesystem::temp_directory_path() / ("portico_lock_" + std::to_string(::getpid()));
  const Settings settings{.folder = folder};
  {
    const auto first = Store::open(settings, migrations());
    EXPECT_THAT([&] { Store::open(settings, migrations()); },
                ::testing::ThrowsMessage<Broken>(::testing::HasSubstr("in use by process " + std::to_string(::getpid()))));
  }
  std::filesystem::remove_all(folder);
}

ON_EACH_DATABASE(StoreStory);

}  // namespace
}  // namespace portico::store
