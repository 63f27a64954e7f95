// Intake only: by the operator's word, or by the load.
#include "app/storm.h"

#include <gmock/gmock.h>

#include <fstream>

#include "app/settings.h"
#include "platform/store/testing.h"

namespace portico::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr Millis second{1000};

TEST(LoadRule, AsksForIntakeOnlyOnceABoundWasPassedForLongEnough) {
  LoadRule rule({});
  for (int i = 0; i < 4; ++i) EXPECT_THAT(rule.read({1.5, 0}, second), IsEmpty());
  EXPECT_THAT(rule.read({0.2, 0}, second), IsEmpty()) << "a short wait is no storm";
  for (int i = 0; i < 4; ++i) EXPECT_THAT(rule.read({1.5, 0}, second), IsEmpty());
  EXPECT_EQ(rule.read({1.5, 0}, second), "a command has waited for 1.5 s");
  LoadRule other({});
  for (int i = 0; i < 5; ++i) other.read({0, 200}, second);
  EXPECT_EQ(other.read({0, 250}, second), "200 requests wait for a worker");
}

TEST(LoadRule, GoesBackOnlyAfterALongCalm) {
  LoadRule rule({});
  for (int i = 0; i < 5; ++i) rule.read({3, 0}, second);
  for (int i = 0; i < 59; ++i) EXPECT_NE(rule.read({0.1, 10}, second), "");
  EXPECT_NE(rule.read({0.8, 10}, second), "") << "under the bound, but no calm: it begins anew";
  for (int i = 0; i < 59; ++i) EXPECT_NE(rule.read({0.1, 10}, second), "");
  EXPECT_EQ(rule.read({0.1, 10}, second), "");
  EXPECT_EQ(rule.read({1.5, 0}, second), "");
}

class AStorm : public ::testing::Test {
 protected:
  StormBounds bounds() { return {.intake_wait_seconds = 1, .workers_waiting = 128, .hot = Millis{5}, .calm = Millis{5}}; }
  std::unique_ptr<Storm> storm() { return std::make_unique<Storm>(bounds(), folder_.path(), time_, log_); }
  std::string file() {
    std::ifstream in(folder_.path() / "storm");
    return {std::istreambuf_iterator<char>(in), {}};
  }
  store::TemporaryFolder folder_;
  StillTime time_{*parse_instant("2026-01-12T13:00:00Z", "")};
  SilentLog log_;
};

TEST_F(AStorm, IsLeftToTheLoadUntilSomebodyChooses) {
  const auto one = storm();
  EXPECT_FALSE(one->intake_only());
  EXPECT_EQ(one->state().mode, StormMode::automatic);
  EXPECT_EQ(one->state().since, std::nullopt);
}

TEST_F(AStorm, WhatTheOperatorChoseOutlivesTheProcess) {
  storm()->choose(StormMode::on, "operator");
  EXPECT_EQ(file(), "on\n");
  const auto later = storm();
  EXPECT_TRUE(later->intake_only());
  EXPECT_EQ(later->state().why, "the operator said so");
  later->choose(StormMode::automatic, "operator");
  EXPECT_FALSE(later->intake_only());
  EXPECT_FALSE(storm()->intake_only());
}

TEST_F(AStorm, AFileThatSaysSomethingElseIsToldByItsName) {
  std::ofstream(folder_.path() / "storm") << "perhaps\n";
  try {
    storm();
    FAIL();
  } catch (const std::runtime_error& told) {
    EXPECT_THAT(told.what(), HasSubstr((folder_.path() / "storm").string()));
  }
}

TEST_F(AStorm, BeginsAndEndsWithTheLoadUnlessTheOperatorSaysOtherwise) {
  const auto one = storm();
  std::atomic<bool> busy{true};
  std::atomic<int> readings{0};
  const auto until = [&](auto what) {
    while (!what()) std::this_thread::yield();  // the test's own time limit ends what never comes
  };
  one->watch([&] { return ++readings, Strain{busy ? 4.0 : 0.0, 0}; }, Millis{1});
  until([&] { return one->intake_only(); });
  EXPECT_EQ(one->state().why, "a command has waited for 4.0 s");
  EXPECT_EQ(one->state().since, time_.now());
  one->choose(StormMode::off, "operator");
  EXPECT_FALSE(one->intake_only());
  const int then = readings;
  until([&] { return readings > then + 20; });
  EXPECT_FALSE(one->intake_only()) << "off is off, whatever the load";
  one->choose(StormMode::automatic, "operator");
  EXPECT_TRUE(one->intake_only());
  busy = false;
  until([&] { return !one->intake_only(); });
  one->stop();
}

TEST_F(AStorm, IsBoundByTheSettingsFile) {
  const auto read = [&](std::string_view text) {
    std::ofstream(folder_.path() / "portico.toml") << text;
    Settings settings;
    auto done = read_config(folder_.path() / "portico.toml", settings);
    return std::pair(settings, done);
  };
  const auto [settings, done] = read(
      "[storm]\nintake_wait_seconds = 0.5\nworkers_waiting = 20\nhot_seconds = 3\ncalm_seconds = 90\nkept_megabytes = 64\n"
      "kept_seconds = 30\n");
  ASSERT_TRUE(done.has_value());
  EXPECT_EQ(settings.storm.intake_wait_seconds, 0.5);
  EXPECT_EQ(settings.storm.workers_waiting, 20);
  EXPECT_EQ(settings.storm.hot, Millis{3'000});
  EXPECT_EQ(settings.storm.calm, Millis{90'000});
  EXPECT_EQ(settings.kept_bytes, 64u << 20);
  EXPECT_EQ(settings.kept_seconds, 30);
  const auto [unused, wrong] = read("[storm]\nworkers_waiting = 400\nkept_seconds = 0\nhot = 3\n");
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().faults.size(), 3u);
}

}  // namespace
}  // namespace portico::app
