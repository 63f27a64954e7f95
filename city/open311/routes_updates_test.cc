// News of requests, both ways.
#include <gmock/gmock.h>

#include "city/open311/testing.h"

namespace portico::open311 {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

class News_ : public FrontDoorStory {};
ON_EACH_DATABASE(News_);

TEST_P(News_, AMessageStopsTheFirstClockAndAnOutcomeTheSecond) {
  const std::string number = posted(a_pothole());
  later(1h);
  const Answer said = news(number, "u1", "INVESTIGATING", "A crew comes tomorrow.");
  ASSERT_EQ(said.status, 200) << said.body;
  EXPECT_EQ(said.json().at(0).at("update_id").as_string(), "u1");
  auto request = get("/requests/" + number + ".json?extensions=true").json().at(0);
  EXPECT_EQ(request.at("status").as_string(), "open");
  EXPECT_EQ(request.at("status_notes").as_string(), "A crew comes tomorrow.");
  EXPECT_EQ(request.at("extended_attributes").at("first_status_state").as_string(), "kept");

  later(1h);
  const std::string closed_at = iso8601(time.now());
  ASSERT_EQ(news(number, "u2", "FIXED", "We filled it.").status, 200);
  later(1h);
  request = get("/requests/" + number + ".json?extensions=true").json().at(0);
  EXPECT_EQ(request.at("status").as_string(), "closed");
  EXPECT_EQ(request.at("status_notes").as_string(), "We filled it.");
  EXPECT_EQ(request.at("updated_datetime").as_string(), closed_at) << "a closed request was last updated when it was closed";
  EXPECT_EQ(request.at("extended_attributes").at("closed_datetime").as_string(), closed_at);
  EXPECT_EQ(request.at("extended_attributes").at("outcome").as_string(), "fixed");
  EXPECT_EQ(request.at("extended_attributes").at("outcome_state").as_string(), "kept");
}

TEST_P(News_, AKnownUpdateIdIsRefused) {
  const std::string number = posted(a_pothole());
  EXPECT_EQ(news(number, "u1", "OPEN", "One").status, 200);
  EXPECT_EQ(news(number, "u1", "OPEN", "Two").status, 400);
}

TEST_P(News_, OfAnUnknownRequestOrStatusAreRefused) {
  EXPECT_EQ(news("2222-2222", "u1", "OPEN", "x").status, 404);
  const Answer unknown = news(posted(a_pothole()), "u1", "PENDING", "x");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, HasSubstr("NOT_COUNCILS_RESPONSIBILITY"));
  EXPECT_EQ(post("/servicerequestupdates.xml", {{"status", "OPEN"}}).status, 400);
}

TEST_P(News_, AreReadByDateAndByRequest) {
  const std::string first = posted(a_pothole()), second = posted(a_pothole());
  news(first, "u1", "IN_PROGRESS", "On its way <soon>");
  later(24h);
  news(second, "u2", "NO_FURTHER_ACTION", "Nothing to do");
  const auto all = get("/servicerequestupdates.json").json().as_array();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].at("update_id").as_string(), "u2");
  EXPECT_EQ(all[0].at("service_request_id").as_string(), second);
  EXPECT_EQ(all[0].at("status").as_string(), "NO_FURTHER_ACTION");
  const Answer xml = get("/servicerequestupdates.xml?end_date=2026-03-02T18:00:00Z");
  EXPECT_THAT(xml.body, HasSubstr("<service_requests_updates><request_update><update_id>u1</update_id>"));
  EXPECT_EQ(xml.element("description"), "On its way &lt;soon&gt;");
  EXPECT_EQ(get("/servicerequestupdates.json?service_request_id=" + second).json().as_array().size(), 1u);
  EXPECT_EQ(get("/servicerequestupdates.json?start_date=today").status, 400);
}

TEST_P(News_, MayBeSentInWholeSecondsRightAfterTheRequest) {
  later(445ms);
  const std::string number = posted(a_pothole());
  const Answer said = post("/servicerequestupdates.json", {{"service_request_id", number},
                                                           {"update_id", "u1"},
                                                           {"status", "FIXED"},
                                                           {"updated_datetime", "2026-03-02T12:00:00Z"},
                                                           {"description", "Done"}});
  EXPECT_EQ(said.status, 200) << said.body;
  EXPECT_EQ(post("/servicerequestupdates.json",
                 {{"service_request_id", number}, {"update_id", "u2"}, {"status", "FIXED"}, {"updated_datetime", "2026-03-02T11:59:59Z"}})
                .status,
            400);
}

TEST_P(News_, AClosedRequestCanBeTakenUpAgain) {
  const std::string number = posted(a_pothole());
  news(number, "u1", "CLOSED", "Done");
  EXPECT_EQ(news(number, "u2", "REOPEN", "It is back").status, 200);
  EXPECT_EQ(get("/requests/" + number + ".json").json().at(0).at("status").as_string(), "open");
}

}  // namespace
}  // namespace portico::open311
