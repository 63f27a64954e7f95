// What can be asked for, and whether real clients would understand the answers.
#include <gmock/gmock.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "city/open311/testing.h"

namespace portico::open311 {
namespace {

using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::Not;

class Catalogue : public FrontDoorStory {};
INSTANTIATE_TEST_SUITE_P(On, Catalogue, ::testing::Values("sqlite"), [](const auto& each) { return each.param; });

TEST_P(Catalogue, ListsWhatCanBeAskedFor) {
  const Answer answer = get("/services.json");
  EXPECT_EQ(answer.type, "application/json; charset=utf-8");
  std::vector<std::string> codes;
  for (const auto& service : answer.list()) {
    codes.emplace_back(service.at("service_code").as_string());
    EXPECT_TRUE(service.at("metadata").is_bool());
    EXPECT_TRUE(service.at("groups").is_array());
    if (codes.back() != "POTHOLE") continue;
    EXPECT_EQ(service.at("description").as_string(), "A hole in the road & more");
    EXPECT_EQ(service.at("keywords").as_string(), "road, hole");
    EXPECT_EQ(service.at("group").as_string(), "Streets");
    EXPECT_EQ(service.at("type").as_string(), "realtime");
    EXPECT_FALSE(service.at("metadata").as_bool());
  }
  EXPECT_THAT(codes, testing::IsSupersetOf({"GRAFFITI", "POTHOLE", "TREE", "NEIGHBOUR"}));
  EXPECT_THAT(codes, Not(testing::Contains("HORSE"))) << "what is retired cannot be asked for";
  EXPECT_THAT(get("/services.xml").body, HasSubstr("A hole in the road &amp; more"));
}

TEST_P(Catalogue, SpeaksTheReadersLanguage) {
  const auto name = [&](const Answer& answer) {
    for (const auto& service : answer.list())
      if (service.at("service_code").as_string() == "POTHOLE") return std::string(service.at("service_name").as_string());
    return std::string();
  };
  EXPECT_EQ(name(get("/services.json")), "POTHOLE");
  EXPECT_EQ(name(get("/services.json", {{"accept-language", "es-MX,es;q=0.9"}})), "Bache");
  EXPECT_EQ(name(get("/services.json?locale=es")), "Bache");
  EXPECT_EQ(name(get("/services.json?locale=tlh")), "POTHOLE");
  EXPECT_EQ(get("/services.json").header("Vary"), "Accept-Language");
}

TEST_P(Catalogue, SaysWhatAServiceAsksBack) {
  const auto definition = get("/services/GRAFFITI.json").json();
  EXPECT_TRUE(definition.is_object());
  EXPECT_EQ(definition.at("service_code").as_string(), "GRAFFITI");
  const auto& attributes = definition.at("attributes").as_array();
  ASSERT_EQ(attributes.size(), 3u);
  EXPECT_EQ(attributes[0].at("code").as_string(), "HOWMANY");
  EXPECT_TRUE(attributes[0].at("required").as_bool());
  EXPECT_TRUE(attributes[0].at("variable").as_bool());
  EXPECT_EQ(attributes[0].at("datatype").as_string(), "singlevaluelist");
  EXPECT_EQ(attributes[0].at("order").as_int64(), 1);
  EXPECT_EQ(attributes[2].at("order").as_int64(), 3);
  EXPECT_EQ(attributes[0].at("values").at(1).at("key").as_string(), "more");
  EXPECT_EQ(get("/services/POTHOLE.json").json().at("attributes").as_array().size(), 0u);
  EXPECT_EQ(get("/services/NOPE.xml").status, 404);
  EXPECT_EQ(get("/services/HORSE.json").status, 404);
}

TEST_P(Catalogue, TellsWhereItIsServed) {
  const Answer answer = get("/discovery.json");
  EXPECT_EQ(answer.type, "application/json") << "the discovery documents alone say nothing of a character set";
  EXPECT_EQ(get("/discovery.xml").type, "text/xml");
  const auto discovery = answer.json();
  EXPECT_EQ(discovery.at("changeset").as_string(), "2026-03-02T12:00:00Z");
  EXPECT_THAT(std::string(discovery.at("contact").as_string()), HasSubstr("help@town.example"));
  EXPECT_EQ(discovery.at("max_requests").as_int64(), 1000);
  const auto& endpoints = discovery.at("endpoints").as_array();
  ASSERT_EQ(endpoints.size(), 1u) << "without a sandbox nobody is sent to one";
  EXPECT_EQ(endpoints[0].at("type").as_string(), "production");
  EXPECT_EQ(endpoints[0].at("url").as_string(), "https://town.example");
  EXPECT_EQ(endpoints[0].at("specification").as_string(), "http://wiki.open311.org/GeoReport_v2");
  EXPECT_EQ(endpoints[0].at("formats").at(0).as_string(), "text/xml");
}

TEST_P(Catalogue, ShowsTheServiceCentres) {
  const auto all = get("/inquiry/v1/facilities/all.json").json().as_array();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].at("facility_name").as_string(), "Town Hall");
  EXPECT_EQ(get("/inquiry/v1/facilities/center.json").json().as_array().size(), 1u);
  EXPECT_EQ(get("/inquiry/v1/facilities/nowhere.json").status, 404);
}

TEST_P(Catalogue, TellsTheAnswersThatAModuleAboveKnows) {
  EXPECT_EQ(get("/inquiry/v1/web_faqs/all.json").json().as_array().size(), 0u);
  make_door({.faqs = [](const directory::Snapshot&, const std::string& language) {
    return std::vector<Faq>{{.id = "BULKY",
                             .title = language == "es" ? "Un colchón" : "A mattress",
                             .answer = "<p>We pick it up.</p>",
                             .category = "Trash",
                             .services = {"POTHOLE"},
                             .agency = "Street Works",
                             .language = language,
                             .reviewed = "2026-03-01"}};
  }});
  const auto all = get("/inquiry/v1/web_faqs/all.json?locale=es").json().as_array();
  ASSERT_EQ(all.size(), 1u);
  EXPECT_EQ(all[0].at("title").as_string(), "Un colchón");
  EXPECT_EQ(all[0].at("service_codes").at(0).as_string(), "POTHOLE");
  EXPECT_EQ(get("/inquiry/v1/web_faqs/Trash.json").list().size(), 1u);
  EXPECT_THAT(get("/inquiry/v1/web_faqs/BULKY.xml").body, HasSubstr("<answer>&lt;p&gt;We pick it up.&lt;/p&gt;</answer>"));
  EXPECT_EQ(get("/inquiry/v1/web_faqs/NOWHERE.json").status, 404);
}

TEST_P(Catalogue, ASandboxStandsUnderAPathOfItsOwnAndNamesBoth) {
  make_door({.prefix = "/test", .test_url = "https://town.example/test"});
  EXPECT_EQ(get("/services.json").status, 404);
  EXPECT_EQ(get("/test/services.json").status, 200);
  const auto discovery = get("/test/discovery.json").json();
  const auto& endpoints = discovery.at("endpoints").as_array();
  ASSERT_EQ(endpoints.size(), 2u);
  EXPECT_EQ(endpoints[0].at("url").as_string(), "https://town.example");
  EXPECT_EQ(endpoints[1].at("type").as_string(), "test");
  EXPECT_EQ(endpoints[1].at("url").as_string(), "https://town.example/test");
}

TEST_P(Catalogue, EveryRouteSaysWhatItDoesAndWhoMay) {
  for (const auto& route : table->routes()) {
    EXPECT_EQ(route.permission, "public") << route.pattern;
    EXPECT_FALSE(route.sentence.empty()) << route.pattern;
    EXPECT_FALSE(route.gives.empty()) << route.pattern;
  }
}

// Answers that real cities gave to real clients: what stands in them stands in ours.
class RecordedAnswers : public FrontDoorStory {
 protected:
  void SetUp() override {
    const char* data = std::getenv("PORTICO_DATA");
    folder = std::filesystem::path(data ? data : PORTICO_ROOT "/../shared/data") / "open311/dc-boston-responses";
    if (!std::filesystem::exists(folder)) GTEST_SKIP() << "left out: there are no recorded answers in " << folder;
  }
  std::set<std::string> recorded(const std::string& file) {
    std::ifstream in(folder / file);
    std::stringstream text;
    text << in.rdbuf();
    EXPECT_FALSE(text.str().empty()) << file;
    return elements_of(text.str());
  }
  std::filesystem::path folder;
};
INSTANTIATE_TEST_SUITE_P(On, RecordedAnswers, ::testing::Values("sqlite"), [](const auto& each) { return each.param; });

TEST_P(RecordedAnswers, HoldNoElementThatOursLack) {
  const std::string number = posted(a_pothole());
  EXPECT_THAT(elements_of(get("/services.xml").body), IsSupersetOf(recorded("dc-services.xml")));
  EXPECT_THAT(elements_of(get("/services/GRAFFITI.xml").body), IsSupersetOf(recorded("dc-services-S0301.xml")));
  EXPECT_THAT(elements_of(get("/discovery.xml").body), IsSupersetOf(recorded("discovery-dc.xml")));
  EXPECT_THAT(elements_of(get("/requests/" + number + ".xml").body), IsSupersetOf(recorded("service-request.xml")));
  EXPECT_THAT(elements_of(get("/requests.xml").body), IsSupersetOf(recorded("service-requests.xml")));
  EXPECT_THAT(elements_of(get("/requests/2222-2222.xml").body), IsSupersetOf(recorded("boston-err-submitrequest-base_is_duplicate.xml")));
  const Answer batch = post("/requests.xml", {{"service_code", "TREE"}, {"address_string", "x"}});
  EXPECT_THAT(elements_of(batch.body), IsSupersetOf(recorded("boston-submitrequest-token.xml")));
  (void)store().run<int>([&](store::Tx& tx) { return cases->number_waiting(tx, 10); });
  EXPECT_THAT(elements_of(get("/tokens/" + batch.element("token") + ".xml").body), IsSupersetOf(recorded("token.xml")));
}

}  // namespace
}  // namespace portico::open311
