#include "city/standards/effects.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portico::standards {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

Instant at(std::string_view text) { return *parse_instant(text, "test"); }

Emergency snow(Emergency::Kind kind = Emergency::Kind::suspend) {
  Emergency emergency;
  emergency.code = "snow";
  emergency.kind = kind;
  emergency.services = {"POTHOLE", "TREE"};
  emergency.declared = at("2026-01-12T13:00:00Z");
  emergency.from = at("2026-01-12T11:00:00Z");
  emergency.until = at("2026-01-15T05:00:00Z");
  if (kind == Emergency::Kind::replace)
    emergency.clocks = {{ClockKind::first_status, *parse_target("5d", ""), "office", false, 90, {}},
                        {ClockKind::outcome, *parse_target("20d", ""), "office", false, 80, {}}};
  return emergency;
}

std::vector<std::string> pauses(const Effects& effects) {
  std::vector<std::string> told;
  for (const auto& each : effects.pauses) told.push_back(iso8601(each.from) + " " + iso8601(*each.to) + " " + each.reason);
  return told;
}

const auto before = at("2026-01-10T15:00:00Z");

TEST(Suspension, StopsEveryClockOfItsServicesFromItsBeginningToItsEnd) {
  const std::vector all = {snow()};
  const auto effects = effects_on("POTHOLE", before, std::nullopt, all);
  EXPECT_THAT(pauses(effects), ElementsAre("2026-01-12T11:00:00Z 2026-01-15T05:00:00Z emergency:snow"));
  EXPECT_EQ(effects.replacement, nullptr);
  EXPECT_THAT(effects.touching, ElementsAre(&all[0]));
  EXPECT_THAT(pauses(effects_on("NOISE", before, std::nullopt, all)), IsEmpty());
}

TEST(Suspension, OfACaseOpenedMeanwhileBeginsWithTheCase) {
  EXPECT_THAT(pauses(effects_on("TREE", at("2026-01-13T12:00:00Z"), std::nullopt, std::vector{snow()})),
              ElementsAre("2026-01-13T12:00:00Z 2026-01-15T05:00:00Z emergency:snow"));
  EXPECT_THAT(pauses(effects_on("TREE", at("2026-01-15T05:00:00Z"), std::nullopt, std::vector{snow()})), IsEmpty());
}

TEST(Suspension, BroughtToAnEndGivesTheTimeBack) {
  auto shorter = snow();
  shorter.ended = at("2026-01-13T09:00:00Z");
  EXPECT_THAT(pauses(effects_on("POTHOLE", before, std::nullopt, std::vector{shorter})),
              ElementsAre("2026-01-12T11:00:00Z 2026-01-13T09:00:00Z emergency:snow"));
  auto called_off = snow();
  called_off.declared = at("2026-01-12T10:00:00Z");
  called_off.ended = called_off.declared;
  EXPECT_THAT(effects_on("POTHOLE", before, std::nullopt, std::vector{called_off}).touching, IsEmpty());
}

TEST(Suspension, LeavesWhatWasClosedWhenItWasDeclared) {
  EXPECT_THAT(pauses(effects_on("POTHOLE", before, at("2026-01-12T12:30:00Z"), std::vector{snow()})), IsEmpty());
  EXPECT_EQ(pauses(effects_on("POTHOLE", before, at("2026-01-12T14:00:00Z"), std::vector{snow()})).size(), 1u);
  auto planned = snow();
  planned.declared = at("2026-01-11T12:00:00Z");
  EXPECT_THAT(pauses(effects_on("POTHOLE", before, at("2026-01-12T10:00:00Z"), std::vector{planned})), IsEmpty());
}

TEST(Suspension, MovesADueInstantWhateverReasonsThePromiseNames) {
  calendar::Plan plan;
  plan.code = "office";
  plan.zone = "America/New_York";
  for (std::size_t day = 0; day < 5; ++day) plan.week[day] = {*calendar::parse_hours("09:00-17:00", "")};
  const auto office = *calendar::Calendar::make(plan, "");
  const ClockPromise promise{ClockKind::outcome, *parse_target("16h", ""), "office", false, 90, {"waiting_for_customer"}};
  const auto opened = at("2026-01-09T18:00:00Z");  // Friday, 13:00 in New York
  EXPECT_EQ(iso8601(due_instant(promise, &office, opened, {}, opened)), "2026-01-13T18:00:00Z");
  // Monday and Tuesday from 06:00, Wednesday: nothing counts. So 4 h on Friday, then Thursday and half of Friday.
  const auto effects = effects_on("POTHOLE", opened, std::nullopt, std::vector{snow()});
  EXPECT_EQ(iso8601(due_instant(paused_by(promise, effects), &office, opened, effects.pauses, opened)), "2026-01-16T18:00:00Z");
}

TEST(Replacement, IsThePromiseOfCasesRunningWhenItWasDeclaredAndOfThoseOpenedMeanwhile) {
  const std::vector all = {snow(Emergency::Kind::replace)};
  EXPECT_EQ(effects_on("POTHOLE", before, std::nullopt, all).replacement, &all[0]);
  EXPECT_EQ(effects_on("TREE", at("2026-01-14T12:00:00Z"), std::nullopt, all).replacement, &all[0]);
  EXPECT_EQ(effects_on("TREE", at("2026-01-14T12:00:00Z"), at("2026-02-01T12:00:00Z"), all).replacement, &all[0]);
  EXPECT_EQ(effects_on("TREE", at("2026-01-15T12:00:00Z"), std::nullopt, all).replacement, nullptr);
  EXPECT_EQ(effects_on("POTHOLE", before, at("2026-01-12T12:59:59Z"), all).replacement, nullptr);
  EXPECT_TRUE(effects_on("POTHOLE", before, std::nullopt, all).pauses.empty());
}

TEST(Replacement, OfSeveralTheLatestCounts) {
  auto later = snow(Emergency::Kind::replace);
  later.code = "ice";
  later.declared = later.from = at("2026-02-01T11:00:00Z");
  later.until = at("2026-02-03T11:00:00Z");
  const std::vector all = {snow(Emergency::Kind::replace), later};
  EXPECT_EQ(effects_on("POTHOLE", before, std::nullopt, all).replacement, &all[1]);
  EXPECT_EQ(effects_on("POTHOLE", before, at("2026-01-20T11:00:00Z"), all).replacement, &all[0]);
}

TEST(Emergency, IsInForceFromItsBeginningUntilItsEnd) {
  auto emergency = snow();
  EXPECT_FALSE(emergency.in_force(at("2026-01-12T10:59:59Z")));
  EXPECT_TRUE(emergency.in_force(emergency.from));
  EXPECT_FALSE(emergency.in_force(emergency.until));
  EXPECT_TRUE(emergency.over(emergency.until));
  emergency.ended = at("2026-01-13T09:00:00Z");
  EXPECT_FALSE(emergency.in_force(at("2026-01-14T09:00:00Z")));
  const std::vector all = {snow(), emergency};
  EXPECT_THAT(in_force(all, at("2026-01-14T09:00:00Z")), ElementsAre(&all[0]));
  EXPECT_THAT(in_force(all, at("2026-01-13T08:00:00Z"), "TREE"), ElementsAre(&all[0], &all[1]));
  EXPECT_THAT(in_force(all, at("2026-01-13T08:00:00Z"), "NOISE"), IsEmpty());
}

TEST(Emergency, IsToldInTheReadersLanguage) {
  auto emergency = snow();
  emergency.words = {{"en", "Snow."}, {"es", "Nieve."}};
  EXPECT_EQ(words_of(emergency, "es", "en"), "Nieve.");
  EXPECT_EQ(words_of(emergency, "fr", "en"), "Snow.");
  EXPECT_EQ(words_of(emergency, "fr", "zh"), "Snow.");
}

}  // namespace
}  // namespace portico::standards
