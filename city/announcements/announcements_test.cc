// What is going on: announced, amended, withdrawn, read in each language, checked. On both databases.
#include "city/announcements/announcements.h"

#include <gmock/gmock.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "city/announcements/announce.h"
#include "city/announcements/check.h"
#include "city/announcements/events.h"
#include "city/announcements/migrations.h"
#include "city/announcements/routes.h"
#include "city/announcements/tables.h"
#include "platform/crypto/crypto.h"
#include "platform/http/testing_table.h"
#include "platform/identity/testing.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::announcements {
namespace {

using http::Method;
using std::chrono::hours;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

const Instant monday_noon = *parse_instant("2026-03-02T12:00:00Z", "");

std::shared_ptr<const directory::Snapshot> small_town() {
  auto town = std::make_shared<directory::Snapshot>();
  town->city.code = "town";
  town->city.name = town->city.short_name = {{"en", "Town"}};
  town->city.zone = "America/New_York";
  town->city.languages = {"en", "es", "ar"};
  town->agencies = {{"DCR", {{"en", "Cleaning"}, {"es", "Limpieza"}}, "", "", ""}, {"DHB", {{"en", "Homes"}}, "", "", ""}};
  town->groups = {{"trash", {{"en", "Trash"}}}};
  directory::Service bulky, closed;
  bulky.code = "BULKY", bulky.agency = "DCR", bulky.group = "trash", bulky.name = {{"en", "Pick up bulky trash"}};
  closed.code = "CLOSED", closed.agency = "DCR", closed.group = "trash", closed.name = {{"en", "No longer"}}, closed.retired = true;
  town->services = {bulky, closed};
  town->prepare();
  return town;
}

Announcement snow() {
  return {.agency = "DCR",
          .services = {"BULKY"},
          .from = monday_noon,
          .until = monday_noon + hours(48),
          .texts = {{"en", {"Snow: no bulky trash today", "We come **on Wednesday**. [Ask](/report/BULKY)."}},
                    {"es", {"Nieve: hoy no se recogen muebles", ""}}}};
}

std::vector<std::string> fields_of(const Announcement& announcement) {
  std::vector<std::string> fields;
  for (const auto& fault : faults_of(announcement, *small_town(), monday_noon)) fields.push_back(fault.field);
  return fields;
}

TEST(AnAnnouncement, IsWholeOrNamesEachFault) {
  EXPECT_THAT(fields_of(snow()), IsEmpty());
  Announcement wrong = snow();
  wrong.agency = "NOBODY";
  wrong.services = {"BULKY", "CLOSED", "NONE"};
  wrong.from = monday_noon + std::chrono::days(100);
  wrong.until = wrong.from;
  wrong.texts = {{"es", {"", "<b>Nieve</b>"}}, {"tlh", {"nuq", ""}}, {"ar", {std::string(121, 'a'), std::string(1001, 'a')}}};
  const auto fields = fields_of(wrong);
  EXPECT_EQ(std::ranges::count(fields, "services"), 2) << "what is retired, and what never was";
  EXPECT_EQ(std::ranges::count(fields, "until"), 2) << "no time at all, and too far ahead";
  for (const char* field : {"agency", "title-en", "title-es", "body-es", "title-tlh", "title-ar", "body-ar"})
    EXPECT_THAT(fields, Contains(field));
  wrong = snow();
  wrong.from -= hours(3), wrong.until = monday_noon;
  EXPECT_THAT(fields_of(wrong), Contains("until")) << "nobody would ever read it";
}

TEST(AnAnnouncement, StandsFromItsBeginningToItsEnd) {
  Announcement one = snow();
  EXPECT_EQ(one.standing(one.from - Millis(1)), Standing::planned);
  EXPECT_EQ(one.standing(one.from), Standing::in_force);
  EXPECT_EQ(one.standing(one.until - Millis(1)), Standing::in_force);
  EXPECT_EQ(one.standing(one.until), Standing::over);
  one.withdrawn = true;
  EXPECT_EQ(one.standing(one.from), Standing::withdrawn);
}

TEST(AnAnnouncement, IsReadAsItWasRecorded) {
  const Announcement one = snow(), read = read_record(record_of(one));
  EXPECT_EQ(record_of(read), record_of(one));
  EXPECT_EQ(read.texts, one.texts);
  EXPECT_EQ(read.until, one.until);
  EXPECT_NE(hash_of(read), hash_of(Announcement{}));
}

TEST(Events, StandAsTheyWereReleased) {
  const AnnouncementTold told{"DSW", "5f1d0a", {"en", "es"}, {"POTHOLE"}, monday_noon, monday_noon + hours(18), monday_noon + hours(66)};
  for (const char* name : {"Announced", "AnnouncementAmended", "AnnouncementWithdrawn"}) {
    std::ifstream file(PORTICO_ROOT "/city/announcements/events/" + std::string(name) + ".json");
    std::ostringstream text;
    text << file.rdbuf();
    EXPECT_EQ(to_json(told), trim(text.str())) << name;
    EXPECT_EQ(announcement_told(text.str()), told) << name;
  }
}

class InTown : public store::DatabaseTest {
 protected:
  InTown() : town(small_town()), directory(town), time(monday_noon) {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), announcements::migrations()})
      all.insert(all.end(), part.begin(), part.end());
    open(all);
    announcements = std::make_unique<Announcements>(store(), time);
    table.emplace(routes({store(), *announcements, directory, around, time}));
    staff = {.name = "ana", .permissions = {"announce:DCR"}, .actor = "person:1", .csrf = "c"};
  }

  Outcome<Announcement> made(const Announcement& wanted) {
    auto outcome = store().run<Announcement>([&](store::Tx& tx) { return announce(tx, *town, wanted, {"person:1", time.now()}); });
    announcements->refresh();
    return outcome;
  }
  http::Response ask(Method method, std::string_view target, std::string body = {}) {
    http::Request request;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = std::move(body);
    request.principal = staff;
    auto answer = table->answer(method, target, std::move(request));
    EXPECT_THAT(answer.body, AllOf(Not(HasSubstr("style=")), Not(HasSubstr("<script")), Not(HasSubstr("onclick"))));
    return answer;
  }
  std::string get(std::string_view target) { return ask(Method::get, target).body; }
  std::string home(const std::string& language) { return going_on(*announcements, *town, language, time.now()); }
  std::string beside(const std::string& service) { return beside_service(*announcements, *town, "en", service, time.now()); }
  std::vector<std::string> checked() {
    ledger::Ledger book(store(), {.folder = settings().folder}, time, chance, log);
    book.seal_now();
    return check_announcements(store()).findings;
  }
  static std::string form(const std::string& more) {
    return "agency=DCR&services=BULKY&from=2026-03-02T07:00&until=2026-03-04T07:00&title-en=Snow&body-en=We+come+later.&title-es=&body-"
           "es=" +
           more;
  }

  std::shared_ptr<const directory::Snapshot> town;
  directory::Directory directory;
  identity::BareSurroundings around;
  StillTime time;
  SilentLog log;
  crypto::SystemChance chance;
  http::Principal staff;
  std::unique_ptr<Announcements> announcements;
  std::optional<http::testing::Table> table;
};
ON_EACH_DATABASE(InTown);

TEST_P(InTown, EverybodyReadsItInTheirLanguageAtHomeAndBesideItsService) {
  EXPECT_EQ(home("en"), "") << "nothing is going on";
  EXPECT_THAT(get("/announcements"), HasSubstr("Nothing is announced"));
  ASSERT_TRUE(made(snow()));
  EXPECT_THAT(home("en"), AllOf(HasSubstr("What is going on"), HasSubstr("Snow: no bulky trash today"),
                                HasSubstr("<strong>on Wednesday</strong>"), HasSubstr("Cleaning"), HasSubstr("href=\"/report/BULKY\"")));
  EXPECT_THAT(home("es"), AllOf(HasSubstr("Nieve: hoy"), HasSubstr("Limpieza"), HasSubstr("href=\"/es/report/BULKY\"")));
  EXPECT_THAT(home("ar"), HasSubstr("<div lang=\"en\" dir=\"ltr\"><p><b>Snow")) << "marked, where it is not in the reader's language";
  EXPECT_THAT(get("/es/announcements"), HasSubstr("Nieve: hoy"));
  EXPECT_THAT(beside("BULKY"), AllOf(HasSubstr("Snow"), Not(HasSubstr("About:")))) << "it stands there";
  EXPECT_EQ(beside("CLOSED"), "");
}

TEST_P(InTown, ItIsNotThereBeforeItBeginsAndIsRememberedForAMonth) {
  Announcement later = snow();
  later.from += hours(24);
  ASSERT_TRUE(made(later));
  EXPECT_EQ(home("en"), "");
  EXPECT_EQ(get("/announcements.json"), "[]") << "what is planned is not told";
  time.set(later.from);
  EXPECT_THAT(home("en"), HasSubstr("Snow")) << "nobody has to press anything when it begins";
  time.set(later.until);
  EXPECT_EQ(home("en"), "");
  EXPECT_THAT(get("/announcements"), AllOf(HasSubstr("No longer current"), HasSubstr("Snow")));
  EXPECT_THAT(get("/announcements.json"), HasSubstr(R"("state":"over")"));
  time.set(later.until + std::chrono::days(30));
  EXPECT_THAT(get("/announcements"), Not(HasSubstr("Snow")));
  EXPECT_THAT(get("/announcements.json"), HasSubstr("Snow")) << "the data forgets nothing";
}

TEST_P(InTown, ItIsAmendedAndWithdrawnByWhoeverSawTheNewestVersion) {
  const auto first = made(snow()).value();
  Announcement longer = snow();
  longer.id = first.id, longer.until += hours(24);
  const auto amended = [&](std::int64_t seen) {
    return store().run<Announcement>([&](store::Tx& tx) { return amend(tx, *town, longer, seen, {"person:2", time.now()}); });
  };
  ASSERT_TRUE(amended(1));
  EXPECT_EQ(amended(1).error().kind, Refused::conflict) << "somebody was faster";
  const auto withdrawn = [&](std::int64_t id, std::int64_t seen) {
    return store().run<Announcement>([&](store::Tx& tx) { return withdraw(tx, id, seen, {"person:2", time.now()}); });
  };
  EXPECT_EQ(withdrawn(first.id + 1, 1).error().kind, Refused::not_found);
  ASSERT_TRUE(withdrawn(first.id, 2));
  EXPECT_EQ(withdrawn(first.id, 3).error().kind, Refused::conflict) << "once is enough";
  EXPECT_EQ(amended(3).error().kind, Refused::conflict);
  announcements->refresh();
  EXPECT_EQ(home("en"), "");
  EXPECT_THAT(get("/announcements.json"), AllOf(HasSubstr(R"("state":"withdrawn")"), Not(HasSubstr("Snow"))));
  EXPECT_THAT(checked(), IsEmpty());
}

TEST_P(InTown, StaffAnnounceForTheirOwnAgencyOnAPage) {
  EXPECT_EQ(ask(Method::post, "/announce", "agency=DHB&from=2026-03-02T07:00&until=2026-03-04T07:00&title-en=Heat").status, 403);
  const auto wrong = ask(Method::post, "/announce", "agency=DCR&from=soon&until=2026-03-04T07:00&title-en=Snow&title-es=Nieve");
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr("id=\"from-wrong\""), HasSubstr("value=\"Snow\""), HasSubstr("value=\"Nieve\"")))
      << "nothing typed is lost";
  EXPECT_THAT(ask(Method::post, "/announce", form("&do=see")).body, AllOf(HasSubstr("How it would look"), HasSubstr("We come later.")));
  EXPECT_EQ(home("en"), "") << "it was only looked at";
  const auto done = ask(Method::post, "/announce", form("&do=do"));
  ASSERT_EQ(done.status, 303);
  EXPECT_THAT(home("en"), AllOf(HasSubstr("Snow"), HasSubstr("datetime=\"2026-03-04T12:00:00Z\""))) << "times are the city's own";
  EXPECT_THAT(get("/announce"), AllOf(HasSubstr("/announce/1\""), HasSubstr("In force")));
  EXPECT_THAT(get("/announce/1?said=announced"),
              AllOf(HasSubstr("Announced."), HasSubstr("value=\"2026-03-04T07:00\""), HasSubstr("person:1")));
  ASSERT_EQ(ask(Method::post, "/announce/1", form("&seen=1&do=do&title-ar=%D8%AB%D9%84%D8%AC")).status, 303);
  EXPECT_THAT(home("ar"), HasSubstr("ثلج"));
  EXPECT_EQ(ask(Method::post, "/announce/1", form("&seen=1&do=do")).status, 409);
  EXPECT_EQ(ask(Method::post, "/announce/1", "agency=DHB&seen=2&from=2026-03-02T07:00&until=2026-03-04T07:00&title-en=Heat").status, 403)
      << "nobody puts it into another agency's mouth";
  staff.permissions = {"announce:DHB"};
  EXPECT_EQ(ask(Method::get, "/announce/1").status, 404) << "another agency's is not there";
  EXPECT_EQ(ask(Method::post, "/announce/1/withdraw", "seen=2").status, 404);
  EXPECT_THAT(get("/announce"), Not(HasSubstr("/announce/1\"")));
  staff.permissions = {"announce:DCR"};
  EXPECT_EQ(ask(Method::post, "/announce/1/withdraw", "seen=2").status, 303);
  EXPECT_EQ(home("ar"), "");
  EXPECT_THAT(checked(), IsEmpty());
}

TEST_P(InTown, WhatWasChangedBehindTheLedgersBackIsFound) {
  const auto first = made(snow()).value();
  Announcement other = snow();
  other.id = first.id, other.version = 2, other.at = time.now(), other.by = "person:9";
  ASSERT_TRUE(store().run<int>([&](store::Tx& tx) -> Outcome<int> {
    tables::next_version(tx, first.id);
    tables::insert_version(tx, other);
    return 0;
  }));
  EXPECT_THAT(checked(), Contains(HasSubstr("another number of versions")));
}

TEST_P(InTown, DataIsTakenPageByPage) {
  for (int i = 0; i < 205; ++i) ASSERT_TRUE(made(snow()));
  EXPECT_THAT(get("/announcements.json"), AllOf(HasSubstr("\"id\":205,"), HasSubstr("\"id\":6,"), Not(HasSubstr("\"id\":5,"))));
  EXPECT_THAT(get("/announcements.json?before=6"), AllOf(HasSubstr("\"id\":5,"), Not(HasSubstr("\"id\":6,"))));
  EXPECT_EQ(ask(Method::get, "/announcements.json?before=x").status, 400);
  EXPECT_THAT(checked(), IsEmpty()) << "more than one look's worth";
}

}  // namespace
}  // namespace portico::announcements
