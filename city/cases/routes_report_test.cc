// Reporting a problem, page by page, as a browser without scripts does it.
#include "city/cases/routes_report.h"

#include <gmock/gmock.h>

#include <optional>

#include "city/cases/follow.h"
#include "city/cases/report.h"
#include "city/cases/testing.h"
#include "city/directory/built.h"
#include "platform/http/testing_table.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using files::testing::sample;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::shared_ptr<const directory::StreetIndex> three_streets() {
  return std::make_shared<const directory::StreetIndex>(
      directory::pack_streets({{"Quay Street", 1, 99, 2, 100, {{0.005, 0.001}, {0.005, 0.003}}},
                               {"East Quay Street", 1, 99, 2, 100, {{0.005, 0.006}, {0.005, 0.008}}},
                               {"Far Road", 1, 99, 2, 100, {{0.5, 0.5}, {0.5, 0.502}}}}));
}

std::shared_ptr<const directory::Snapshot> spanish_town() {
  auto town = std::const_pointer_cast<directory::Snapshot>(small_town());
  town->city.languages = {"en", "es"};
  for (auto& service : town->services) {
    if (service.code == "POTHOLE") service.danger_words = {"gas smell"};
    if (service.code == "POTHOLE") service.photos = directory::Exposure::open;
    if (service.code == "POTHOLE") service.name["es"] = "Bache";
  }
  town->sites = {{.code = "PORT", .name = {{"en", "Old Port Center"}}, .address = "12 Quay Street", .point = geo::Point{0.005, 0.0012}}};
  town->prepare();
  return town;
}

class AReport : public TownStory {
 protected:
  AReport() : city(spanish_town()), streets(three_streets()) {
    cases = std::make_unique<Cases>(store(), city, standards, time, chance, "a secret of thirty-two bytes ....");
    table.emplace(report_routes({store(), *cases, city, streets, standards, *files, time, chance, "secret", "https://town.example"}));
  }

  http::Response ask(http::Method method, const std::string& target, std::string body = {}, const std::string& type = {}) {
    http::Request request;
    if (!type.empty()) request.headers.emplace_back("content-type", type);
    request.body = std::move(body);
    http::Response response = table->answer(method, target, std::move(request));
    EXPECT_THAT(without_our_script(response.body), AllOf(Not(HasSubstr("style=")), Not(HasSubstr("<script")), Not(HasSubstr("onclick"))));
    return response;
  }
  static std::string without_our_script(std::string html) {
    const std::string script = "<script type=\"module\" src=\"" + std::string(directory::built("report.js")->path) + "\"></script>";
    if (const auto at = html.find(script); at != std::string::npos) html.erase(at, script.size());
    return html;
  }
  http::Response get(const std::string& target) { return ask(http::Method::get, target); }
  http::Response post(const std::string& target, const http::Pairs& form) {
    std::string body;
    for (const auto& [name, value] : form)
      body += (body.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
    return ask(http::Method::post, target, std::move(body), "application/x-www-form-urlencoded");
  }
  http::Response post_photos(const std::string& target, const http::Pairs& form, const std::vector<std::string>& photos) {
    std::string body;
    for (const auto& [name, value] : form) body += "--x\r\nContent-Disposition: form-data; name=\"" + name + "\"\r\n\r\n" + value + "\r\n";
    for (const auto& photo : photos)
      body += "--x\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.jpg\"\r\n\r\n" + photo + "\r\n";
    return ask(http::Method::post, target, body + "--x--\r\n", "multipart/form-data; boundary=x");
  }
  // The hidden fields that a page would send on.
  static http::Pairs hidden_in(const std::string& page) {
    http::Pairs fields;
    constexpr std::string_view input = "<input type=\"hidden\" name=\"", middle = "\" value=\"";
    for (auto at = page.find(input); at != std::string::npos; at = page.find(input, at + 1)) {
      const auto name = at + input.size(), after_name = page.find('"', name), value = after_name + middle.size();
      if (page.compare(after_name, middle.size(), middle) != 0) continue;
      fields.emplace_back(page.substr(name, after_name - name), page.substr(value, page.find('"', value) - value));
    }
    return fields;
  }
  static http::Pairs with(http::Pairs fields, const http::Pairs& typed) {
    fields.insert(fields.end(), typed.begin(), typed.end());
    return fields;
  }
  static std::string location(const http::Response& response) {
    for (const auto& [name, value] : response.headers)
      if (name == "Location") return value;
    return {};
  }
  std::string details_for(const std::string& service, const std::string& address) {
    const auto begun = get("/report/" + service);
    const auto page = post("/report/" + service, with(hidden_in(begun.body), {{"address", address}}));
    EXPECT_THAT(page.body, HasSubstr("What do you see?"));
    return page.body;
  }
  std::size_t cases_on_file() { return listed(Filter{.listed_only = false}).cases.size(); }

  directory::Directory city;
  directory::Streets streets;
  std::optional<http::testing::Table> table;
};
ON_EACH_DATABASE(AReport);

TEST_P(AReport, BeginsWithWhatItIs) {
  EXPECT_THAT(get("/report").body, AllOf(HasSubstr("<h1>Report a problem</h1>"), HasSubstr("Danger to life? Call 911."),
                                         HasSubstr("href=\"/report/POTHOLE\""), Not(HasSubstr("HORSE"))));
  EXPECT_THAT(get("/report?q=pothle").body, AllOf(HasSubstr("One thing fits"), HasSubstr("value=\"pothle\"")));
  EXPECT_THAT(get("/es/report?q=bache").body, AllOf(HasSubstr("Una cosa coincide"), HasSubstr("href=\"/es/report/POTHOLE\"")));
  EXPECT_THAT(get("/report?q=dragon").body, HasSubstr("We found nothing with these words."));
  EXPECT_EQ(get("/report/HORSE").status, 404);
  EXPECT_EQ(get("/report/NOTHING").status, 404);
}

TEST_P(AReport, OpensACaseAndLeadsToItsReceipt) {
  const std::string details = details_for("POTHOLE", "50 quay st");
  EXPECT_THAT(details, AllOf(HasSubstr("Everybody can read this"), HasSubstr("you hear from us by Monday, March 2, 2026 at 4:00"),
                             HasSubstr("name=\"lat\""), HasSubstr("enctype=\"multipart/form-data\"")));
  const auto sent = post_photos(
      "/report/POTHOLE",
      with(hidden_in(details), {{"description", "A deep hole"}, {"first_name", "Jane"}, {"email", "jane@example.org"}, {"locale", "es"}}),
      {sample("phone.jpg")});
  ASSERT_EQ(sent.status, 303) << sent.body;
  const auto receipt = get(location(sent));
  EXPECT_EQ(receipt.status, 200);
  EXPECT_THAT(receipt.body,
              AllOf(HasSubstr("We got it. Your number is"), HasSubstr("<svg viewBox"), HasSubstr("https://town.example/requests/"),
                    HasSubstr("50 Quay Street"), HasSubstr("This is a receipt. Our answer comes later."), Not(HasSubstr("Jane")),
                    Not(HasSubstr("jane@example.org"))));
  const auto opened = listed({}).cases.at(0);
  EXPECT_EQ(opened.channel, Channel::web);
  EXPECT_EQ(opened.description, "A deep hole");
  EXPECT_EQ(opened.photo_count, 1);
  EXPECT_NEAR(opened.place.point->longitude, 0.002, 0.0001);
  EXPECT_FALSE(opened.place.to_be_found);
}

TEST_P(AReport, OffersPlacesThatAreLikeWhatWasTyped) {
  const auto begun = get("/report/POTHOLE");
  const auto offered = post("/report/POTHOLE", with(hidden_in(begun.body), {{"address", "50 quey"}}));
  EXPECT_THAT(offered.body, AllOf(HasSubstr("Do you mean one of these?"), HasSubstr("50 Quay Street"), HasSubstr("50 East Quay Street"),
                                  HasSubstr("value=\"50 quey\"")));
  const auto chosen =
      post("/report/POTHOLE", with(hidden_in(offered.body), {{"address", "50 quey"}, {"place", "0.005000 0.007000 50 East Quay Street"}}));
  EXPECT_THAT(chosen.body,
              AllOf(HasSubstr("What do you see?"), HasSubstr("value=\"50 East Quay Street\""), HasSubstr("value=\"0.007000\"")));
  const auto own = post("/report/POTHOLE", with(hidden_in(offered.body), {{"address", "50 quey"}, {"place", "as-written"}}));
  EXPECT_THAT(own.body, HasSubstr("We do not know this place yet."));
  // Typed anew: what was offered before no longer counts.
  const auto anew = post("/report/POTHOLE", with(hidden_in(offered.body), {{"address", "60 Quay Street"}, {"place", "as-written"}}));
  EXPECT_THAT(anew.body, HasSubstr("value=\"60 Quay Street\""));
  EXPECT_THAT(anew.body, Not(HasSubstr("We do not know this place yet.")));
}

TEST_P(AReport, TurnsNobodyAwayWhosePlaceIsNotKnown) {
  const std::string details = details_for("POTHOLE", "behind the old mill");
  EXPECT_THAT(details, HasSubstr("We do not know this place yet."));
  ASSERT_EQ(post("/report/POTHOLE", hidden_in(details)).status, 303);
  EXPECT_TRUE(listed({}).cases.at(0).place.to_be_found);
  EXPECT_EQ(listed({}).cases.at(0).place.address, "behind the old mill");
}

TEST_P(AReport, LosesNothingThatWasTypedWhenSomethingIsWrong) {
  const auto begun = get("/report/GRAFFITI");
  const auto nowhere = post("/report/GRAFFITI", with(hidden_in(begun.body), {{"address", "  "}}));
  EXPECT_EQ(nowhere.status, 400);
  EXPECT_THAT(nowhere.body,
              AllOf(HasSubstr("href=\"#f-address\""), HasSubstr("aria-invalid=\"true\""), HasSubstr("<title>Something is wrong:")));

  const std::string details = details_for("GRAFFITI", "50 Quay Street");
  const auto wrong = post_photos(
      "/report/GRAFFITI",
      with(hidden_in(details), {{"description", "Red <paint>"}, {"attribute[COLOURS]", "red"}, {"email", "jane"}, {"last_name", "Doe"}}),
      {sample("plain.jpg"), "no picture at all \x01"});
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr("Red &lt;paint&gt;</textarea>"), HasSubstr("value=\"red\" checked"), HasSubstr("value=\"jane\""),
                                HasSubstr("value=\"Doe\""), HasSubstr("href=\"#f-attribute-HOWMANY-\""), HasSubstr("Please answer this."),
                                HasSubstr("This is no email address."), HasSubstr("One of the files is no photo that we can take."),
                                HasSubstr("We have one photo of yours already.")));
  EXPECT_EQ(cases_on_file(), 0u);
  const auto sent = post("/report/GRAFFITI", with(hidden_in(wrong.body), {{"attribute[HOWMANY]", "one"}, {"description", "Red paint"}}));
  ASSERT_EQ(sent.status, 303) << sent.body;
  EXPECT_EQ(listed({}).cases.at(0).photo_count, 1);  // the good one need not be chosen again
}

TEST_P(AReport, SentTwiceIsOneCase) {
  const std::string details = details_for("POTHOLE", "50 Quay Street");
  const auto form = with(hidden_in(details), {{"description", "A hole"}});
  const auto first = post("/report/POTHOLE", form), again = post("/report/POTHOLE", form);
  EXPECT_EQ(first.status, 303);
  EXPECT_EQ(location(first), location(again));
  EXPECT_EQ(cases_on_file(), 1u);
  const auto other = post("/report/POTHOLE", with(hidden_in(details), {{"description", "Another hole"}}));
  EXPECT_EQ(other.status, 400);
  EXPECT_THAT(other.body, HasSubstr("You sent this report already"));
  EXPECT_EQ(cases_on_file(), 1u);
}

TEST_P(AReport, IsPlacedByTheNameOfOneOfTheCitysOffices) {
  const auto begun = get("/report/POTHOLE");
  const auto offered = post("/report/POTHOLE", with(hidden_in(begun.body), {{"address", "old port"}}));
  EXPECT_THAT(offered.body, AllOf(HasSubstr("Do you mean one of these?"), HasSubstr("<bdi>Old Port Center, 12 Quay Street</bdi></span>")));
  EXPECT_THAT(details_for("POTHOLE", "Old Port Center"), HasSubstr("value=\"Old Port Center, 12 Quay Street\""));
}

TEST_P(AReport, AsksWhetherItIsKnownAlready) {
  const Opened known = opened(pothole({0.005, 0.0021}));
  const auto begun = get("/report/POTHOLE");
  const auto near = post("/report/POTHOLE", with(hidden_in(begun.body), {{"address", "50 Quay Street"}}));
  EXPECT_THAT(near.body, AllOf(HasSubstr("Is it one of these?"), HasSubstr("/requests/" + known.number), HasSubstr("meters away")));
  const auto details = post("/report/POTHOLE", hidden_in(near.body.substr(near.body.rfind("<form"))));
  EXPECT_THAT(details.body, HasSubstr("What do you see?"));
  EXPECT_EQ(post("/report/POTHOLE", hidden_in(details.body)).status, 303);
  EXPECT_EQ(cases_on_file(), 2u);
}

TEST_P(AReport, OfWhatIsKnownIsFollowedInOneStepAndOpensNothing) {
  const Opened known = opened(pothole({0.005, 0.0021}));
  const auto begun = get("/report/POTHOLE");
  const auto near = post("/report/POTHOLE", with(hidden_in(begun.body), {{"address", "50 Quay Street"}}));
  const std::string field = "email-" + known.number;
  const auto form = hidden_in(near.body.substr(0, near.body.rfind("<form")));
  EXPECT_THAT(near.body, AllOf(HasSubstr("<details><summary class=\"btn btn--quiet btn--small\">It is this one"),
                               HasSubstr("name=\"" + field + "\"")));
  const auto wrong = post("/report/POTHOLE", with(form, {{field, "nobody"}}));
  EXPECT_EQ(wrong.status, 400);
  EXPECT_THAT(wrong.body, AllOf(HasSubstr("<details open>"), HasSubstr("href=\"#f-" + field + "\""), HasSubstr("value=\"nobody\""),
                                HasSubstr("This is no email address")));
  const auto people = [&] { return read([&](store::Reader& reader) { return people_behind(reader, known.id); }); };
  EXPECT_EQ(location(post("/report/POTHOLE", form)), "/requests/" + known.number + "?said=known") << "nobody to tell";
  EXPECT_EQ(people(), 1);
  for (const char* email : {"ana@example.org", "ana@example.org", "ben@example.org"})
    EXPECT_EQ(location(post("/report/POTHOLE", with(form, {{field, email}}))), "/requests/" + known.number + "?said=following");
  EXPECT_EQ(people(), 3) << "the same address once";
  EXPECT_EQ(cases_on_file(), 1U);
  EXPECT_EQ(post("/report/POTHOLE", with({{"step", "same"}, {"number", "2345-678X"}}, {})).status, 404);
}

TEST_P(AReport, OfDangerIsSentElsewhereFirst) {
  const std::string details = details_for("POTHOLE", "50 Quay Street");
  const auto told = post("/report/POTHOLE", with(hidden_in(details), {{"description", "A hole, and a gas smell"}}));
  EXPECT_EQ(told.status, 200);
  EXPECT_THAT(told.body, AllOf(HasSubstr("Is anybody in danger? Call 911 now."), HasSubstr("A hole, and a gas smell</textarea>")));
  EXPECT_EQ(cases_on_file(), 0u);
  EXPECT_EQ(post("/report/POTHOLE", with(hidden_in(told.body), {{"description", "A hole, and a gas smell"}})).status, 303);
}

TEST_P(AReport, OutsideTheCityIsAskedForItsPlaceAgain) {
  const auto begun = get("/report/POTHOLE");
  const auto far = post("/report/POTHOLE", with(hidden_in(begun.body), {{"address", "50 Far Road"}}));
  const auto refused = post("/report/POTHOLE", with(hidden_in(far.body), {{"description", "A hole"}}));
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("This place lies outside the city."), HasSubstr("value=\"50 Far Road\"")));
}

TEST_P(AReport, OfAPrivateServiceHasAReceiptForItsSenderAlone) {
  const std::string details = details_for("NEIGHBOUR", "50 Quay Street");
  EXPECT_THAT(details, HasSubstr("Only the city reads this."));
  const auto sent = post("/report/NEIGHBOUR", hidden_in(details));
  ASSERT_EQ(sent.status, 303);
  const std::string to = location(sent);
  EXPECT_THAT(to, HasSubstr("/receipt?token="));
  EXPECT_THAT(get(to).body, HasSubstr("This request is not public."));
  EXPECT_EQ(get(to.substr(0, to.find('?'))).status, 404);
}

TEST_P(AReport, OfOneFormFindsItsPlaceItselfOrLeavesItToAPerson) {
  const auto whole = get("/report/POTHOLE?whole=yes");
  EXPECT_THAT(whole.body, AllOf(HasSubstr("What do you see?"), HasSubstr("Address or corner"), HasSubstr("name=\"whole\" value=\"yes\""),
                                Not(HasSubstr("If you send this now"))))
      << "a browser may show it days later";
  const auto nowhere = post("/report/POTHOLE", with(hidden_in(whole.body), {{"description", "A hole"}}));
  EXPECT_EQ(nowhere.status, 400);
  EXPECT_THAT(nowhere.body, AllOf(HasSubstr("href=\"#f-address\""), HasSubstr("A hole</textarea>"), HasSubstr("Tell us where it is.")));
  ASSERT_EQ(post("/report/POTHOLE", with(hidden_in(whole.body), {{"address", "50 quay st"}, {"description", "A hole"}})).status, 303);
  const auto found = listed({}).cases.at(0);
  EXPECT_EQ(found.place.address, "50 Quay Street");
  EXPECT_NEAR(found.place.point->longitude, 0.002, 0.0001);
  const auto again = get("/report/POTHOLE?whole=yes");
  ASSERT_EQ(post("/report/POTHOLE", with(hidden_in(again.body), {{"address", "50 quey"}, {"description", "Another"}})).status, 303);
  EXPECT_EQ(cases_on_file(), 2u);
  for (const Case& each : listed({}).cases) EXPECT_EQ(each.place.to_be_found, each.place.address == "50 quey");
}

TEST_P(AReport, HandsItsScriptTheWordsOfTheReadersLanguage) {
  const auto english = get("/report/POTHOLE"), spanish = get("/es/report/POTHOLE");
  EXPECT_THAT(english.body,
              AllOf(HasSubstr("data-report=\"POTHOLE\" data-step=\"where\""), HasSubstr("data-places=\"/places.json\""),
                    HasSubstr("&quot;photos.count&quot;:&quot;Photos chosen: {count} of {most}.&quot;"), HasSubstr("Send at most 5.")));
  EXPECT_THAT(english.body, HasSubstr("/report-"));
  EXPECT_THAT(spanish.body,
              AllOf(HasSubstr("data-title=\"Bache\""), HasSubstr("data-keep=\"/es/offline /es/report /es/report/POTHOLE?whole=yes\""),
                    HasSubstr("&quot;draft.forget&quot;:&quot;Desecharlo&quot;")));
}

TEST_P(AReport, OfABatchServiceGetsItsNumberLater) {
  const auto sent = post("/report/TREE", hidden_in(details_for("TREE", "50 Quay Street")));
  EXPECT_EQ(sent.status, 200);
  EXPECT_THAT(sent.body, AllOf(HasSubstr("We got it. Your number comes later."), HasSubstr("https://town.example/tokens/")));
}

}  // namespace
}  // namespace portico::cases
