// What the evidence beside a proposed promise sees of the cases on file.
#include "city/cases/evidence.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using standards::PastCase;
using standards::RunState;
using std::chrono::hours;

class EvidenceStory : public TownStory {
 protected:
  std::vector<PastCase> past(std::string_view service, int at_once = past_cases_at_once, Instant from = monday_noon - hours(24 * 365),
                             Instant until = monday_noon + hours(24 * 365)) {
    std::vector<PastCase> all;
    past_cases(store(), time, at_once)(service, from, until, [&](const PastCase& each) { all.push_back(each); });
    return all;
  }
  Asked imported(std::string_view service, std::string number, Instant opened, std::vector<Update> history = {}) const {
    Asked asked = pothole();
    asked.service = service;
    asked.external_id = std::move(number);
    asked.opened = opened;
    asked.history = std::move(history);
    return asked;
  }
  static Update said(Instant at, std::string status, bool meaningful = true) {
    Update update;
    update.at = at;
    update.text = "News.";
    update.update_status = std::move(status);
    update.meaningful = meaningful;
    return update;
  }
};

TEST_P(EvidenceStory, TellsWhenBothClocksStoppedAndHowTheyStood) {
  const auto answered = opened(pothole()).number;
  opened(pothole());
  later(hours(2));
  ASSERT_TRUE(try_update(answered, "INVESTIGATING", "We look at it."));
  later(hours(46));
  ASSERT_TRUE(try_update(answered, "FIXED", "Filled."));
  const auto all = past("POTHOLE");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].opened, monday_noon);
  EXPECT_EQ(all[0].first_status.stopped, monday_noon + hours(2));
  EXPECT_EQ(all[0].outcome.stopped, monday_noon + hours(48));
  EXPECT_EQ(all[0].first_status.state, RunState::kept);
  EXPECT_FALSE(all[1].outcome.stopped);
  EXPECT_EQ(all[1].first_status.state, RunState::missed) << "it runs past its four hours";
  EXPECT_EQ(all[1].outcome.state, RunState::running);
  EXPECT_TRUE(past("GRAFFITI").empty());
}

TEST_P(EvidenceStory, KnowsHowLongItTookWhereNothingWasPromised) {
  const Instant start = monday_noon - hours(100);
  opened(
      imported("NOPROMISE", "a", start, {said(start + hours(1), "", false), said(start + hours(3), ""), said(start + hours(9), "CLOSED")}));
  opened(imported("NOPROMISE", "b", start + hours(1), {said(start + hours(5), "CLOSED")}));
  opened(imported("NOPROMISE", "c", start + hours(2)));
  const auto all = past("NOPROMISE");
  ASSERT_EQ(all.size(), 3u);
  EXPECT_FALSE(all[0].promised);
  EXPECT_EQ(all[0].first_status.stopped, start + hours(3)) << "the first that said something";
  EXPECT_EQ(all[0].outcome.stopped, start + hours(9));
  EXPECT_EQ(all[1].first_status.stopped, start + hours(5)) << "the closing was the first that was heard";
  EXPECT_FALSE(all[2].first_status.stopped);
  EXPECT_EQ(all[2].outcome.state, RunState::not_applicable);
}

TEST_P(EvidenceStory, MarksRowsThatContradictThemselves) {
  auto doubtful = imported("POTHOLE", "a", monday_noon - hours(50));
  doubtful.flags = {"no_place", "closed_without_date"};
  auto harmless = imported("POTHOLE", "b", monday_noon - hours(49));
  harmless.flags = {"ambiguous_local_time"};
  opened(doubtful);
  opened(harmless);
  const auto all = past("POTHOLE");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].doubtful);
  EXPECT_FALSE(all[1].doubtful);
}

TEST_P(EvidenceStory, KnowsWhenACaseWaitedAndForWhat) {
  opened(pothole());
  const auto number = opened(pothole()).number;
  const Acting crew{"key:crew"};
  later(hours(1));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->pause_case(tx, number, {"waiting_for_part", ""}, crew); }));
  later(hours(3));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->resume_case(tx, number, crew); }));
  later(hours(1));
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->pause_case(tx, number, {"waiting_for_customer", ""}, crew); }));
  const auto all = past("POTHOLE");
  ASSERT_EQ(all.size(), 2u);
  EXPECT_TRUE(all[0].pauses.empty());
  ASSERT_EQ(all[1].pauses.size(), 2u);
  EXPECT_EQ(all[1].pauses[0].from, monday_noon + hours(1));
  EXPECT_EQ(all[1].pauses[0].to, monday_noon + hours(4));
  EXPECT_EQ(all[1].pauses[0].reason, "waiting_for_part");
  EXPECT_FALSE(all[1].pauses[1].to);
}

TEST_P(EvidenceStory, ReadsInSlicesWithoutLosingOrDoublingAny) {
  for (int i = 0; i < 23; ++i) opened(imported("POTHOLE", std::to_string(i), monday_noon - hours(i / 7)));  // many of one instant
  Asked waiting = pothole();
  waiting.service = "TREE";  // a batch service: no number yet
  opened(waiting);
  for (const int at_once : {1, 4, 7, 23, 100}) {
    const auto all = past("POTHOLE", at_once);
    EXPECT_EQ(all.size(), 23u) << at_once;
    EXPECT_TRUE(std::ranges::is_sorted(all, {}, &PastCase::opened));
  }
  EXPECT_EQ(past("POTHOLE", 4, monday_noon - hours(2), monday_noon).size(), 14u) << "from the start on, before the end";
  EXPECT_TRUE(past("TREE").empty());
}

ON_EACH_DATABASE(EvidenceStory);

}  // namespace
}  // namespace portico::cases
