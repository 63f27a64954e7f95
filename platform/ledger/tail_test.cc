#include "platform/ledger/tail.h"

#include <gmock/gmock.h>

#include <atomic>

#include "platform/ledger/testing_story.h"

namespace portico::ledger {
namespace {

using testing::ElementsAre;

class TheTail : public LedgerStory {
 protected:
  void SetUp() override {
    LedgerStory::SetUp();
    happened(told("case:1", 1));
    ledger().seal_now();
    tail_ = std::make_unique<Tail>(
        store(), log_,
        [this] {
          ++looks_;
          return somebody_.load();
        },
        [this](const Event& event) {
          const std::lock_guard lock(mutex_);
          heard_.push_back(event.subject + "/" + std::to_string(event.version));
        });
    ledger().start();
    tail_->start();
  }
  void TearDown() override {
    tail_.reset();
    ledger().stop();
    LedgerStory::TearDown();
  }
  std::vector<std::string> heard() {
    const std::lock_guard lock(mutex_);
    return heard_;
  }
  // Until so many were heard; bounded.
  void wait_for(std::size_t count) {
    for (int turn = 0; turn < 1000 && heard().size() < count; ++turn) std::this_thread::sleep_for(Millis{10});
  }
  // A whole round has passed, from before it read what there is; bounded.
  void let_it_look() const {
    const int before = looks_.load();
    for (int turn = 0; turn < 1000 && looks_.load() < before + 2; ++turn) std::this_thread::sleep_for(Millis{10});
  }

  std::unique_ptr<Tail> tail_;
  std::atomic<bool> somebody_{true};
  std::atomic<int> looks_{0};
  std::mutex mutex_;
  std::vector<std::string> heard_;
};
ON_EACH_DATABASE(TheTail);

TEST_P(TheTail, HearsWhatHappensFromNowOnInOrder) {
  let_it_look();
  happened(told("case:1", 2));
  happened(told("case:2", 1));
  wait_for(2);
  EXPECT_THAT(heard(), ElementsAre("case:1/2", "case:2/1"));
}

TEST_P(TheTail, PassesOverWhatHappensWhileNobodyListens) {
  somebody_ = false;
  let_it_look();
  happened(told("case:2", 1));
  let_it_look();
  somebody_ = true;
  let_it_look();
  happened(told("case:3", 1));
  wait_for(1);
  EXPECT_THAT(heard(), ElementsAre("case:3/1"));
}

TEST_P(TheTail, HearsAllOfABusyMoment) {
  let_it_look();
  happened_often(2500);
  wait_for(2500);
  EXPECT_EQ(heard().size(), 2500U);
}

}  // namespace
}  // namespace portico::ledger
