// What a crew's or a desk's system sends, and what anybody may ask of a request's clocks.
#include "city/cases/routes_commands.h"

#include <gmock/gmock.h>

#include <boost/json.hpp>
#include <future>

#include "city/cases/routes.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::HasSubstr;

namespace json = boost::json;

class Sent : public TownStory {
 protected:
  http::Response ask(const std::string& pattern, const std::string& number, std::string body = {},
                     std::vector<std::string> permissions = {}, http::Pairs query = {}) {
    http::Request request;
    request.path = pattern;
    request.parts = {{"number", number}};
    request.query = std::move(query);
    request.body = std::move(body);
    request.principal = {.name = "crew", .permissions = std::move(permissions), .actor = "key:crew"};
    std::promise<http::Response> answer;
    for (const auto& route : routes(store(), *cases, directory, standards, time, *files))
      if (route.pattern == pattern)
        route.handle(request, http::Responder([&](http::Response response) { answer.set_value(std::move(response)); }));
    return answer.get_future().get();
  }
  http::Response post(std::string_view verb, const std::string& number, std::string body = {}, std::vector<std::string> permissions = {}) {
    const std::string held(verb);
    if (permissions.empty()) permissions = {held + "_case"};
    return ask("/cases/{number}/" + held, number, std::move(body), std::move(permissions));
  }
  http::Response page(const std::string& number, const std::string& language = "en") {
    return ask(language == "en" ? "/requests/{number}" : "/" + language + "/requests/{number}", number);
  }
  json::object clocks(const std::string& number, http::Pairs query = {}) {
    const auto given = ask("/requests/{number}/clocks.json", number, "", {}, std::move(query));
    EXPECT_EQ(given.status, 200);
    return json::parse(given.body).as_object();
  }
};
ON_EACH_DATABASE(Sent);

TEST_P(Sent, APauseAndItsEnd) {
  const Opened pot = opened(pothole());
  later(1h);
  const auto paused = post("pause", pot.number, R"({"reason":"waiting_for_customer","words":"Which side of the street?"})");
  EXPECT_EQ(paused.status, 200);
  EXPECT_EQ(paused.body, R"({"number":")" + pot.number +
                             R"(","status":"open","agency":"DSW","service":"POTHOLE","clocks":[)"
                             R"({"kind":"first_status","due":"2026-03-02T16:00:00Z","state":"paused","stopped":null},)"
                             R"({"kind":"outcome","due":"2026-03-05T12:00:00Z","state":"paused","stopped":null}],)"
                             R"("paused":{"since":"2026-03-02T13:00:00Z","reason":"waiting_for_customer"}})");
  later(2h);
  EXPECT_THAT(page(pot.number).body, testing::AllOf(HasSubstr("The clock stands still, paused since Monday, March 2, 2026 at 1:00"),
                                                    HasSubstr("waiting for the customer"), HasSubstr("Which side of the street?"),
                                                    HasSubstr("Paused</span>"), HasSubstr("/clocks.json\">")));
  EXPECT_THAT(ask("/requests", "").body, HasSubstr("Waiting</span>"));
  const auto resumed = post("resume", pot.number);
  EXPECT_EQ(resumed.status, 200);
  EXPECT_THAT(resumed.body, HasSubstr(R"("due":"2026-03-02T18:00:00Z","state":"running")"));
  EXPECT_THAT(resumed.body, HasSubstr(R"("paused":null)"));
  EXPECT_THAT(page(pot.number).body, HasSubstr("We go on"));
}

TEST_P(Sent, ATransferAndAReclassification) {
  const Opened pot = opened(pothole());
  EXPECT_THAT(post("transfer", pot.number, R"({"agency":"PD","reason":"It is in the park."})").body, HasSubstr(R"("agency":"PD")"));
  EXPECT_THAT(page(pot.number).body, HasSubstr("Passed on to Parks"));
  EXPECT_THAT(post("reclassify", pot.number, R"({"service":"TREE","reason":"A root."})").body,
              testing::AllOf(HasSubstr(R"("service":"TREE")"), testing::Not(HasSubstr("token"))));
  EXPECT_THAT(page(pot.number).body, HasSubstr("Now handled as: TREE"));
  const auto hidden = json::parse(post("reclassify", pot.number, R"({"service":"NEIGHBOUR","reason":"A fence."})").body).as_object();
  EXPECT_EQ(ask("/requests/{number}", pot.number).status, 404);
  EXPECT_EQ(ask("/requests/{number}", pot.number, "", {}, {{"token", std::string(hidden.at("token").as_string())}}).status, 200);
}

TEST_P(Sent, WhatIsWrongIsNamed) {
  const Opened pot = opened(pothole());
  const auto refused = post("pause", pot.number, R"({"reason":"lunch"})");
  EXPECT_EQ(refused.status, 400);
  EXPECT_EQ(refused.type, "application/problem+json");
  EXPECT_THAT(refused.body, HasSubstr("waiting_for_customer, waiting_for_part"));
  EXPECT_THAT(post("pause", pot.number, "reason=lunch").body, HasSubstr("the body is not JSON"));
  EXPECT_THAT(post("pause", pot.number, "[]").body, HasSubstr("the body is no object"));
  EXPECT_THAT(post("pause", pot.number, R"({"why":"x"})").body, HasSubstr("'why' is not known here"));
  EXPECT_THAT(post("pause", pot.number, R"({"reason":1})").body, HasSubstr("'reason' is no text"));
  EXPECT_THAT(post("resume", pot.number, R"({"reason":"x"})").body, HasSubstr("'reason' is not known here"));
  EXPECT_EQ(post("resume", pot.number).status, 409);
  EXPECT_EQ(post("resume", "2345-678X").status, 404);
}

TEST_P(Sent, AKeyOfOneAgencyMayNotTouchAnothers) {
  const Opened pot = opened(pothole());
  EXPECT_EQ(post("pause", pot.number, R"({"reason":"waiting_for_customer"})", {"pause_case:PD"}).status, 403);
  EXPECT_EQ(post("pause", pot.number, R"({"reason":"waiting_for_customer"})", {"pause_case:PD", "pause_case:DSW"}).status, 200);
  for (const auto& route : command_routes(store(), *cases, directory)) EXPECT_THAT(route.permission, testing::EndsWith(":AGENCY"));
}

TEST_P(Sent, WhyItIsDueThenIsDataForEverybody) {
  const Opened pot = opened(pothole());
  later(1h);
  post("pause", pot.number, R"({"reason":"waiting_for_part"})");
  later(24h);
  post("resume", pot.number);
  const auto told = clocks(pot.number);
  EXPECT_EQ(told.at("number").as_string(), pot.number);
  EXPECT_EQ(json::serialize(told.at("pauses")),
            R"([{"reason":"waiting_for_part","from":"2026-03-02T13:00:00Z","to":"2026-03-03T13:00:00Z"}])");
  ASSERT_EQ(told.at("clocks").as_array().size(), 2u);
  EXPECT_EQ(json::serialize(told.at("clocks").at(1)),
            R"({"kind":"outcome","due":"2026-03-06T12:00:00Z","state":"running","stopped":null,"target":"72H","by":"close","share":90,)"
            R"("calendar":null,"emergency":null,"pauses":[["2026-03-02T13:00:00Z","2026-03-03T13:00:00Z","waiting_for_part"]],)"
            R"("counted":[["2026-03-02T12:00:00Z","2026-03-02T13:00:00Z"],["2026-03-03T13:00:00Z","2026-03-06T12:00:00Z"]],)"
            R"("skipped":[["2026-03-02T13:00:00Z","2026-03-03T13:00:00Z","waiting_for_part"]]})");
  EXPECT_EQ(told.at("clocks").at(0).at("state").as_string(), "missed");
}

TEST_P(Sent, WhyItIsDueThenIsSaidInItsHours) {
  auto& town = *std::const_pointer_cast<standards::Snapshot>(standards.now());
  calendar::Plan office;
  office.code = "office";
  office.zone = "UTC";
  for (std::size_t day = 0; day < 5; ++day) office.week[day] = {*calendar::parse_hours("09:00-17:00", "")};
  office.closed[std::chrono::sys_days{*calendar::parse_date("2026-03-03", "")}] = "Storm day";
  town.calendars.emplace("office", standards::CalendarVersion{3, "office", "2026a", *calendar::Calendar::make(office, ""), 3, 1});
  for (auto& sla : town.slas) sla.clocks[1] = {standards::ClockKind::outcome, *standards::parse_target("8h", ""), "office", false, 90, {}};
  const Opened pot = opened(pothole());
  const auto outcome = clocks(pot.number).at("clocks").at(1);
  EXPECT_EQ(json::serialize(outcome.at("calendar")), R"({"code":"office","version":3,"zone":"UTC","tzdata":"2026a"})");
  EXPECT_EQ(json::serialize(outcome.at("counted")),
            R"([["2026-03-02T12:00:00Z","2026-03-02T17:00:00Z"],["2026-03-04T09:00:00Z","2026-03-04T12:00:00Z"]])");
  EXPECT_EQ(json::serialize(outcome.at("skipped")),
            R"([["2026-03-02T17:00:00Z","2026-03-03T00:00:00Z","closed"],["2026-03-03T00:00:00Z","2026-03-04T00:00:00Z","Storm day"],)"
            R"(["2026-03-04T00:00:00Z","2026-03-04T09:00:00Z","closed"]])");
}

TEST_P(Sent, TheClocksOfWhatIsNotPublicNeedItsToken) {
  Asked asked = pothole();
  asked.service = "NEIGHBOUR";
  const Opened secret = opened(asked);
  const auto unknown = ask("/requests/{number}/clocks.json", "2345-678X"), hidden = ask("/requests/{number}/clocks.json", secret.number);
  EXPECT_EQ(hidden.status, 404);
  EXPECT_EQ(hidden.body, unknown.body);
  EXPECT_EQ(clocks(secret.number, {{"token", secret.token}}).at("service").as_string(), "NEIGHBOUR");
}

}  // namespace
}  // namespace portico::cases
