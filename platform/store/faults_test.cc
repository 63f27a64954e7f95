// What becomes of acknowledged commands when the disk is slow or fails. Each story runs in a child of this test that has
// tests/faults/slowsync.cc in front of the system's fsync.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <latch>
#include <set>

#include "platform/store/testing.h"

namespace portico::store {
namespace {

constexpr Migration letters{"store_test", 1, "0001_letters.sql", "CREATE TABLE store_letter (id KEY64, words TEXT NOT NULL);"};
const Statement insert_letter{"store.test_insert_letter", "INSERT INTO store_letter (id, words) VALUES ($1, $2)"};
const Statement letters_on_file{"store.test_letters_on_file", "SELECT words FROM store_letter ORDER BY id"};

constexpr const char* child_mark = "PORTICO_FAULTS_CHILD";

// True in the child; in the parent, runs the child with these variables and fails unless it passed.
bool in_child(std::vector<std::string> environment) {
  if (std::getenv(child_mark) != nullptr) return true;
  const auto* info = ::testing::UnitTest::GetInstance()->current_test_info();
  std::string filter = std::string("--gtest_filter=") + info->test_suite_name() + "." + info->name();
  std::string program = "/proc/self/exe";
  const char* asan = std::getenv("ASAN_OPTIONS");
  environment.insert(environment.end(), {std::string(child_mark) + "=1", std::string("LD_PRELOAD=") + PORTICO_SLOWSYNC, "GTEST_OUTPUT=",
                                         std::string("ASAN_OPTIONS=verify_asan_link_order=0:") + (asan != nullptr ? asan : "")});
  for (char** variable = environ; *variable != nullptr; ++variable) {
    const std::string_view text(*variable);
    if (!text.starts_with("ASAN_OPTIONS=") && !text.starts_with("GTEST_OUTPUT=") && !text.starts_with("LD_PRELOAD="))
      environment.emplace_back(text);
  }
  std::vector<char*> variables;
  for (std::string& one : environment) variables.push_back(one.data());
  variables.push_back(nullptr);
  char* arguments[] = {program.data(), filter.data(), nullptr};
  pid_t child = 0;
  int status = -1;
  EXPECT_EQ(::posix_spawn(&child, program.c_str(), nullptr, nullptr, arguments, variables.data()), 0);
  EXPECT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << "the story above, in its child, did not end well";
  return false;
}

struct Post {
  explicit Post(const std::filesystem::path& folder) : store(Store::open({.folder = folder}, std::span(&letters, 1))) {}
  bool send(const std::string& words) {  // true where it was promised
    try {
      return store
          ->run<int>([&](Tx& tx) -> Outcome<int> { return static_cast<int>(tx.execute(insert_letter, {tx.next("letter"), words})); })
          .has_value();
    } catch (const Broken&) {
      return false;
    }
  }
  std::set<std::string> on_file() {
    std::set<std::string> found;
    store->read([&](Reader& reader) { reader.query(letters_on_file, {}, [&](const Row& row) { found.emplace(row.text(0)); }); });
    return found;
  }
  std::unique_ptr<Store> store;
};

TEST(FailingDisk, NothingPromisedIsMissingAfterASyncHasFailed) {
  const TemporaryFolder folder;
  const std::filesystem::path data = folder.path() / "data";
  if (std::getenv(child_mark) == nullptr) {
    in_child({"FAULTS_SYNC_ONLY=-wal", "FAULTS_SYNC_FAIL_FILE=/tmp/portico-faults-" + std::to_string(::getpid())});
    return;
  }
  const char* named = std::getenv("FAULTS_SYNC_FAIL_FILE");
  std::set<std::string> promised;
  int broken = 0;
  {
    Post post(data);
    for (int i = 0; i < 60; ++i) {
      if (i % 20 == 10) std::ofstream(named) << "now";
      const std::string words = "letter " + std::to_string(i);
      if (post.send(words)) {
        promised.insert(words);
      } else {
        ++broken;
        EXPECT_NE(post.store->condition().trouble, "") << "the health page has something to say";
      }
      EXPECT_THAT(post.on_file(), ::testing::IsSupersetOf(promised));
    }
    EXPECT_TRUE(post.send("the last")) << "the store goes on";
    EXPECT_EQ(post.store->condition().trouble, "");
    promised.insert("the last");
  }
  // A pass of the checkpoint's may have met the failure in place of a commit, but not each time: it runs once a second at most here.
  EXPECT_GE(broken, 1);
  EXPECT_LE(broken, 3);
  EXPECT_THAT(Post(data).on_file(), ::testing::IsSupersetOf(promised));
  ::unlink(named);
}

TEST(FailingDisk, ABatchWhoseSyncFailsIsBrokenAsAWholeAndTheNextIsKept) {
  const TemporaryFolder folder;
  if (!in_child({"FAULTS_SYNC_ONLY=-wal", "FAULTS_SYNC_FAIL_FILE=/tmp/portico-faults-" + std::to_string(::getpid())})) return;
  const char* named = std::getenv("FAULTS_SYNC_FAIL_FILE");
  Post post(folder.path());
  std::latch entered(1), opened(1), all(101);
  std::atomic<int> kept{0}, broken{0};
  const auto count = [&](std::expected<Outcome<int>, std::exception_ptr> answer) {
    ++(answer ? kept : broken);
    all.count_down();
  };
  std::atomic<int> next{0};
  const auto letter = [&](Tx& tx) -> Outcome<int> {
    return static_cast<int>(tx.execute(insert_letter, {tx.next("letter"), std::to_string(next++)}));
  };
  post.store->submit<int>(
      [&](Tx& tx) -> Outcome<int> {
        entered.count_down();
        opened.wait();
        std::ofstream(named) << "now";
        return letter(tx);
      },
      count);
  entered.wait();
  for (int i = 0; i < 100; ++i) post.store->submit<int>(letter, count);
  opened.count_down();
  all.wait();
  EXPECT_EQ(kept + broken, 101);
  EXPECT_GE(broken, 1) << "the first batch at least";
  EXPECT_EQ(post.on_file().size(), static_cast<std::size_t>(kept)) << "what was answered as broken is not there half, nor seen by readers";
  EXPECT_TRUE(post.send("after"));
  ::unlink(named);
}

TEST(SlowDisk, NobodyIsAnsweredBeforeTheSyncAndManyShareOne) {
  const TemporaryFolder folder;
  if (!in_child({"FAULTS_SYNC_ONLY=-wal", "FAULTS_SYNC_MS=200"})) return;
  Post post(folder.path());
  const std::int64_t batches_before = post.store->condition().batches;
  constexpr int count = 64;
  std::latch all(count);
  std::atomic<int> early{0};
  for (int i = 0; i < count; ++i) {
    const auto asked = std::chrono::steady_clock::now();
    post.store->submit<int>(
        [i](Tx& tx) -> Outcome<int> { return static_cast<int>(tx.execute(insert_letter, {tx.next("letter"), std::to_string(i)})); },
        [&, asked](auto) {
          if (std::chrono::steady_clock::now() - asked < std::chrono::milliseconds(200)) ++early;  // holds however busy the machine is
          all.count_down();
        });
  }
  all.wait();
  EXPECT_EQ(early, 0);
  // How many fit into a batch's 5 ms hangs on the machine and the sanitizer; that they share syncs does not.
  EXPECT_LT(post.store->condition().batches - batches_before, count / 2) << "64 commands pass in a few syncs";
}

}  // namespace
}  // namespace portico::store
