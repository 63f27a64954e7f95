// Emergencies declared, extended and brought to an end, on each database.
#include "city/standards/declare.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

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
using testing::IsEmpty;
using testing::Pair;

Instant at(std::string_view text) { return *parse_instant(text, "test"); }
const auto morning = at("2026-01-12T13:00:00Z");  // 08:00 in New York

directory::Snapshot harborview() {
  directory::Snapshot city;
  city.city.zone = "America/New_York";
  city.city.languages = {"en", "es"};
  city.agencies = {{.code = "DSW"}, {.code = "PARKS"}, {.code = "NONE"}};
  city.groups = {{.code = "streets"}, {.code = "trees"}};
  for (const auto& [code, agency, group, retired] : {std::tuple{"NOISE", "PARKS", "", false},
                                                     {"OLDTREE", "PARKS", "trees", true},
                                                     {"POTHOLE", "DSW", "streets", false},
                                                     {"SIGN", "DSW", "streets", false},
                                                     {"TREE", "PARKS", "trees", false}}) {
    directory::Service service;
    service.code = code;
    service.agency = agency;
    service.group = group;
    service.retired = retired;
    city.services.push_back(service);
  }
  city.prepare();
  return city;
}

Snapshot promises() {
  calendar::Plan office;
  office.code = "office";
  office.zone = "America/New_York";
  for (std::size_t day = 0; day < 5; ++day) office.week[day] = {*calendar::parse_hours("09:00-17:00", "")};
  Snapshot snapshot;
  snapshot.calendars.emplace("office", CalendarVersion{1, "office", "2026a", *calendar::Calendar::make(office, "")});
  return snapshot;
}

Declaration snow() {
  Declaration written;
  written.kind = "suspend";
  written.services = {"POTHOLE"};
  written.words = {{"en", "Because of the snow storm."}, {"es", "Debido a la tormenta de nieve."}};
  written.until = "2026-01-15T00:00:00-05:00";
  return written;
}

Declaration slower() {
  auto written = snow();
  written.kind = "replace";
  written.clocks = {{.kind = "outcome", .target = "20d", .calendar = "office", .by = "", .share = 80, .pauses = {"waiting"}, .place = {}},
                    {.kind = "first_status", .target = "96H", .calendar = "", .by = "", .share = 90, .pauses = {}, .place = {}}};
  return written;
}

Outcome<Emergency> check(const Declaration& written) { return check_declaration(written, harborview(), promises(), morning); }

std::vector<std::pair<std::string, std::string>> faults(const Declaration& written) {
  const auto checked = check(written);
  std::vector<std::pair<std::string, std::string>> told;
  if (checked) return told;
  for (const auto& each : checked.error().faults) told.emplace_back(each.field, each.reason);
  return told;
}

TEST(Declaration, NeedsNoMoreThanServicesATextAndAnEnd) {
  const auto made = check(snow());
  ASSERT_TRUE(made.has_value());
  EXPECT_EQ(made->code, "2026-01-12");
  EXPECT_EQ(made->from, morning);
  EXPECT_EQ(made->until, at("2026-01-15T05:00:00Z"));
  EXPECT_THAT(made->services, ElementsAre("POTHOLE"));
  EXPECT_THAT(made->clocks, IsEmpty());
}

TEST(Declaration, OfAnAgencyOrAGroupIsForItsServicesOfThisMoment) {
  auto written = snow();
  written.services = {"NOISE"};
  written.agencies = {"DSW"};
  written.groups = {"trees"};
  EXPECT_THAT(check(written)->services, ElementsAre("NOISE", "POTHOLE", "SIGN", "TREE"));
}

TEST(Declaration, ThatReplacesHasTheClocksOfAPromise) {
  const auto made = check(slower());
  ASSERT_TRUE(made.has_value());
  ASSERT_EQ(made->clocks.size(), 2u);
  EXPECT_EQ(to_text(made->clocks[0].target), "96H");
  EXPECT_EQ(made->clocks[0].kind, ClockKind::first_status);
  EXPECT_EQ(made->clocks[1].calendar, "office");
  EXPECT_EQ(made->clocks[1].share, 80);
}

TEST(Declaration, IsRefusedWithEveryFaultAtOnce) {
  Declaration written;
  written.kind = "pause";
  written.code = "snow storm";
  written.services = {"POTHOLES"};
  written.agencies = {"DSV"};
  written.groups = {"street"};
  written.words = {{"es", " "}, {"xx", "?"}};
  written.from = "2026-01-05T00:00:00Z";
  written.until = "2026-03-14T00:00:00Z";
  EXPECT_THAT(faults(written),
              ElementsAre(Pair("kind", "'pause' is no kind of emergency"), Pair("services", "there is no service 'POTHOLES'"),
                          Pair("agencies", "there is no agency 'DSV'"), Pair("groups", "there is no group 'street'"),
                          Pair("words", "the public text in 'es' is empty"), Pair("words", "'xx' is no language of the city"),
                          Pair("words", "there is no public text in the city's own language, 'en'"),
                          Pair("from", "2026-01-05T00:00:00Z lies more than 7 days back"),
                          Pair("until", "2026-03-14T00:00:00Z is too far off"), Pair("code", "'snow storm' is no code")));
  EXPECT_EQ(check(written).error().faults[1].accepted, "perhaps 'POTHOLE'");
}

TEST(Declaration, NeedsAnEndThatIsToCome) {
  auto written = snow();
  written.until.clear();
  EXPECT_THAT(faults(written), ElementsAre(Pair("until", "the emergency has no end")));
  written.until = "2026-01-13T00:00:00";
  EXPECT_THAT(faults(written), ElementsAre(Pair("until", testing::_)));  // without a zone
  written.from = "2026-01-14T00:00:00Z";
  written.until = "2026-01-13T00:00:00Z";
  EXPECT_THAT(faults(written), ElementsAre(Pair("until", HasSubstr("before it begins"))));
  written.from = "2026-01-10T00:00:00Z";
  written.until = "2026-01-12T12:00:00Z";
  EXPECT_THAT(faults(written), ElementsAre(Pair("until", HasSubstr("has passed"))));
}

TEST(Declaration, NamesAtLeastOneServiceThatIsInUse) {
  auto written = snow();
  written.services = {};
  EXPECT_THAT(faults(written), ElementsAre(Pair("services", "the emergency names no service")));
  written.agencies = {"NONE"};
  EXPECT_THAT(faults(written), ElementsAre(Pair("services", "the emergency names no service")));
  written.services = {"OLDTREE"};
  EXPECT_THAT(faults(written), ElementsAre(Pair("services", "there is no service 'OLDTREE'")));
}

TEST(Declaration, IsHeldAgainstTheRulesOfEveryPromise) {
  auto written = slower();
  written.clocks.pop_back();
  written.clocks[0].calendar = "offices";
  written.clocks[0].share = 101;
  written.place = [](std::string_view field) { return "storm.toml:7 " + std::string(field); };
  EXPECT_THAT(faults(written), ElementsAre(Pair("calendar", "there is no calendar 'offices'"), Pair("share", "101 is no share"),
                                           Pair("storm.toml:7 clocks", "an emergency that replaces promises has no clock first_status")));
  written.kind = "suspend";
  EXPECT_THAT(faults(written), ElementsAre(Pair("storm.toml:7 clocks", "promises that are suspended have no clocks")));
}

class EmergencyStory : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), migrations()}) all.insert(all.end(), part.begin(), part.end());
    open(all);
  }
  Snapshot now() {
    auto snapshot = promises();
    const auto stored = Standards(store()).now();
    snapshot.emergencies = stored->emergencies;
    snapshot.emergency_change = stored->emergency_change;
    return snapshot;
  }
  Outcome<Emergency> declare(const Declaration& written, Instant when = morning) {
    const auto checked = check_declaration(written, harborview(), now(), when);
    if (!checked) return checked;
    return declare_checked(*checked, when);
  }
  Outcome<Emergency> declare_checked(const Emergency& checked, Instant when = morning) {
    return store().run<Emergency>([&](store::Tx& tx) { return declare_emergency(tx, checked, when, "operator"); });
  }
  Outcome<Emergency> extend(std::string_view code, std::string_view until, Instant when = morning) {
    return store().run<Emergency>([&](store::Tx& tx) { return extend_emergency(tx, code, at(until), when, "operator"); });
  }
  Outcome<Emergency> end(std::string_view code, Instant when = morning) {
    return store().run<Emergency>([&](store::Tx& tx) { return end_emergency(tx, code, when, "operator"); });
  }
  std::vector<ledger::Event> events(std::string_view subject) {
    StillTime time(at("2026-01-20T10:00:00Z"));
    crypto::SystemChance chance;
    SilentLog log;
    ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();  // PostgreSQL shows sealed events alone
    std::vector<ledger::Event> found;
    store().read([&](store::Reader& reader) { found = ledger::events_of(reader, subject); });
    return found;
  }
};

TEST_P(EmergencyStory, DeclaredItStandsInTheSnapshotAndInTheLedger) {
  EXPECT_EQ(now().emergency_change, 0);
  auto written = slower();
  written.code = "snow";
  ASSERT_TRUE(declare(written).has_value());
  const auto snapshot = now();
  ASSERT_EQ(snapshot.emergencies.size(), 1u);
  EXPECT_EQ(snapshot.emergency_change, 1);
  const auto& stored = snapshot.emergencies[0];
  EXPECT_EQ(stored.version, 1);
  EXPECT_EQ(stored.declared, morning);
  EXPECT_EQ(stored.declared_by, "operator");
  EXPECT_EQ(stored.until, at("2026-01-15T05:00:00Z"));
  EXPECT_EQ(stored.ended, std::nullopt);
  EXPECT_EQ(record_of(stored), record_of(*check(written)));  // services, clocks and words came back
  const auto told = events("emergency:snow");
  ASSERT_EQ(told.size(), 1u);
  EXPECT_EQ(told[0].type, "EmergencyDeclared/1");
  const auto event = from_json<EmergencyDeclared>(told[0].payload);
  EXPECT_THAT(event.services, ElementsAre("POTHOLE"));
  EXPECT_EQ(event.first_status, "96H");
  EXPECT_EQ(event.words.at("es"), "Debido a la tormenta de nieve.");
}

TEST_P(EmergencyStory, ExtendedAndEndedTheLedgerTellsEachStep) {
  ASSERT_TRUE(declare(snow()).has_value());
  const auto extended = extend("2026-01-12", "2026-01-16T05:00:00Z", at("2026-01-14T13:00:00Z"));
  ASSERT_TRUE(extended.has_value());
  EXPECT_EQ(extended->version, 2);
  EXPECT_EQ(now().emergencies[0].until, at("2026-01-16T05:00:00Z"));
  const auto ended = end("2026-01-12", at("2026-01-15T13:00:00Z"));
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(ended->change, 3);
  EXPECT_EQ(now().emergencies[0].end(), at("2026-01-15T13:00:00Z"));
  EXPECT_EQ(now().emergencies[0].until, at("2026-01-16T05:00:00Z"));
  std::vector<std::string> types;
  for (const auto& event : events("emergency:2026-01-12")) types.push_back(event.type);
  EXPECT_THAT(types, ElementsAre("EmergencyDeclared/1", "EmergencyExtended/1", "EmergencyEnded/1"));
}

TEST_P(EmergencyStory, WhatIsOverIsOver) {
  ASSERT_TRUE(declare(snow()).has_value());
  const auto late = at("2026-01-15T05:00:00Z");
  EXPECT_EQ(end("2026-01-12", late).error().kind, Refused::conflict);
  EXPECT_EQ(extend("2026-01-12", "2026-01-20T05:00:00Z", late).error().kind, Refused::conflict);
  ASSERT_TRUE(end("2026-01-12").has_value());
  EXPECT_EQ(end("2026-01-12").error().kind, Refused::conflict);
  EXPECT_EQ(end("ice").error().kind, Refused::not_found);
  EXPECT_EQ(events("emergency:2026-01-12").size(), 2u);
  EXPECT_EQ(now().emergency_change, 2);  // what was refused counts for nothing
}

TEST_P(EmergencyStory, AnExtensionIsLaterButNotTooFarOff) {
  ASSERT_TRUE(declare(snow()).has_value());
  EXPECT_EQ(extend("2026-01-12", "2026-01-15T05:00:00Z").error().faults[0].field, "until");
  EXPECT_THAT(extend("2026-01-12", "2026-06-15T05:00:00Z").error().faults[0].reason, HasSubstr("too far off"));
  EXPECT_EQ(extend("ice", "2026-01-20T05:00:00Z").error().kind, Refused::not_found);
}

TEST_P(EmergencyStory, TwoOfAKindDoNotHoldForOneServiceAtATime) {
  ASSERT_TRUE(declare(snow()).has_value());
  const auto second = declare(snow());
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().kind, Refused::conflict);
  EXPECT_EQ(second.error().faults[0].reason,
            "the emergency '2026-01-12' suspends the promise for 'POTHOLE' already, until 2026-01-15T05:00:00Z");
  auto next = snow();
  next.from = "2026-01-15T05:00:00Z";
  next.until = "2026-01-16T05:00:00Z";
  EXPECT_EQ(declare(next)->code, "2026-01-15");                                             // one after the other
  EXPECT_EQ(declare(slower())->code, "2026-01-12-2");                                       // of another kind
  EXPECT_EQ(extend("2026-01-12", "2026-01-15T06:00:00Z").error().kind, Refused::conflict);  // would run into the next one
  ASSERT_TRUE(end("2026-01-15").has_value());                                               // which is called off
  EXPECT_TRUE(extend("2026-01-12", "2026-01-15T06:00:00Z").has_value());
}

TEST_P(EmergencyStory, ACodeIsUsedOnce) {
  auto written = snow();
  written.code = "snow";
  const auto checked = check(written);
  ASSERT_TRUE(declare_checked(*checked).has_value());
  ASSERT_TRUE(end("snow").has_value());
  EXPECT_EQ(declare(written).error().faults[0].reason, "there has been an emergency 'snow' already");
  EXPECT_EQ(declare_checked(*checked).error().kind, Refused::conflict);  // declared meanwhile by another
}

ON_EACH_DATABASE(EmergencyStory);

}  // namespace
}  // namespace portico::standards
