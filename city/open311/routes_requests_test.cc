// Asking for something, and reading it back.
#include <gmock/gmock.h>

#include <boost/json/serialize.hpp>

#include "city/open311/testing.h"

namespace portico::open311 {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

std::vector<std::string> numbers_of(const Answer& answer) {
  std::vector<std::string> numbers;
  for (const auto& each : answer.list()) numbers.emplace_back(each.at("service_request_id").as_string());
  return numbers;
}

class Asking : public FrontDoorStory {};
ON_EACH_DATABASE(Asking);

TEST_P(Asking, IsAnsweredWithANumberUnderWhichTheRequestIsFound) {
  const Answer posted = post("/requests.json", a_pothole());
  ASSERT_EQ(posted.status, 200) << posted.body;
  EXPECT_EQ(posted.type, "application/json; charset=utf-8");
  const auto first = posted.json().at(0);
  EXPECT_EQ(first.at("service_notice").as_string(), "We fill it within 3 days.");
  EXPECT_TRUE(first.at("account_id").is_null());
  const std::string number(first.at("service_request_id").as_string());

  const Answer read = get("/requests/" + number + ".json");
  ASSERT_EQ(read.status, 200);
  const auto request = read.json().at(0);
  EXPECT_EQ(read.json().as_array().size(), 1u);
  EXPECT_EQ(request.at("service_request_id").as_string(), number);
  EXPECT_EQ(request.at("status").as_string(), "open");
  EXPECT_TRUE(request.at("status_notes").is_null());
  EXPECT_EQ(request.at("service_code").as_string(), "POTHOLE");
  EXPECT_EQ(request.at("description").as_string(), "Deep <hole>. Call [phone].") << "as sent, but for what is nobody's business";
  EXPECT_EQ(request.at("agency_responsible").as_string(), "Street Works");
  EXPECT_EQ(request.at("requested_datetime").as_string(), "2026-03-02T12:00:00Z");
  EXPECT_EQ(request.at("expected_datetime").as_string(), "2026-03-05T12:00:00Z");
  EXPECT_EQ(request.at("address").as_string(), "118 Quay Street");
  EXPECT_TRUE(request.at("address_id").is_null());
  EXPECT_TRUE(request.at("zipcode").is_null());
  EXPECT_EQ(request.at("lat").as_double(), 0.005);
  EXPECT_FALSE(request.as_object().contains("extended_attributes"));
}

TEST_P(Asking, ComesBackInXmlWithEmptyElementsForWhatIsAbsent) {
  const Answer posted = post("/requests.xml", {{"service_code", "POTHOLE"}, {"address_string", "Somewhere"}});
  ASSERT_EQ(posted.status, 200) << posted.body;
  EXPECT_EQ(posted.type, "text/xml; charset=utf-8");
  const Answer read = get("/requests/" + posted.element("service_request_id") + ".xml?extensions=true");
  EXPECT_THAT(read.body, AllOf(HasSubstr("<lat/><long/>"), HasSubstr("<zipcode/>"), HasSubstr("<address>Somewhere</address>")));
  EXPECT_EQ(read.element("first_status_due"), "2026-03-02T16:00:00Z");
  const std::string number = this->posted(a_pothole());
  EXPECT_EQ(get("/requests/" + number + ".xml").element("description"), "Deep &lt;hole&gt;. Call [phone].") << "markup is text";
}

TEST_P(Asking, TellsClocksDistrictsAndChannelWhereExtensionsAreAskedFor) {
  const auto more = get("/requests/" + posted(a_pothole()) + ".json?extensions=true").json().at(0).at("extended_attributes");
  EXPECT_EQ(more.at("first_status_due").as_string(), "2026-03-02T16:00:00Z");
  EXPECT_EQ(more.at("first_status_state").as_string(), "running");
  EXPECT_EQ(more.at("outcome_state").as_string(), "running");
  EXPECT_EQ(more.at("agency_code").as_string(), "DSW");
  EXPECT_EQ(more.at("channel").as_string(), "open311");
  EXPECT_TRUE(more.at("closed_datetime").is_null());
  const auto& district = more.at("districts").at(0);
  EXPECT_EQ(district.at("set").as_string(), "ward");
  EXPECT_EQ(district.at("code").as_string(), "west");
  EXPECT_EQ(district.at("name").as_string(), "West");
}

TEST_P(Asking, NamesEveryFaultAtOnce) {
  const Answer answer =
      post("/requests.json", {{"service_code", "GRAFFITI"}, {"lat", "0.005"}, {"attribute[COLOURS][]", "green"}, {"media_url", "nowhere"}});
  EXPECT_EQ(answer.status, 400);
  std::string all;
  for (const auto& error : answer.list()) {
    EXPECT_EQ(error.at("code").as_int64(), 400);
    all += std::string(error.at("description").as_string()) + "\n";
  }
  EXPECT_THAT(all, AllOf(HasSubstr("long required"), HasSubstr("HOWMANY required"), HasSubstr("COLOURS"), HasSubstr("media_url")));
  EXPECT_EQ(answer.json().as_array().size(), 4u);
}

TEST_P(Asking, RefusesAPlaceOutsideTheCityAndAnUnknownService) {
  EXPECT_THAT(post("/requests.xml", {{"service_code", "POTHOLE"}, {"lat", "0.5"}, {"long", "0.5"}}).element("description"),
              HasSubstr("outside the city"));
  const Answer unknown = post("/requests.json", {{"service_code", "NOPE"}, {"address_string", "x"}});
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, HasSubstr("NOPE"));
  EXPECT_THAT(post("/requests.json", {{"address_string", "x"}}).body, HasSubstr("service_code required"));
  EXPECT_EQ(post("/requests.json", {{"service_code", "POTHOLE"}, {"address_string", "x"}, {"description", std::string(4001, 'x')}}).status,
            400);
}

TEST_P(Asking, TakesAnswersToQuestionsAndMultipartForms) {
  const Answer answer = ask(http::Method::post, "/requests.json",
                            "--b\r\nContent-Disposition: form-data; name=\"service_code\"\r\n\r\nGRAFFITI\r\n"
                            "--b\r\nContent-Disposition: form-data; name=\"address_string\"\r\n\r\nA wall\r\n"
                            "--b\r\nContent-Disposition: form-data; name=\"attribute[HOWMANY]\"\r\n\r\none\r\n--b--\r\n",
                            {{"content-type", "multipart/form-data; boundary=b"}});
  EXPECT_EQ(answer.status, 200) << answer.body;
}

TEST_P(Asking, RefusesFilesOfOtherFieldsAndSaysWhatIsTaken) {
  const Answer answer = ask(http::Method::post, "/requests.json",
                            "--b\r\nContent-Disposition: form-data; name=\"picture\"; filename=\"a.jpg\"\r\n\r\nxx\r\n--b--\r\n",
                            {{"content-type", "multipart/form-data; boundary=b"}});
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("media or media[]"));
  EXPECT_EQ(ask(http::Method::post, "/requests.json", "{}", {{"content-type", "application/json"}}).status, 400);
}

TEST_P(Asking, TwiceMakesTwoRequestsUnlessBothCarryOneKey) {
  EXPECT_NE(posted(a_pothole()), posted(a_pothole()));
  const http::Pairs key{{"idempotency-key", "k-1"}};
  const Answer first = post("/requests.json", a_pothole(), key), second = post("/requests.json", a_pothole(), key);
  EXPECT_EQ(first.body, second.body);
  EXPECT_EQ(post("/requests.xml", a_pothole(), key).element("service_request_id"), first.json().at(0).at("service_request_id").as_string());
  Fields other = a_pothole();
  other.back().second = "Another hole";
  const Answer mismatch = post("/requests.json", other, key);
  EXPECT_EQ(mismatch.status, 422);
  EXPECT_THAT(mismatch.body, HasSubstr("key"));
  EXPECT_EQ(post("/requests.json", a_pothole(), {{"idempotency-key", std::string(201, 'k')}}).status, 400);
}

TEST_P(Asking, ARefusalIsNotKeptUnderTheKey) {
  const http::Pairs key{{"idempotency-key", "k-2"}};
  EXPECT_EQ(post("/requests.json", {{"service_code", "POTHOLE"}}, key).status, 400);
  EXPECT_EQ(post("/requests.json", a_pothole(), key).status, 200);
}

TEST_P(Asking, ABatchServiceGivesATokenThatBecomesANumber) {
  const Answer posted = post("/requests.json", {{"service_code", "TREE"}, {"address_string", "Oak Street"}});
  ASSERT_EQ(posted.status, 200) << posted.body;
  EXPECT_FALSE(posted.json().at(0).as_object().contains("service_request_id"));
  const std::string token(posted.json().at(0).at("token").as_string());
  const auto pending = get("/tokens/" + token + ".json").json().at(0);
  EXPECT_EQ(pending.at("token").as_string(), token);
  EXPECT_FALSE(pending.as_object().contains("service_request_id"));
  (void)store().run<int>([&](store::Tx& tx) { return cases->number_waiting(tx, 10); });
  const Answer numbered = get("/tokens/" + token + ".xml");
  EXPECT_EQ(get("/requests/" + numbered.element("service_request_id") + ".json").status, 200);
  EXPECT_EQ(get("/tokens/00000000000000000000000000000000.json").status, 404);
  EXPECT_EQ(get("/tokens/nonsense.xml").status, 404);
}

TEST_P(Asking, WhatIsNotPublicIsReadByItsTokenAlone) {
  const auto posted =
      post("/requests.json", {{"service_code", "NEIGHBOUR"}, {"address_string", "Next door"}, {"description", "Noise"}}).json().at(0);
  const std::string number(posted.at("service_request_id").as_string()), token(posted.at("token").as_string());
  EXPECT_EQ(get("/requests/" + number + ".json").status, 404);
  EXPECT_THAT(numbers_of(get("/requests.json")), IsEmpty());
  EXPECT_THAT(numbers_of(get("/requests.json?service_request_id=" + number)), IsEmpty());
  const Answer read = get("/requests/" + token + ".json");
  ASSERT_EQ(read.status, 200);
  EXPECT_TRUE(read.json().at(0).at("description").is_null()) << "a private description is never shown";
}

TEST_P(Asking, ADescriptionThatIsReviewedFirstIsReplaced) {
  const std::string number =
      posted({{"service_code", "GRAFFITI"}, {"address_string", "x"}, {"attribute[HOWMANY]", "one"}, {"description", "rude"}});
  const std::string shown(get("/requests/" + number + ".json").json().at(0).at("description").as_string());
  EXPECT_THAT(shown, AllOf(Not(HasSubstr("rude")), HasSubstr("looked at")));
}

TEST_P(Asking, WarnsOfDanger) {
  Fields form = a_pothole();
  form.back().second = "A Gas Smell from the hole";
  EXPECT_THAT(std::string(post("/requests.json", form).json().at(0).at("service_notice").as_string()),
              testing::StartsWith("Danger to life? Call 911"));
}

TEST_P(Asking, InAnEmergencyHearsWhatItMeansForTheRequest) {
  const auto before = posted(a_pothole());
  standards::Emergency storm;
  storm.code = "snow";
  storm.services = {"POTHOLE"};
  storm.words = {{"en", "Because of the snow storm."}, {"es", "Debido a la tormenta."}};
  storm.declared = storm.from = time.now();
  storm.until = time.now() + std::chrono::hours(24);
  std::const_pointer_cast<standards::Snapshot>(standards.now())->emergencies = {storm};
  const std::string told =
      "We fill it within 3 days. Because of the snow storm. Time from Monday, March 2, 2026 at 12:00\u00a0PM until Tuesday, March 3, 2026 "
      "at "
      "12:00\u00a0PM does not count for this request.";
  EXPECT_EQ(std::string(post("/requests.json", a_pothole()).json().at(0).at("service_notice").as_string()), told);
  const auto request = get("/requests/" + before + ".json?extensions=true").json().at(0);
  EXPECT_EQ(std::string(request.at("service_notice").as_string()), told);
  EXPECT_EQ(boost::json::serialize(request.at("extended_attributes").at("emergencies")),
            R"([{"code":"snow","kind":"suspend","from":"2026-03-02T12:00:00Z","until":"2026-03-03T12:00:00Z"}])");
  EXPECT_THAT(
      get("/requests/" + before + ".xml?extensions=true&locale=es").body,
      ::testing::AllOf(::testing::HasSubstr("<emergencies><emergency><code>snow</code>"), ::testing::HasSubstr("Debido a la tormenta.")));
}

TEST_P(Asking, OnIntakeOnlyListsWaitInOpen311sOwnWords) {
  const auto route = [&](std::string_view pattern) {
    for (const auto& each : table->routes())
      if (each.method == http::Method::get && each.pattern == pattern) return each;
    throw std::logic_error("there is no such route");
  };
  http::Request request;
  request.parts = {{"format", "xml"}};
  for (const char* pattern : {"/requests.{format}", "/servicerequestupdates.{format}", "/bulk/requests.{format}"}) {
    EXPECT_TRUE(route(pattern).heavy) << pattern;
    const auto rests = route(pattern).put_off(request);
    ASSERT_TRUE(rests.has_value()) << pattern;
    EXPECT_EQ(rests->status, 503);
    EXPECT_THAT(rests->body, ::testing::HasSubstr("<errors><error><code>503</code><description>very many people are asking"));
  }
  request.query = {{"service_request_id", "2345-678X"}};
  EXPECT_FALSE(route("/requests.{format}").put_off(request).has_value()) << "one request is no list";
  request.query = {{"service_request_id", "2345-678X,2345-678F"}};
  EXPECT_TRUE(route("/requests.{format}").put_off(request).has_value());
  const auto kept = route("/requests/{id}.{format}").kept_as;
  request.path = "/requests/2345-678X.json";
  request.parts = {{"id", "2345-678X"}, {"format", "json"}};
  request.query = {{"x", "y"}};
  EXPECT_EQ(kept(request), "en plain /requests/2345-678X.json");
  request.query = {{"extensions", "true"}, {"locale", "es"}};
  EXPECT_EQ(kept(request), "es extended /requests/2345-678X.json");
  request.query = {{"jurisdiction_id", "elsewhere"}};
  EXPECT_EQ(kept(request), "");
  request.parts = {{"id", std::string(32, 'a')}, {"format", "json"}};
  request.query = {};
  EXPECT_EQ(kept(request), "") << "a token is not for everybody";
}

TEST_P(Asking, AKeyIsNeededWhereTheCitySaysSo) {
  door_town->server.post_needs_key = true;
  make_door({.keys = {{"good", "Street Works"}}});
  const Answer missing = post("/requests.json", a_pothole());
  EXPECT_EQ(missing.status, 403);
  EXPECT_EQ(missing.json().at(0).at("code").as_int64(), 403);
  Fields form = a_pothole();
  form.emplace_back("api_key", "wrong");
  EXPECT_EQ(post("/requests.xml", form).status, 403);
  form.back().second = "good";
  EXPECT_EQ(post("/requests.json", form).status, 200);
  EXPECT_EQ(post("/requests.json?api_key=good", a_pothole()).status, 200);
  EXPECT_EQ(get("/requests.json?api_key=wrong").status, 200) << "reads need none and ignore it";
  EXPECT_EQ(post("/servicerequestupdates.json", {}).status, 403);
}

TEST_P(Asking, KnowsItsOwnJurisdictionAlone) {
  EXPECT_EQ(get("/requests.json?jurisdiction_id=town").status, 200);
  EXPECT_EQ(get("/requests.json?jurisdiction_id=").status, 200);
  EXPECT_EQ(get("/services.xml?jurisdiction_id=elsewhere").status, 404);
  Fields form = a_pothole();
  form.emplace_back("jurisdiction_id", "elsewhere");
  EXPECT_EQ(post("/requests.json", form).status, 404);
}

TEST_P(Asking, OfWhatIsUnknownAnswers404InTheClientsFormat) {
  const Answer json = get("/requests/2222-2222.json");
  EXPECT_EQ(json.status, 404);
  EXPECT_EQ(json.json().at(0).at("code").as_int64(), 404);
  EXPECT_THAT(get("/requests/2222-2222.xml").body, HasSubstr("<errors><error><code>404</code>"));
  EXPECT_EQ(get("/requests.yaml").status, 404);
  EXPECT_EQ(post("/requests.yaml", a_pothole()).status, 404);
  EXPECT_EQ(get("/requests/2222-2222.yaml").status, 404);
}

class Lists : public FrontDoorStory {
 protected:
  void SetUp() override {
    for (int i = 0; i < 5; ++i) {
      Fields form = a_pothole();
      if (i == 3) form = {{"service_code", "GRAFFITI"}, {"lat", "0.005"}, {"long", "0.008"}, {"attribute[HOWMANY]", "one"}};
      numbers.push_back(posted(form));
      later(24h);
    }
  }
  std::vector<std::string> numbers;  // oldest first
};
ON_EACH_DATABASE(Lists);

TEST_P(Lists, ShowTheNewestFirst) {
  EXPECT_THAT(numbers_of(get("/requests.json")), ElementsAre(numbers[4], numbers[3], numbers[2], numbers[1], numbers[0]));
  EXPECT_THAT(numbers_of(get("/requests.json?sort=oldest&page_size=2")), ElementsAre(numbers[0], numbers[1]));
  EXPECT_EQ(get("/requests.xml").type, "text/xml; charset=utf-8");
}

TEST_P(Lists, AreNarrowedByWhatIsAsked) {
  EXPECT_THAT(numbers_of(get("/requests.json?service_code=GRAFFITI")), ElementsAre(numbers[3]));
  EXPECT_EQ(numbers_of(get("/requests.json?service_code=GRAFFITI,POTHOLE")).size(), 5u);
  EXPECT_THAT(numbers_of(get("/requests.json?service_request_id=" + numbers[1] + ",2222-2222&service_code=GRAFFITI")),
              ElementsAre(numbers[1]));
  EXPECT_THAT(numbers_of(get("/requests.json?start_date=2026-03-05T12:00:00Z")), ElementsAre(numbers[4], numbers[3]));
  EXPECT_THAT(numbers_of(get("/requests.json?end_date=2026-03-03T12:00:00Z")), ElementsAre(numbers[1], numbers[0])) << "the end is within";
  EXPECT_THAT(numbers_of(get("/requests.json?bbox=0.007,0,0.01,0.01")), ElementsAre(numbers[3]));
  EXPECT_THAT(numbers_of(get("/requests.json?lat=0.005&long=0.008&radius=50")), ElementsAre(numbers[3]));
  index_words();
  EXPECT_EQ(numbers_of(get("/requests.json?q=quay")).size(), 4u);
  EXPECT_THAT(numbers_of(get("/requests.json?q=nothing+like+it")), IsEmpty());
}

TEST_P(Lists, KnowOpenAndClosed) {
  ASSERT_EQ(news(numbers[2], "u1", "FIXED", "Filled.").status, 200);
  EXPECT_THAT(numbers_of(get("/requests.json?status=closed")), ElementsAre(numbers[2]));
  EXPECT_EQ(numbers_of(get("/requests.json?status=open")).size(), 4u);
  EXPECT_EQ(numbers_of(get("/requests.json?status=open,closed")).size(), 5u);
  EXPECT_THAT(numbers_of(get("/requests.json?updated_after=" + iso8601(time.now()))), ElementsAre(numbers[2]));
  const Answer unknown = get("/requests.xml?status=pending&service_code=NOPE");
  EXPECT_EQ(unknown.status, 400);
  EXPECT_THAT(unknown.body, AllOf(HasSubstr("pending"), HasSubstr("NOPE")));
}

TEST_P(Lists, ArePagedByNumberAndByCursor) {
  EXPECT_THAT(numbers_of(get("/requests.json?page=2&page_size=2")), ElementsAre(numbers[2], numbers[1]));
  const Answer past = get("/requests.json?page=4&page_size=2");
  EXPECT_EQ(past.status, 200);
  EXPECT_THAT(numbers_of(past), IsEmpty());
  EXPECT_EQ(get("/requests.json?page=900").body, "[]");

  std::vector<std::string> all;
  std::string target = "/requests.json?page_size=2&status=open";
  for (int pages = 0; !target.empty(); ++pages) {
    ASSERT_LT(pages, 4);
    const Answer page = get(target);
    for (auto& number : numbers_of(page)) all.push_back(number);
    const std::string link = page.header("Link");
    constexpr std::string_view host = "https://town.example";
    target = link.empty() ? "" : link.substr(1 + host.size(), link.find('>') - 1 - host.size());
    if (!link.empty()) {
      EXPECT_THAT(link, AllOf(HasSubstr("rel=\"next\""), HasSubstr("status=open")));
    }
  }
  EXPECT_THAT(all, ElementsAre(numbers[4], numbers[3], numbers[2], numbers[1], numbers[0]));
}

TEST_P(Lists, CanBeHadWholeInFourFormats) {
  const Answer csv = get("/bulk/requests.csv");
  EXPECT_EQ(csv.type, "text/csv; charset=utf-8");
  EXPECT_THAT(csv.body, testing::StartsWith(
                            "service_request_id,requested_datetime,updated_datetime,closed_date,status_description,status_notes,source,"
                            "service_name,service_subtype,description,agency_responsible,address,lat,long\r\n"));
  EXPECT_EQ(std::count(csv.body.begin(), csv.body.end(), '\n'), 6);
  EXPECT_EQ(get("/bulk/requests.json").json().as_array().size(), 5u);
  EXPECT_EQ(get("/bulk/requests.json?service_code=GRAFFITI").json().at(0).at("lat").as_double(), 0.005);
  const auto features = get("/bulk/requests.geojson").json().at("features").as_array();
  ASSERT_EQ(features.size(), 5u);
  EXPECT_EQ(features[0].at("geometry").at("coordinates").at(1).as_double(), 0.005);
  EXPECT_THAT(get("/bulk/requests.xml").body, AllOf(HasSubstr("<service_requests>"), testing::EndsWith("</service_requests>\n")));
  EXPECT_EQ(get("/bulk/requests.pdf").status, 404);
}

}  // namespace
}  // namespace portico::open311
