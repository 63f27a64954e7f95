// Proposing and reviewing over HTTP, on each database: who may, what is answered.
#include "city/standards/routes_review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "city/standards/testing_review.h"

namespace portico::standards {
namespace {

namespace json = boost::json;
using testing::AllOf;
using testing::HasSubstr;

class ReviewRoutes : public ReviewStory {
 protected:
  void SetUp() override {
    ReviewStory::SetUp();
    directory_.emplace(store());
    standards_.emplace(store());
  }
  http::Response ask(http::Method method, std::string_view pattern, const std::string& body, const std::vector<std::string>& permissions,
                     const http::Pairs& parts = {}, const http::Pairs& query = {}) {
    StillTime time(now);
    http::Response given{.status = 0};
    const auto refresh = [&] {
      directory_->refresh();
      standards_->refresh();
    };
    for (const auto& route : review_routes(store(), *directory_, *standards_, time, cases_, refresh)) {
      if (route.method != method || route.pattern != pattern) continue;
      http::Request request{.method = method, .query = query, .parts = parts, .body = body};
      request.principal = {.name = "street works", .permissions = permissions, .actor = "key:street works"};
      route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    }
    return given;
  }
  http::Response get(std::string_view pattern, const http::Pairs& parts = {}, const http::Pairs& query = {}) {
    return ask(http::Method::get, pattern, "", {"read_proposals"}, parts, query);
  }
  http::Response post(std::string_view pattern, const std::string& body, const std::vector<std::string>& permissions,
                      const http::Pairs& parts = {}) {
    return ask(http::Method::post, pattern, body, permissions, parts);
  }
  static std::string said(const http::Response& response) { return std::string(json::parse(response.body).at("detail").as_string()); }

  PastCases cases_ = nobody_asked;
  std::optional<directory::Directory> directory_;
  std::optional<Standards> standards_;
};

constexpr auto pothole = R"({"service":"POTHOLE","effective":"2026-12-01","reason":"New crews.","words":{"en":"In 3 days."},"clocks":[
  {"kind":"first_status","target":"1d","calendar":"office"},{"kind":"outcome","target":"3d","calendar":"office","share":80}]})";
const http::Pairs first{{"id", "1"}};

TEST_P(ReviewRoutes, FromAProposalToAPromise) {
  cases_ = [](std::string_view, Instant from, Instant, const std::function<void(const PastCase&)>& each) {
    each({.opened = from, .first_status = {from + std::chrono::hours(24), RunState::kept}, .outcome = {}});
  };
  const auto proposed = post("/proposals", pothole, {"propose_sla:DSW"});
  ASSERT_EQ(proposed.status, 201) << proposed.body;
  const auto proposal = json::parse(proposed.body);
  EXPECT_EQ(proposal.at("id"), 1);
  EXPECT_EQ(proposal.at("state"), "under_review");
  EXPECT_EQ(proposal.at("proposed_by"), "key:street works");
  EXPECT_EQ(proposal.at("reviews").at(1).at("name"), "Department of Technology");
  EXPECT_EQ(proposal.at("reviews").at(1).at("due"), "2026-12-07T22:00:00Z");
  EXPECT_EQ(proposal.at("evidence").at("clocks").at(0).at("elapsed").at("median"), 86400);
  EXPECT_EQ(json::parse(get("/proposals/{id}", first).body), proposal);

  const auto approved = post("/proposals/{id}/approve", R"({"office":"technology"})", {"review_sla:technology"}, first);
  ASSERT_EQ(approved.status, 200) << approved.body;
  EXPECT_EQ(json::parse(approved.body).at("reviews").at(1).at("decision"), "approved");
  const auto last = post("/proposals/{id}/approve", R"({"office":"operations","reason":"Fair."})", {"review_sla"}, first);
  EXPECT_EQ(json::parse(last.body).at("state"), "approved");
  EXPECT_EQ(standards_->now()->in_force("POTHOLE", local_date(*directory_->now(), now + std::chrono::hours(24 * 10)))->proposal, 1)
      << "those who hold the standards know of it before the answer leaves";
}

TEST_P(ReviewRoutes, LetEachActForItselfAlone) {
  const auto foreign = post("/proposals", pothole, {"propose_sla:DPT"});
  EXPECT_EQ(foreign.status, 403);
  EXPECT_EQ(said(foreign), "this needs the permission propose_sla:DSW, which street works does not have");
  ASSERT_EQ(post("/proposals", pothole, {"propose_sla"}).status, 201);
  EXPECT_EQ(post("/proposals/{id}/approve", R"({"office":"technology"})", {"review_sla:operations"}, first).status, 403);
  EXPECT_EQ(post("/proposals/{id}/return", R"({"office":"technology","reason":"No."})", {"review_sla:operations"}, first).status, 403);
  EXPECT_EQ(post("/proposals/{id}/withdraw", "", {"propose_sla:DPT"}, first).status, 403);
  EXPECT_EQ(post("/promises/{service}/confirm", "", {"confirm_sla:DPT"}, {{"service", "POTHOLE"}}).status, 403);
  EXPECT_EQ(json::parse(get("/proposals/{id}", first).body).at("state"), "under_review");
}

TEST_P(ReviewRoutes, ReturnAndWithdrawWithTheirReasons) {
  ASSERT_EQ(post("/proposals", pothole, {"propose_sla"}).status, 201);
  EXPECT_EQ(post("/proposals/{id}/return", R"({"office":"technology"})", {"review_sla"}, first).status, 400) << "a return says why";
  const auto returned = post("/proposals/{id}/return", R"({"office":"technology","reason":"Too slow."})", {"review_sla"}, first);
  EXPECT_EQ(json::parse(returned.body).at("reviews").at(1).at("reason"), "Too slow.");
  EXPECT_EQ(post("/proposals/{id}/withdraw", "{}", {"propose_sla"}, first).status, 409) << "it has ended already";
  ASSERT_EQ(post("/proposals", pothole, {"propose_sla"}).status, 201);
  const auto taken_back = post("/proposals/{id}/withdraw", R"({"reason":"Later."})", {"propose_sla:DSW"}, {{"id", "2"}});
  EXPECT_EQ(json::parse(taken_back.body).at("state"), "withdrawn");
  const auto listed = json::parse(get("/proposals", {}, {{"state", "returned"}}).body).as_array();
  ASSERT_EQ(listed.size(), 1u);
  EXPECT_EQ(listed[0].at("id"), 1);
  EXPECT_EQ(json::parse(get("/proposals", {}, {{"before", "2"}}).body).as_array().size(), 1u);
  EXPECT_EQ(get("/proposals", {}, {{"state", "lost"}}).status, 400);
}

TEST_P(ReviewRoutes, ConfirmAndPublish) {
  EXPECT_EQ(json::parse(get("/confirmations").body).at(0).at("due"), "2027-11-23");
  now += std::chrono::hours(24 * 30);
  EXPECT_EQ(post("/promises/{service}/confirm", R"({"reason":"Kept."})", {"confirm_sla:DSW"}, {{"service", "POTHOLE"}}).status, 200);
  EXPECT_EQ(json::parse(get("/confirmations").body).at(0).at("due"), "2027-12-23");
  const auto refused = post("/services/{service}/publish", "", {"publish_service"}, {{"service", "TREE"}});
  EXPECT_EQ(refused.status, 409);
  EXPECT_EQ(said(refused), "the service 'TREE' cannot be public: nothing is promised for it");
  EXPECT_EQ(get("/evidence/{service}", {{"service", "POTHOLE"}}).status, 200);
  EXPECT_EQ(get("/evidence/{service}", {{"service", "POTHOLE"}}, {{"from", "soon"}}).status, 400);
  EXPECT_EQ(get("/evidence/{service}", {{"service", "TREE"}}).status, 404);
}

TEST_P(ReviewRoutes, RefuseWhatMakesNoSense) {
  EXPECT_EQ(post("/proposals", "no JSON", {"propose_sla"}).status, 400);
  const auto wrong = post("/proposals", R"({"service":7,"efective":"2026-12-01","clocks":[{"kind":"outcome"}]})", {"propose_sla"});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr(R"({"field":"service","reason":"this is of another type","accepted":"a text"})"),
                                HasSubstr(R"({"field":"clocks[0].target","reason":"target is missing"})"),
                                HasSubstr(R"({"field":"efective","reason":"this is not known here","accepted":"perhaps 'effective'"})")));
  EXPECT_EQ(get("/proposals/{id}", {{"id", "7"}}).status, 404);
  EXPECT_EQ(get("/proposals/{id}", {{"id", "seven"}}).status, 404);
  EXPECT_EQ(post("/promises/{service}/confirm", "", {"confirm_sla"}, {{"service", "HORSE"}}).status, 404);
}

ON_EACH_DATABASE(ReviewRoutes);

}  // namespace
}  // namespace portico::standards
