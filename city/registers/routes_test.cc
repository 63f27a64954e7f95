// The registers over HTTP, with what a pack said of offices on file. On both databases.
#include "city/registers/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "city/registers/load.h"
#include "city/registers/migrations.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::registers {
namespace {

using std::chrono::hours;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::chrono::sys_days on(std::string_view text) { return std::chrono::sys_days{*calendar::parse_date(text, "test")}; }

standards::CalendarVersion counter() {
  calendar::Plan plan{.code = "counter", .zone = "America/New_York", .week = {}, .closed = {}, .exceptional = {}};
  for (std::size_t weekday = 0; weekday < 5; ++weekday) plan.week.at(weekday) = {{hours(9), hours(17)}};
  plan.closed[on("2026-11-26")] = "Thanksgiving <Day>";
  plan.exceptional[on("2026-12-24")] = {{hours(9), hours(12)}};
  return {.id = 1, .code = "counter", .tzdata = "", .calendar = *calendar::Calendar::make(plan, "test"), .version = 1, .load = 1};
}

class Registers : public store::DatabaseTest {
 protected:
  Registers() {
    auto city = std::make_shared<directory::Snapshot>();
    city->city.code = "harborview";
    city->city.name = city->city.short_name = {{"en", "Harborview"}};
    city->city.zone = "America/New_York";
    city->city.languages = {"en", "es", "ar"};
    city->agencies = {
        {.code = "DHB", .name = {{"en", "Homes & Buildings"}}, .phone = "(555) 010-0153", .email = "dhb@harborview.example", .url = ""},
        {.code = "DPT", .name = {{"en", "Parks"}, {"es", "Parques"}}},
        {.code = "OLD", .name = {{"en", "Gone"}}, .retired = true}};
    directory::Service heat;
    heat.code = "HEAT";
    heat.agency = "DHB";
    heat.name = {{"en", "No heat <at all>"}, {"es", "Sin calefacción"}};
    city->services = {heat};
    city->sites = {site("HIGH", "Highfield Center", "counter"), site("PORT", "Old Port Center", "")};
    city->sites[1].languages = {"en", "ar"};
    city->prepare();
    auto standards = std::make_shared<standards::Snapshot>();
    standards::SlaVersion sla;
    sla.id = 1;
    sla.service = "HEAT";
    sla.effective = on("2024-01-01");
    sla.words = {{"en", "An inspector calls you within 6 hours."}};
    standards->slas = {sla};
    standards->calendars.emplace("counter", counter());
    standards->prepare();
    directory_.emplace(std::shared_ptr<const directory::Snapshot>(city));
    standards_.emplace(std::shared_ptr<const standards::Snapshot>(standards));
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), registers::migrations()})
      all.insert(all.end(), part.begin(), part.end());
    open(all);
    load({.by_site = {{"HIGH", {"DHB", {"HEAT"}, {"step_free"}}}}, .licence = {"CC BY <4.0>", "https://licences.example/by"}});
  }

  std::int64_t load(const Offers& offers) {
    return store().run<std::int64_t>([&](store::Tx& tx) { return load_offers(tx, offers, time_->now(), "operator"); }).value();
  }
  Offers on_file() {
    Offers offers;
    store().read([&](store::Reader& reader) { offers = offers_now(reader); });
    return offers;
  }

  static directory::Site site(std::string code, std::string name, std::string hours_calendar) {
    directory::Site made;
    made.code = std::move(code);
    made.name = {{"en", std::move(name)}};
    made.address = "530 Bridge Avenue";
    made.hours_calendar = std::move(hours_calendar);
    made.point = geo::Point{43.5, -68.75};
    made.languages = {"en", "es"};
    return made;
  }

  http::Response asked(const std::string& pattern, const std::string& path, http::Pairs parts = {}, http::Pairs query = {}) {
    http::Response given;
    for (const auto& route : routes(store(), *directory_, *standards_, *time_, "https://311.example")) {
      if (route.pattern != pattern) continue;
      http::Request request;
      request.path = path;
      request.parts = std::move(parts);
      request.query = std::move(query);
      route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
      break;
    }
    return given;
  }
  http::Response one(const std::string& what, const std::string& code) {
    return asked("/" + what + "/{code}", "/" + what + "/" + code, {{"code", code}});
  }
  http::Response data(const std::string& what, const std::string& format) {
    return asked("/" + what + ".{format}", "/" + what + "." + format, {{"format", format}});
  }
  void set_clock(std::string_view text) { time_.emplace(*parse_instant(text, "")); }

  std::optional<StillTime> time_{*parse_instant("2026-11-23T15:00:00Z", "")};  // Monday, ten in the morning there
  std::optional<directory::Directory> directory_;
  std::optional<standards::Standards> standards_;
};

ON_EACH_DATABASE(Registers);

TEST_P(Registers, KeepWhatThePackSaysOfOfficesAndWriteNothingTwice) {
  const Offers offers = on_file();
  EXPECT_EQ(offers.of("HIGH").services, (std::vector<std::string>{"HEAT"}));
  EXPECT_EQ(offers.of("PORT"), Offer{});
  EXPECT_EQ(load(offers), 1) << "nothing new";
  Offers other = offers;
  other.by_site["PORT"].access = {"lift", "toilet"};
  EXPECT_EQ(load(other), 2);
  EXPECT_EQ(on_file(), other);
  EXPECT_EQ(load({}), 3) << "a pack that says nothing any more";
  EXPECT_EQ(on_file(), Offers{});
}

TEST_P(Registers, NameEachAgencyWithWhatItDoes) {
  const auto page = asked("/agencies", "/agencies");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Homes &amp; Buildings"), HasSubstr("No heat &lt;at all&gt;"), HasSubstr("href=\"/agencies/DHB\""),
                               HasSubstr("href=\"tel:5550100153\""), HasSubstr("href=\"/agencies.csv\""), Not(HasSubstr("Gone"))));
}

TEST_P(Registers, TellOfAnAgencyItsPromisesItsContactAndItsOffices) {
  const auto page = one("agencies", "DHB");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("An inspector calls you within 6 hours."), HasSubstr("href=\"/report/HEAT\""),
                               HasSubstr("mailto:dhb@harborview.example"), HasSubstr("href=\"/sites/HIGH\""), HasSubstr("Open until 5:00"),
                               Not(HasSubstr("Old Port"))));
  EXPECT_THAT(one("agencies", "DPT").body, AllOf(HasSubstr("Nothing can be asked of it here."), HasSubstr("no office of its own")));
  EXPECT_EQ(one("agencies", "OLD").status, 404);
  EXPECT_EQ(one("agencies", "NOBODY").status, 404);
}

TEST_P(Registers, TellWhichOfficesAreOpenNow) {
  EXPECT_THAT(asked("/sites", "/sites").body,
              AllOf(HasSubstr("Open until 5:00"), HasSubstr("We do not know its hours."), HasSubstr("<span lang=\"ar\" dir=\"rtl\">")));
  set_clock("2026-11-23T12:00:00Z");
  EXPECT_THAT(asked("/sites", "/sites").body, HasSubstr("Opens at 9:00"));
  set_clock("2026-11-26T16:00:00Z");
  EXPECT_THAT(asked("/sites", "/sites").body,
              AllOf(HasSubstr("Closed. Opens Friday, November 27 at 9:00"), HasSubstr("Closed today: Thanksgiving &lt;Day&gt;")));
}

TEST_P(Registers, FindTheOfficesThatFit) {
  const auto in_arabic = asked("/sites", "/sites", {}, {{"language", "ar"}});
  EXPECT_THAT(in_arabic.body, AllOf(HasSubstr("One service center fits."), HasSubstr("Old Port Center"), Not(HasSubstr("Highfield Center")),
                                    HasSubstr("<option lang=\"ar\" value=\"ar\" selected>")));
  const auto none = asked("/sites", "/sites", {}, {{"language", "ar"}, {"access", "step_free"}});
  EXPECT_EQ(none.status, 200);
  EXPECT_THAT(none.body, AllOf(HasSubstr("No service center offers all of that."), HasSubstr("All service centers")));
}

TEST_P(Registers, TellAnOfficesHoursOfSevenDaysAndThoseThatAreOther) {
  const auto page = one("sites", "HIGH");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("Closed: Thanksgiving &lt;Day&gt;"), HasSubstr("A way in without steps"),
                               HasSubstr("Later days with other hours"), HasSubstr("Thursday, December 24"),
                               HasSubstr("<small>Today</small>"), HasSubstr("href=\"/agencies/DHB\"")));
  EXPECT_THAT(one("sites", "PORT").body, AllOf(HasSubstr("Ask here for anything"), HasSubstr("We do not know its hours.")));
  EXPECT_EQ(one("sites", "NOWHERE").status, 404);
}

TEST_P(Registers, SpeakTheReadersLanguage) {
  const auto page = asked("/{language}/sites/{code}", "/es/sites/HIGH", {{"language", "es"}, {"code", "HIGH"}});
  EXPECT_THAT(page.body, AllOf(HasSubstr("lang=\"es\""), HasSubstr("Entrada sin escalones"), HasSubstr("Sin calefacción")));
}

TEST_P(Registers, AreThereAsCsv) {
  const auto sites = data("sites", "csv");
  EXPECT_EQ(sites.type, "text/csv; charset=utf-8");
  EXPECT_THAT(sites.body,
              AllOf(HasSubstr("code,name,address,latitude,longitude,phone,agency,services,languages,access,opening_hours,open_now,changes"),
                    HasSubstr("HIGH,Highfield Center,530 Bridge Avenue,43.5,-68.75,,DHB,HEAT,en es,step_free,"),
                    HasSubstr("2026 Nov 26 off"), HasSubstr(",true,2026-11-23T22:00:00Z")));
  EXPECT_THAT(data("agencies", "csv").body,
              AllOf(HasSubstr("code,name,phone,email,url,services,sites"),
                    HasSubstr("DHB,Homes & Buildings,(555) 010-0153,dhb@harborview.example,,HEAT,HIGH"), Not(HasSubstr("OLD"))));
  EXPECT_EQ(data("sites", "xml").status, 404);
  EXPECT_EQ(data("agencies", "xml").status, 404);
}

TEST_P(Registers, AreThereAsJson) {
  const auto sites = boost::json::parse(data("sites", "json").body).as_array();
  ASSERT_EQ(sites.size(), 2U);
  const auto& high = sites.at(0).as_object();
  EXPECT_EQ(high.at("open_now"), boost::json::value(true));
  EXPECT_EQ(high.at("changes").as_string(), "2026-11-23T22:00:00Z");
  EXPECT_EQ(high.at("days").as_array().at(3).as_object().at("closed_for").as_string(), "Thanksgiving <Day>");
  EXPECT_FALSE(sites.at(1).as_object().contains("open_now")) << "nobody said its hours";
  const auto agencies = boost::json::parse(data("agencies", "json").body).as_array();
  EXPECT_EQ(agencies.at(0).at("services").at(0).at("promise").as_string(), "An inspector calls you within 6 hours.");
}

TEST_P(Registers, SayWhatOpenDataThereIsAndUnderWhichLicence) {
  const auto page = asked("/data", "/data");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("CC BY &lt;4.0&gt;"), HasSubstr("href=\"https://licences.example/by\""),
                               HasSubstr("curl 'https://311.example/sites.csv'")));
  for (const auto& path : open_data_paths()) EXPECT_THAT(page.body, HasSubstr("href=\"" + path + "\""));
}

TEST_P(Registers, TellTheFirstPageHowManyAreOpenAndWhichHolidayComes) {
  const auto band = [&](const std::string& language) { return today_band(*directory_->now(), *standards_->now(), language, time_->now()); };
  EXPECT_THAT(band("en"), AllOf(HasSubstr("Today in the city"), HasSubstr("Monday, November 23"), HasSubstr("1 of 1 service centers"),
                                HasSubstr("Thursday, November 26"), HasSubstr("Thanksgiving &lt;Day&gt;: one service center is closed")));
  EXPECT_THAT(band("es"), AllOf(HasSubstr("Hoy en la ciudad"), HasSubstr("href=\"/es/sites\"")));
  set_clock("2026-11-26T16:00:00Z");
  EXPECT_THAT(band("en"), AllOf(HasSubstr("Closed now"), HasSubstr("</svg>Today</b>Thanksgiving")));
  directory_.emplace(std::make_shared<const directory::Snapshot>());
  EXPECT_EQ(band("en"), "");
}

TEST_P(Registers, AreNotThereBeforeTheFirstLoad) {
  directory_.emplace(std::make_shared<const directory::Snapshot>());
  for (const char* path : {"/agencies", "/sites", "/data"}) EXPECT_EQ(asked(path, path).status, 404) << path;
  EXPECT_EQ(data("sites", "json").status, 404);
}

}  // namespace
}  // namespace portico::registers
