#include "city/standards/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace portico::standards {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::chrono::sys_days on(std::string_view text) { return std::chrono::sys_days{*calendar::parse_date(text, "test")}; }

SlaVersion promise(std::int64_t id, std::string service, std::string_view effective, std::string_view outcome) {
  SlaVersion sla;
  sla.id = id;
  sla.service = std::move(service);
  sla.effective = on(effective);
  sla.clocks = {{ClockKind::first_status, *parse_target("1d", ""), "office", false, 95, {}},
                {ClockKind::outcome, *parse_target(outcome, ""), "", false, 90, {"waiting_for_customer"}}};
  return sla;
}

class PromisePages : public testing::Test {
 protected:
  PromisePages() {
    auto city = std::make_shared<directory::Snapshot>();
    city->city.code = "harborview";
    city->city.name = city->city.short_name = {{"en", "Harborview"}};
    city->city.zone = "America/New_York";
    city->city.languages = {"en", "es", "ar"};
    for (const auto& [code, name, listed] :
         {std::tuple{"POTHOLE", "Pothole <deep>", true}, {"TIP", "Tip line", false}, {"TREE", "Tree", true}}) {
      directory::Service service;
      service.code = code;
      service.agency = service.code == "TREE" ? "DPT" : "DSW";
      service.name = {{"en", name}};
      if (service.code == "TREE") service.name["es"] = "Árbol";
      service.listed = listed;
      city->services.push_back(service);
    }
    for (const auto& [code, name] : {std::pair{"DSW", "Street Works"}, {"DPT", "Parks"}}) {
      directory::Agency agency;
      agency.code = code;
      agency.name = {{"en", name}};
      city->agencies.push_back(agency);
    }
    city->prepare();
    auto standards = std::make_shared<Snapshot>();
    standards->slas = {promise(1, "POTHOLE", "2024-01-01", "240H"), promise(2, "POTHOLE", "2026-01-05", "72H"),
                       promise(3, "POTHOLE", "2026-11-22", "48H"), promise(4, "TIP", "2024-01-01", "24H"),
                       promise(5, "TREE", "2024-01-01", "24H")};
    standards->slas[1].words = {{"en", "We fill it within 3 days & nights."}};
    standards->slas[1].proposal = 7;
    standards->slas[1].published = *parse_instant("2025-12-20T15:00:00Z", "");
    standards->slas[1].reviewed = {{"law", *parse_instant("2025-12-18T15:00:00Z", "")},
                                   {"technology", *parse_instant("2025-12-21T03:00:00Z", "")}};
    standards->slas[1].confirmed = *parse_instant("2026-11-02T15:00:00Z", "");
    standards->superseded = {promise(6, "POTHOLE", "2026-11-22", "12H"), promise(7, "POTHOLE", "2026-11-22", "12H")};
    standards->superseded[0].published = *parse_instant("2026-10-01T15:00:00Z", "");
    standards->superseded[0].superseded = *parse_instant("2026-10-09T15:00:00Z", "");
    standards->superseded[1].retired = true;
    standards->policy.reviewers = {{"technology", {{"en", "Technology <all of it>"}, {"es", "Tecnología"}}, {}, ""}};
    standards->prepare();
    directory_.emplace(std::shared_ptr<const directory::Snapshot>(city));
    standards_.emplace(std::shared_ptr<const Snapshot>(standards));
  }

  http::Response asked(const std::string& pattern, const std::string& path, const http::Pairs& parts = {}, const http::Pairs& query = {}) {
    http::Response given;
    for (const auto& route : routes(*directory_, *standards_, time_)) {
      if (route.pattern != pattern) continue;
      http::Request request;
      request.path = path;
      request.parts = parts;
      request.query = query;
      route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    }
    return given;
  }

  StillTime time_{*parse_instant("2026-11-22T03:00:00Z", "")};  // still the 21st in New York
  std::optional<directory::Directory> directory_;
  std::optional<Standards> standards_;
};

TEST_F(PromisePages, ListWhatIsInForceToday) {
  const auto html = asked("/promises", "/promises").body;
  EXPECT_THAT(html, AllOf(HasSubstr("Pothole &lt;deep&gt;"), HasSubstr("We fill it within 3 days &amp; nights."),
                          HasSubstr("First answer: 1 working day, to be kept in 95 of 100 cases"), HasSubstr("Outcome: 72 hours"),
                          HasSubstr("In force since January 5, 2026"),
                          HasSubstr("From November 22, 2026: First answer within 1 working day. Done within 48 hours."),
                          HasSubstr("2 services have a promise in force.")));
  EXPECT_THAT(html, AllOf(Not(HasSubstr("Tip line")), Not(HasSubstr("240"))));
}

TEST_F(PromisePages, SpeakTheReadersLanguage) {
  const auto spanish = asked("/{language}/promises", "/es/promises", {{"language", "es"}}).body;
  EXPECT_THAT(spanish, AllOf(HasSubstr("Lo que promete la ciudad"), HasSubstr("Primera respuesta: 1 día hábil")));
  EXPECT_THAT(asked("/{language}/promises", "/ar/promises", {{"language", "ar"}}).body, HasSubstr("أول رد: يوم عمل واحد"));
}

TEST_F(PromisePages, AreFoundByWordsAndByAgency) {
  const auto found = [&](const http::Pairs& query) { return asked("/promises", "/promises", {}, query).body; };
  EXPECT_THAT(found({{"q", "tree"}}),
              AllOf(HasSubstr("id=\"TREE\""), Not(HasSubstr("id=\"POTHOLE\"")), HasSubstr("One promise fits."), HasSubstr("value=\"tree\""),
                    HasSubstr("2 services have a promise in force."), HasSubstr("href=\"/promises.csv?q=tree&amp;language=en\"")));
  EXPECT_THAT(found({{"agency", "DPT"}}), AllOf(HasSubstr("id=\"TREE\""), Not(HasSubstr("id=\"POTHOLE\"")),
                                                HasSubstr("<option value=\"DPT\" selected>Parks</option>")));
  EXPECT_THAT(found({{"q", "pothole"}, {"agency", "DSW"}}), AllOf(HasSubstr("id=\"POTHOLE\""), Not(HasSubstr("id=\"TREE\""))));
  EXPECT_THAT(found({{"q", "<b>"}}), AllOf(HasSubstr("value=\"&lt;b&gt;\""), HasSubstr("No promise fits.")));
}

TEST_F(PromisePages, SayWhereNothingFits) {
  for (const auto& query :
       {http::Pairs{{"q", "ferry"}}, http::Pairs{{"agency", "NOBODY"}}, http::Pairs{{"q", "pothole"}, {"agency", "DPT"}}}) {
    const auto answer = asked("/promises", "/promises", {}, query);
    EXPECT_EQ(answer.status, 200);
    EXPECT_THAT(answer.body, AllOf(HasSubstr("No promise fits."), HasSubstr("href=\"/promises\">All promises</a>"), HasSubstr("<form"),
                                   Not(HasSubstr("id=\"TREE\"")), Not(HasSubstr("id=\"POTHOLE\""))));
  }
}

TEST_F(PromisePages, AreKeptWithoutAWishAlone) {
  for (const auto& route : routes(*directory_, *standards_, time_)) {
    if (route.pattern != "/promises") continue;
    http::Request request;
    request.path = "/promises";
    EXPECT_EQ(route.kept_as(request), "en /promises");
    request.query = {{"q", "tree"}};
    EXPECT_EQ(route.kept_as(request), "") << "another answer than that of the whole register";
  }
}

TEST_F(PromisePages, OpenDataIsFoundByTheSame) {
  const auto found = [&](const http::Pairs& query) {
    const auto csv = asked("/promises.{format}", "/promises.csv", {{"format", "csv"}}, query).body;
    const auto json = asked("/promises.{format}", "/promises.json", {{"format", "json"}}, query).body;
    std::string codes;
    for (const char* code : {"POTHOLE", "TREE"}) {
      const bool there = csv.contains(std::string("\r\n") + code + ",");
      EXPECT_EQ(json.contains(std::string("\"service_code\":\"") + code + "\""), there) << code;
      if (there) codes += std::string(code) + " ";
    }
    return codes;
  };
  EXPECT_EQ(found({}), "POTHOLE TREE ");
  EXPECT_EQ(found({{"q", "tree"}}), "TREE ");
  EXPECT_EQ(found({{"q", "árbol"}}), "");
  EXPECT_EQ(found({{"q", "árbol"}, {"language", "es"}}), "TREE ");
  EXPECT_EQ(found({{"agency", "DSW"}}), "POTHOLE ");
  EXPECT_EQ(found({{"agency", "NOBODY"}}), "");
}

TEST_F(PromisePages, OpenDataTellsEveryVersionAndItsState) {
  const auto csv = asked("/promises.{format}", "/promises.csv", {{"format", "csv"}});
  EXPECT_EQ(csv.type, "text/csv; charset=utf-8");
  EXPECT_THAT(
      csv.body,
      AllOf(HasSubstr("POTHOLE,Pothole <deep>,DSW,2024-01-01,past,outcome,240H,,,90,waiting_for_customer,"),
            HasSubstr("2026-01-05,in_force,first_status,1d,office,close,95,,We fill it within 3 days & nights.,2,2025-12-20T15:00:00Z,,7,"
                      "law=2025-12-18T15:00:00Z technology=2025-12-21T03:00:00Z,2026-11-02T15:00:00Z\r\n"),
            HasSubstr("2026-11-22,superseded,outcome,12H"), HasSubstr("2026-11-22,planned,"), Not(HasSubstr("TIP"))));
  const auto json = asked("/promises.{format}", "/promises.json", {{"format", "json"}});
  EXPECT_EQ(json.type, "application/json");
  EXPECT_THAT(
      json.body,
      HasSubstr(R"("effective":"2026-01-05","state":"in_force","words":{"en":"We fill it within 3 days & nights."},)"
                R"("clocks":[{"clock":"first_status","target":"1d","calendar":"office","by":"close","share_percent":95,"pauses":[]})"));
  EXPECT_THAT(json.body,
              HasSubstr(R"("published":"2025-12-20T15:00:00Z","superseded":null,"proposal":7,"reviewed":[{"office":"law",)"
                        R"("name":"law","approved":"2025-12-18T15:00:00Z"},{"office":"technology","name":"Technology <all of it>",)"));
  EXPECT_EQ(asked("/promises.{format}", "/promises.xml", {{"format", "xml"}}).status, 404);
}

TEST_F(PromisePages, TellOneServicesPastPresentAndFuture) {
  const auto html = asked("/promises/{service}", "/promises/POTHOLE", {{"service", "POTHOLE"}}).body;
  EXPECT_THAT(html, AllOf(HasSubstr("Pothole &lt;deep&gt;: what the city promises"), HasSubstr("Planned from November 22, 2026"),
                          HasSubstr("Of November 22, 2026; replaced on October 9, 2026"), HasSubstr("In force since January 5, 2026"),
                          HasSubstr("In force from January 1, 2024 until January 5, 2026"), HasSubstr("Published on December 20, 2025"),
                          HasSubstr("Found reasonable by Technology &lt;all of it&gt; on December 20, 2025"),
                          HasSubstr("Found reasonable by law on December 18, 2025"),
                          HasSubstr("Confirmed by its agency on November 2, 2026"), HasSubstr("no other office has reviewed it")));
  EXPECT_LT(html.find("Planned from"), html.find("In force since"));
  EXPECT_LT(html.find("In force since"), html.find("In force from January 1, 2024"));
  const auto spanish = asked("/{language}/promises/{service}", "/es/promises/POTHOLE", {{"language", "es"}, {"service", "POTHOLE"}}).body;
  EXPECT_THAT(spanish, AllOf(HasSubstr("Considerada razonable por Tecnología el 20 de diciembre de 2025"),
                             HasSubstr("Vigente del 1 de enero de 2024 al 5 de enero de 2026")));
  for (const char* hidden : {"TIP", "NOTHING"}) EXPECT_EQ(asked("/promises/{service}", "", {{"service", hidden}}).status, 404) << hidden;
}

TEST_F(PromisePages, BeforeTheFirstLoadThereIsNothingToRead) {
  directory_.emplace(std::make_shared<const directory::Snapshot>());
  EXPECT_EQ(asked("/promises", "/promises").status, 404);
  EXPECT_EQ(asked("/promises.{format}", "/promises.json", {{"format", "json"}}).status, 404);
}

}  // namespace
}  // namespace portico::standards
