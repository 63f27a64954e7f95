// Emergencies over HTTP, on each database, and what readers are told of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>
#include <tuple>

#include "city/standards/declare.h"
#include "city/standards/migrations.h"
#include "city/standards/notice.h"
#include "city/standards/routes.h"
#include "platform/ledger/migrations.h"
#include "platform/store/migrations.h"
#include "platform/store/testing.h"

namespace portico::standards {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const directory::Snapshot> harborview() {
  auto city = std::make_shared<directory::Snapshot>();
  city->city.zone = "America/New_York";
  city->city.languages = {"en", "es", "ar"};
  city->city.short_name = {{"en", "Harborview"}};
  for (const auto& [code, name, listed] :
       {std::tuple{"POTHOLE", "Pothole <deep>", true}, {"TIP", "Tip line", false}, {"TREE", "Fallen tree", true}}) {
    directory::Service service;
    service.code = code;
    service.agency = "DSW";
    service.name = {{"en", name}};
    service.listed = listed;
    city->services.push_back(service);
  }
  city->prepare();
  return city;
}

class EmergencyRoutes : public store::DatabaseTest {
 protected:
  void SetUp() override {
    std::vector<store::Migration> all;
    for (const auto part : {store::migrations(), ledger::migrations(), migrations()}) all.insert(all.end(), part.begin(), part.end());
    open(all);
    standards_ = std::make_unique<Standards>(store());
  }
  http::Response ask(http::Method method, std::string_view pattern, const std::string& body = {}, const http::Pairs& parts = {}) {
    http::Response given;
    for (const auto& route : emergency_routes(store(), directory_, *standards_, time_, [&] { ++changes_, standards_->refresh(); })) {
      if (route.method != method || route.pattern != pattern) continue;
      http::Request request;
      request.method = method;
      request.body = body;
      request.parts = parts;
      request.principal.actor = "key:street_works";
      route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    }
    return given;
  }
  http::Response declare(const std::string& body) { return ask(http::Method::post, "/emergencies", body); }
  std::vector<std::string> faults(const http::Response& refused) {
    std::vector<std::string> fields;
    const auto body = boost::json::parse(refused.body);
    for (const auto& each : body.at("errors").as_array()) {
      const auto* field = each.as_object().if_contains("field");
      fields.emplace_back(field ? std::string(field->as_string()) : "");
    }
    return fields;
  }

  StillTime time_{*parse_instant("2026-01-12T13:00:00Z", "")};
  directory::Directory directory_{harborview()};
  std::unique_ptr<Standards> standards_;
  int changes_ = 0;
};

constexpr auto snow = R"({"code":"snow","kind":"suspend","services":["POTHOLE","TIP"],"until":"2026-01-15T00:00:00-05:00",)"
                      R"("words":{"en":"Because of the snow storm.","es":"Debido a la tormenta."}})";

TEST_P(EmergencyRoutes, DeclaredItIsOpenDataAtOnce) {
  const auto made = declare(snow);
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(standards_->now()->emergencies[0].declared_by, "key:street_works");
  const auto all = ask(http::Method::get, "/emergencies.json");
  EXPECT_EQ(
      all.body,
      R"([{"code":"snow","kind":"suspend","state":"in_force","from":"2026-01-12T13:00:00Z","until":"2026-01-15T05:00:00Z","ended":null,)"
      R"("declared":"2026-01-12T13:00:00Z","services":["POTHOLE"],"services_not_listed":1,)"
      R"("words":{"en":"Because of the snow storm.","es":"Debido a la tormenta."}}])");
  EXPECT_EQ(ask(http::Method::post, "/emergencies/{code}/extend", R"({"until":"2026-01-16T05:00:00Z"})", {{"code", "snow"}}).status, 200);
  time_.set(*parse_instant("2026-01-14T09:00:00Z", ""));
  const auto ended = ask(http::Method::post, "/emergencies/{code}/end", {}, {{"code", "snow"}});
  EXPECT_THAT(ended.body, AllOf(HasSubstr(R"("state":"over")"), HasSubstr(R"("ended":"2026-01-14T09:00:00Z")")));
  EXPECT_EQ(changes_, 3);
}

TEST_P(EmergencyRoutes, AReplacementBringsItsClocks) {
  const auto made = declare(R"({"kind":"replace","services":["TREE"],"until":"2026-01-15T00:00:00Z","words":{"en":"Storm."},"clocks":[)"
                            R"({"kind":"outcome","target":"240H","share":80},{"kind":"first_status","target":"48H"}]})");
  EXPECT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.body, HasSubstr(R"("clocks":[{"clock":"first_status","target":"48H","share_percent":90,"pauses":[]},)"
                                   R"({"clock":"outcome","target":"240H","share_percent":80,"pauses":[]}])"));
}

TEST_P(EmergencyRoutes, WhatIsWrongIsToldByItsField) {
  EXPECT_THAT(faults(declare("no JSON")), ElementsAre(""));
  EXPECT_THAT(faults(declare(R"({"kind":"suspend","service":["POTHOLE"],"until":7,"words":{"en":1}})")),
              ElementsAre("until", "words", "service"));
  EXPECT_THAT(faults(declare(R"({"kind":"replace","services":["TREES"],"until":"2026-01-15T00:00:00Z","words":{"en":"S."},"clocks":[)"
                             R"({"kind":"outcome","target":"5d","by":7}]})")),
              ElementsAre("clocks[0].by"));
  EXPECT_THAT(faults(declare(R"({"kind":"replace","services":["TREES"],"until":"2026-01-15T00:00:00Z","words":{"en":"S."},"clocks":[)"
                             R"({"kind":"outcome","target":"5d"}]})")),
              ElementsAre("services", "clocks[0]", "clocks"));
  EXPECT_EQ(declare(snow).status, 201);
  EXPECT_EQ(declare(snow).status, 400);
  EXPECT_EQ(ask(http::Method::post, "/emergencies/{code}/end", {}, {{"code", "ice"}}).status, 404);
  EXPECT_EQ(ask(http::Method::post, "/emergencies/{code}/extend", R"({"until":"soon"})", {{"code", "snow"}}).status, 400);
  EXPECT_EQ(changes_, 1);
}

ON_EACH_DATABASE(EmergencyRoutes);

class ANotice : public testing::Test {
 protected:
  ANotice() {
    Emergency emergency;
    emergency.code = "snow";
    emergency.services = {"POTHOLE", "TIP", "TREE"};
    emergency.words = {{"en", "Because of the <snow> storm."}, {"es", "Debido a la tormenta."}};
    emergency.declared = emergency.from = *parse_instant("2026-01-12T11:00:00Z", "");
    emergency.until = *parse_instant("2026-01-15T05:00:00Z", "");
    standards_.emergencies.push_back(emergency);
  }
  Notices in(std::string language) const { return {standards_, *city_, std::move(language)}; }
  void replace() {
    auto& emergency = standards_.emergencies[0];
    emergency.kind = Emergency::Kind::replace;
    emergency.clocks = {{ClockKind::first_status, *parse_target("5d", ""), "office", false, 90, {}},
                        {ClockKind::outcome, *parse_target("240H", ""), "", false, 90, {}}};
  }
  Effects effects(std::string_view service = "TREE") const { return effects_on(service, now, std::nullopt, standards_.emergencies); }

  const Instant now = *parse_instant("2026-01-13T11:00:00Z", "");
  std::shared_ptr<const directory::Snapshot> city_ = harborview();
  Snapshot standards_;
};

TEST_F(ANotice, SaysWhatIsSuspendedUntilWhenInTheReadersLanguage) {
  const auto html = in("en").in_force(now);
  EXPECT_THAT(
      html,
      AllOf(HasSubstr("<section class=\"notices\" aria-label=\"Because of an emergency\">"),
            HasSubstr("Because of the &lt;snow&gt; storm."),
            HasSubstr("Suspended until Thursday, January 15, 2026 at 12:00\u00a0AM: the promises for Pothole &lt;deep&gt;, Fallen tree."),
            Not(HasSubstr("Tip line"))));
  EXPECT_THAT(in("es").in_force(now),
              AllOf(HasSubstr("Debido a la tormenta."), HasSubstr("Suspendidas hasta el jueves, 15 de enero de 2026")));
  EXPECT_THAT(in("ar").in_force(now), HasSubstr("<span lang=\"en\" dir=\"ltr\">Because of the"));
  EXPECT_EQ(in("en").in_force(standards_.emergencies[0].until), "");
}

TEST_F(ANotice, OfAServiceIsShort) {
  EXPECT_THAT(in("en").for_service("TREE", now), HasSubstr("This promise is suspended until Thursday, January 15, 2026 at 12:00\u00a0AM."));
  EXPECT_EQ(in("en").for_service("NOISE", now), "");
  replace();
  EXPECT_THAT(in("en").for_service("TREE", now),
              HasSubstr("this promise holds instead: First answer within 5 working days. Done within 240 hours."));
}

TEST_F(ANotice, OfARequestSaysWhatItMeansForIt) {
  EXPECT_THAT(in("en").text_for_request(effects()),
              "Because of the <snow> storm. Time from Monday, January 12, 2026 at 6:00\u00a0AM until Thursday, January 15, 2026 at "
              "12:00\u00a0AM does not "
              "count for this request.");
  EXPECT_EQ(in("en").for_request(effects("NOISE")), "");
  SlaVersion sla;
  sla.words = {{"en", "We clear it within 2 days."}};
  EXPECT_EQ(promise_words(&sla, effects(), "en", "en"), "We clear it within 2 days.");
  replace();
  EXPECT_THAT(in("en").for_request(effects()),
              HasSubstr("For this request, this promise holds instead: First answer within 5 working days."));
  EXPECT_EQ(promise_words(&sla, effects(), "en", "en"), "First answer within 5 working days. Done within 240 hours.");
  EXPECT_EQ(promise_words(nullptr, Effects{}, "en", "en"), "");
}

TEST_F(ANotice, OfManyServicesCountsThem) {
  auto city = std::make_shared<directory::Snapshot>();
  city->city = city_->city;
  standards_.emergencies[0].services.clear();
  for (int i = 0; i < 9; ++i) {
    directory::Service service;
    service.code = "S" + std::to_string(i);
    service.name = {{"en", "Service"}};
    city->services.push_back(service);
    standards_.emergencies[0].services.push_back(service.code);
  }
  city->prepare();
  city_ = city;
  EXPECT_THAT(in("en").in_force(now), HasSubstr("the promises for 9 services."));
}

}  // namespace
}  // namespace portico::standards
