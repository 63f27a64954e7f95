// Promises in force, on each database: published, changed, retired, and read back as a snapshot.
#include "city/standards/load.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "city/standards/events.h"
#include "city/standards/migrations.h"
#include "city/standards/record.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::standards {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::chrono::sys_days on(std::string_view text) { return std::chrono::sys_days{*calendar::parse_date(text, "test")}; }

calendar::Plan office() {
  calendar::Plan plan;
  plan.code = "office";
  plan.zone = "America/New_York";
  for (std::size_t day = 0; day < 5; ++day) plan.week[day] = {*calendar::parse_hours("09:00-17:00", "")};
  plan.closed[on("2026-11-26")] = "Thanksgiving";
  plan.exceptional[on("2026-07-04")] = {*calendar::parse_hours("10:00-12:00", "")};
  return plan;
}

SlaVersion pothole(std::string_view effective, std::string_view outcome) {
  SlaVersion sla;
  sla.service = "POTHOLE";
  sla.effective = on(effective);
  sla.clocks = {{ClockKind::first_status, *parse_target("1d", ""), "office", false, 95, {}},
                {ClockKind::outcome, *parse_target(outcome, ""), "office", true, 90, {"waiting_for_customer", "waiting_for_utility"}}};
  sla.words = {{"en", "We fill it."}, {"es", "Lo rellenamos — \"pronto\"."}};
  return sla;
}

Promises promises() { return {{office()}, {pothole("2024-01-01", "5d"), pothole("2026-01-05", "3d")}, {}}; }

class LoadStory : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all;
    for (const auto& each : store::migrations()) all.push_back(each);
    for (const auto& each : ledger::migrations()) all.push_back(each);
    for (const auto& each : migrations()) all.push_back(each);
    open(all);
  }
  Outcome<std::int64_t> load(const Plan& plan, std::string_view tzdata = "2026a") {
    return store().run<std::int64_t>(
        [&](store::Tx& tx) { return apply(tx, plan, *parse_instant("2026-11-22T09:00:00Z", ""), "operator", tzdata); });
  }
  std::int64_t load(const Promises& wanted, std::string_view tzdata = "2026a") {
    const auto done = load(plan(*Standards(store()).now(), wanted, tzdata), tzdata);
    EXPECT_TRUE(done.has_value());
    return done.value_or(-1);
  }
  std::vector<std::string> events(std::string_view subject) {
    StillTime time(*parse_instant("2026-11-22T10:00:00Z", ""));
    crypto::SystemChance chance;
    SilentLog log;
    ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();  // PostgreSQL shows sealed events alone
    std::vector<std::string> found;
    store().read([&](store::Reader& reader) {
      for (const auto& event : ledger::events_of(reader, subject)) found.push_back(event.type);
    });
    return found;
  }
};

TEST_P(LoadStory, BeforeTheFirstLoadNothingIsPromised) {
  const Standards standards(store());
  ASSERT_TRUE(standards.now());
  EXPECT_EQ(standards.now()->loaded, 0);
  EXPECT_EQ(standards.now()->in_force("POTHOLE", on("2026-11-22")), nullptr);
  EXPECT_EQ(standards.now()->calendar("office"), nullptr);
}

TEST_P(LoadStory, APromiseIsInForceFromItsDay) {
  EXPECT_EQ(load(promises()), 1);
  const auto now = Standards(store()).now();
  ASSERT_EQ(now->slas.size(), 2u);
  EXPECT_EQ(now->in_force("POTHOLE", on("2023-12-31")), nullptr);
  EXPECT_EQ(to_text(now->in_force("POTHOLE", on("2026-01-04"))->clocks[1].target), "5d");
  EXPECT_EQ(to_text(now->in_force("POTHOLE", on("2026-01-05"))->clocks[1].target), "3d");
  EXPECT_EQ(now->in_force("POTHOLES", on("2026-01-05")), nullptr);
  const auto* sla = now->in_force("POTHOLE", on("2026-11-22"));
  EXPECT_EQ(now->version(sla->id), sla);
  EXPECT_EQ(record_of(*sla), record_of(pothole("2026-01-05", "3d")));  // every part came back
  ASSERT_TRUE(now->calendar("office"));
  EXPECT_EQ(record_of(now->calendar("office")->plan()), record_of(office()));
  EXPECT_EQ(now->calendars.at("office").tzdata, "2026a");
  EXPECT_EQ(now->calendar("office")->why_closed(on("2026-11-26")), "Thanksgiving");
}

TEST_P(LoadStory, TheSameAgainChangesNothing) {
  load(promises());
  const auto again = plan(*Standards(store()).now(), promises(), "2026a");
  EXPECT_TRUE(again.empty());
  EXPECT_EQ(again.unchanged, 3u);
  EXPECT_EQ(*load(again), 1);
  EXPECT_THAT(events("calendar:office"), ElementsAre("CalendarPublished/1"));
}

TEST_P(LoadStory, AChangeIsANewVersionAndTheOldOneStaysForItsCases) {
  load(promises());
  const auto before = *Standards(store()).now()->in_force("POTHOLE", on("2026-11-22"));
  auto changed = promises();
  changed.slas[1] = pothole("2026-01-05", "4d");
  EXPECT_EQ(load(changed), 2);
  const auto now = Standards(store()).now();
  const auto* after = now->in_force("POTHOLE", on("2026-11-22"));
  EXPECT_EQ(to_text(after->clocks[1].target), "4d");
  EXPECT_NE(after->id, before.id);
  ASSERT_TRUE(now->version(before.id));
  EXPECT_EQ(record_of(*now->version(before.id)), record_of(before));
  EXPECT_THAT(events("sla:POTHOLE@2026-01-05"), ElementsAre("SlaPublished/1", "SlaPublished/1"));
}

TEST_P(LoadStory, WhatAPackNoLongerNamesIsRetired) {
  load(promises());
  const auto old = Standards(store()).now()->in_force("POTHOLE", on("2025-01-01"))->id;
  auto fewer = promises();
  fewer.slas.erase(fewer.slas.begin());
  load(fewer);
  const auto now = Standards(store()).now();
  EXPECT_EQ(now->in_force("POTHOLE", on("2025-01-01")), nullptr);
  EXPECT_TRUE(now->version(old));
  EXPECT_THAT(events("sla:POTHOLE@2024-01-01"), ElementsAre("SlaPublished/1", "SlaRetired/1"));
  load(promises());  // and comes back
  EXPECT_TRUE(Standards(store()).now()->in_force("POTHOLE", on("2025-01-01")));
  EXPECT_THAT(events("sla:POTHOLE@2024-01-01"), ElementsAre("SlaPublished/1", "SlaRetired/1", "SlaPublished/1"));
}

TEST_P(LoadStory, NewZoneDataMakesANewCalendarVersion) {
  load(promises(), "2026a");
  const auto first = Standards(store()).now()->calendars.at("office").id;
  load(promises(), "2026f");
  const auto now = Standards(store()).now();
  EXPECT_EQ(now->calendars.at("office").tzdata, "2026f");
  EXPECT_NE(now->calendars.at("office").id, first);
}

TEST_P(LoadStory, AChangeOfThePolicyIsANewVersionOfIt) {
  load(promises());
  EXPECT_EQ(Standards(store()).now()->policy_version, 0) << "a pack that says nothing of it changes nothing";
  auto reviewed = promises();
  reviewed.policy.reviewers = {{"operations", {{"en", "Operations"}}, *parse_target("240H", ""), ""},
                               {"technology", {{"en", "Technology"}}, *parse_target("10d", ""), "office"}};
  const auto first = plan(*Standards(store()).now(), reviewed, "2026a");
  EXPECT_THAT(to_text(first), HasSubstr("+ policy standards\n"));
  ASSERT_TRUE(load(first));
  auto now = Standards(store()).now();
  EXPECT_EQ(now->policy_version, 1);
  EXPECT_EQ(record_of(now->policy), record_of(reviewed.policy));
  reviewed.policy.confirm_every_months = 6;
  const auto second = plan(*now, reviewed, "2026a");
  EXPECT_THAT(to_text(second), HasSubstr("~ policy standards: confirmation.every_months: 12 → 6\n"));
  ASSERT_TRUE(load(second));
  EXPECT_EQ(plan(*Standards(store()).now(), reviewed, "2026a").unchanged, 4u);
  load(promises());  // the file is gone: nobody reviews any more
  now = Standards(store()).now();
  EXPECT_EQ(now->policy_version, 3);
  EXPECT_TRUE(now->policy.reviewers.empty());
  EXPECT_THAT(events("policy:standards"),
              ElementsAre("StandardsPolicyPublished/1", "StandardsPolicyPublished/1", "StandardsPolicyPublished/1"));
}

TEST_P(LoadStory, TheCalendarOfAnEarlierLoadIsStillThere) {
  load(promises(), "2026a");  // load 1
  auto shorter = promises();
  shorter.calendars[0].week[0] = {*calendar::parse_hours("10:00-12:00", "")};
  load(shorter, "2026a");                              // load 2
  load(Promises{{}, {pothole("2026-01-05", "48H")}});  // load 3: no calendar any more
  load(promises(), "2026b");                           // load 4
  const auto now = Standards(store()).now();
  const auto version_by = [&](std::int64_t load) { return now->calendar("office", load)->version; };
  EXPECT_EQ(version_by(1), 1);
  EXPECT_EQ(now->calendar("office", 1)->tzdata, "2026a");
  EXPECT_EQ(version_by(2), 2);
  EXPECT_EQ(now->calendar("office", 2)->calendar.plan().week[0], shorter.calendars[0].week[0]);
  EXPECT_EQ(version_by(3), 2) << "what was promised in its hours still runs in them";
  EXPECT_EQ(version_by(4), 4);
  EXPECT_EQ(version_by(9), 4);
  EXPECT_EQ(version_by(0), 1) << "from before loads were counted: the oldest";
  EXPECT_EQ(&now->calendar("office", 4)->calendar, now->calendar("office"));
  EXPECT_EQ(now->calendar("", 4), nullptr);
  EXPECT_EQ(now->calendar("night", 4), nullptr);
}

TEST_P(LoadStory, AStalePlanIsRefused) {
  const auto early = plan(*Standards(store()).now(), promises(), "2026a");
  load(promises());
  const auto late = load(early);
  ASSERT_FALSE(late.has_value());
  EXPECT_EQ(late.error().kind, Refused::conflict);
  EXPECT_THAT(events("calendar:office"), ElementsAre("CalendarPublished/1"));
}

TEST_P(LoadStory, AnotherNodesLoadIsSeenAndNothingIsReadAnewWithoutOne) {
  load(promises());
  Standards other(store());
  const auto before = other.now();
  other.refresh_if_changed();
  EXPECT_EQ(other.now(), before) << "the very same snapshot";
  auto changed = promises();
  changed.slas[1] = pothole("2026-01-05", "4d");
  load(changed);
  other.refresh_if_changed();
  EXPECT_EQ(other.now()->loaded, before->loaded + 1);
}

TEST_P(LoadStory, ASnapshotHeldStaysAsItWas) {
  load(promises());
  Standards standards(store());
  const auto held = standards.now();
  load(Promises{{office()}, {pothole("2026-01-05", "9d")}, {}});
  EXPECT_EQ(held->slas.size(), 2u);
  EXPECT_EQ(standards.now(), held);
  standards.refresh();
  EXPECT_EQ(standards.now()->slas.size(), 1u);
}

ON_EACH_DATABASE(LoadStory);

TEST(Plan, IsToldInLines) {
  Snapshot stored;
  stored.calendars.emplace("office", CalendarVersion{1, "office", "2026a", *calendar::Calendar::make(office(), "")});
  stored.slas = {pothole("2024-01-01", "5d"), pothole("2025-01-01", "5d")};
  auto changed = office();
  changed.week[5] = {*calendar::parse_hours("10:00-12:00", "")};
  changed.closed.clear();
  EXPECT_EQ(to_text(plan(stored, {{changed}, {pothole("2024-01-01", "4d"), pothole("2026-01-05", "3d")}, {}}, "2026f")),
            "~ calendar office: closed.2026-11-26 no longer Thanksgiving; week.sat: 10:00-12:00; tzdata 2026a → 2026f\n"
            "~ sla POTHOLE from 2024-01-01: outcome.target: 5d → 4d\n"
            "+ sla POTHOLE from 2026-01-05\n"
            "- sla POTHOLE from 2025-01-01\n"
            "calendars and promises: 1 added, 2 changed, 1 retired, 0 as before\n");
}

TEST(Snapshot, FindsTheSameBeforeAndAfterItIsPrepared) {
  Snapshot snapshot;
  auto other = pothole("2025-01-01", "2d");
  other.service = "TREE";
  snapshot.slas = {other, pothole("2026-01-05", "3d"), pothole("2024-01-01", "5d")};
  for (std::size_t i = 0; i < 3; ++i) snapshot.slas[i].id = static_cast<std::int64_t>(i) + 1;
  for (const bool prepared : {false, true}) {
    if (prepared) snapshot.prepare();
    EXPECT_EQ(snapshot.in_force("POTHOLE", on("2025-06-01"))->id, 3);
    EXPECT_EQ(snapshot.in_force("POTHOLE", on("2026-06-01"))->id, 2);
    EXPECT_EQ(snapshot.in_force("TREE", on("2026-06-01"))->id, 1);
    EXPECT_EQ(snapshot.in_force("TREE", on("2024-06-01")), nullptr);
    EXPECT_EQ(snapshot.in_force("A", on("2026-06-01")), nullptr);
    EXPECT_EQ(snapshot.version(2)->service, "POTHOLE");
    EXPECT_EQ(snapshot.version(9), nullptr);
    EXPECT_EQ(snapshot.versions_of("POTHOLE").size(), 2u);
    EXPECT_EQ(snapshot.versions_of("POTHOLE")[0]->id, 3);
  }
}

TEST(Promise, IsSaidInTheReadersLanguage) {
  const auto sla = pothole("2026-01-05", "3d");
  EXPECT_EQ(promise_words(sla, "es", "en"), "Lo rellenamos — \"pronto\".");
  EXPECT_THAT(promise_words(sla, "ar", "en"), testing::HasSubstr("أول رد خلال")) << "its clocks, in words that the reader knows";
  EXPECT_EQ(promise_words(sla, "de", "en"), "We fill it.") << "a language that the program does not speak";
  auto wordless = sla;
  wordless.words.clear();
  wordless.clocks[0].target = *parse_target("90m", "");
  EXPECT_EQ(promise_words(wordless, "es", "en"), "Primera respuesta en 90 minutos hábiles. Resuelto en 3 días hábiles.");
}

TEST(Standards, MayStandStillForATest) {
  auto snapshot = std::make_shared<Snapshot>();
  snapshot->slas = {pothole("2026-01-05", "3d")};
  Standards standards(snapshot);
  standards.refresh();
  EXPECT_EQ(standards.now(), snapshot);
}

}  // namespace
}  // namespace portico::standards
