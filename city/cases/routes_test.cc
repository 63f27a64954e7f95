// The public pages, as a resident reads them.
#include "city/cases/routes.h"

#include <gmock/gmock.h>

#include <map>

#include "city/cases/routes_home.h"
#include "city/cases/routes_words.h"
#include "city/cases/tally.h"
#include "city/cases/testing.h"
#include "city/directory/built.h"
#include "platform/i18n/catalogues.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::Pair;

class PagesOfCases : public TownStory {
 protected:
  http::Response visit(const std::string& pattern, http::Pairs query = {}, http::Pairs parts = {}) {
    http::Request request;
    request.path = pattern;
    request.query = std::move(query);
    request.parts = std::move(parts);
    http::Response given;
    given.status = 0;
    auto all = routes(store(), *cases, directory, standards, time, *files);
    for (auto& route : home_routes(store(), *cases, directory, standards, time,
                                   [](const std::string& language) { return "<p>the day in " + language + "</p>"; }))
      all.push_back(std::move(route));
    for (const auto& route : all)
      if (route.pattern == pattern) route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    std::string html = given.body;
    for (const char* script : {"request.js", "home.js"}) {
      const std::string ours = "<script type=\"module\" src=\"" + std::string(directory::built(script)->path) + "\"></script>";
      if (const auto at = html.find(ours); at != std::string::npos) html.erase(at, ours.size());
    }
    EXPECT_THAT(html, AllOf(Not(HasSubstr("style=")), Not(HasSubstr("<script")), Not(HasSubstr("onclick"))));
    return given;
  }
  http::Response request_page(const std::string& number, http::Pairs query = {}) {
    return visit("/requests/{number}", std::move(query), {{"number", number}});
  }
};
ON_EACH_DATABASE(PagesOfCases);

TEST_P(PagesOfCases, TheFirstPageSaysWhatThisIsAndListsWhatIsNew) {
  EXPECT_THAT(visit("/").body, AllOf(HasSubstr("What do you need?"), HasSubstr("Danger to life? Call 911."),
                                     HasSubstr("Nobody has asked for anything yet."), HasSubstr("action=\"/requests\"")));
  const Opened pot = opened(pothole());
  const http::Response page = visit("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_THAT(page.body, AllOf(HasSubstr("href=\"/requests/" + pot.number + "\">POTHOLE</a>"), HasSubstr("118 Quay Street"),
                               HasSubstr("Monday, March 2")));
  EXPECT_THAT(visit("/").body, Not(HasSubstr("212-555-0100")));
}

TEST_P(PagesOfCases, TheFirstPageSaysWhatManyAskForSinceYesterdayAndTheCitysDay) {
  EXPECT_THAT(visit("/").body, AllOf(HasSubstr("<p>the day in en</p>"), Not(HasSubstr("People ask now:"))));
  for (int i = 0; i < 3; ++i) opened(pothole());
  SilentLog log;
  ledger::Ledger book(store(), {.folder = settings().folder}, time, chance, log);
  book.subscribe(tally_subscriber(directory));
  book.start();
  book.seal_now();
  book.catch_up();
  book.stop();
  EXPECT_THAT(visit("/").body, AllOf(HasSubstr("People ask now:"), HasSubstr("<a href=\"/report/POTHOLE\">")));
}

TEST_P(PagesOfCases, ARequestTellsItsPromiseItsStateAndWhatHappened) {
  const Opened pot = opened(pothole());
  EXPECT_THAT(request_page(pot.number).body,
              AllOf(HasSubstr("<h1>POTHOLE: 118 Quay Street</h1>"), HasSubstr("We will be done by Thursday, March 5, 2026 at 12:00"),
                    HasSubstr("We fill it within 3 days."), HasSubstr("Due by Monday, March 2, 2026 at 4:00"), HasSubstr("Street Works"),
                    HasSubstr("A hole. Call [phone]."), HasSubstr("You told us")));
  later(5h);
  EXPECT_THAT(request_page(pot.number).body, HasSubstr("and has not come yet."));
  ASSERT_TRUE(try_update(pot.number, "FIXED", "Filled <b>it</b>. Call 212-555-0199.").has_value());
  EXPECT_THAT(request_page(pot.number).body,
              AllOf(HasSubstr("We kept our promise."), HasSubstr("Closed: Fixed"), HasSubstr("Filled &lt;b&gt;it&lt;/b&gt;. Call [phone]."),
                    HasSubstr("Missed"), HasSubstr("Kept")));
}

TEST_P(PagesOfCases, WhatIsNotPublicIsUnknownWithoutItsToken) {
  Asked asked = pothole();
  asked.service = "NEIGHBOUR";
  const Opened secret = opened(asked), other = opened(asked);
  EXPECT_EQ(request_page("2345-6789").status, 404);
  const http::Response without = request_page(secret.number), with = request_page(secret.number, {{"token", secret.token}});
  EXPECT_EQ(without.status, 404);
  EXPECT_EQ(without.body, request_page("2345-6789").body);
  EXPECT_EQ(with.status, 200);
  EXPECT_THAT(with.body, AllOf(HasSubstr("These words are not public."), Not(HasSubstr("A hole"))));
  EXPECT_THAT(with.headers, Contains(Pair("Cache-Control", "no-store")));
  EXPECT_EQ(request_page(secret.number, {{"token", other.token}}).status, 404);
}

// The town's promises with a snow storm since an hour ago.
void declare_storm(const standards::Standards& standards, Instant now) {
  standards::Emergency storm;
  storm.code = "snow";
  storm.services = {"POTHOLE"};
  storm.words = words("Because of the snow storm.");
  storm.declared = storm.from = now - 1h;
  storm.until = now + 48h;
  std::const_pointer_cast<standards::Snapshot>(standards.now())->emergencies = {storm};
}

TEST_P(PagesOfCases, AnEmergencyIsToldOnTheFirstPageAndOnThePagesThatItTouches) {
  const Opened pot = opened(pothole());
  Asked paint = pothole();
  paint.service = "NEIGHBOUR";
  const Opened other = opened(paint);
  declare_storm(standards, time.now());
  EXPECT_THAT(visit("/").body, HasSubstr("<b>Because of the snow storm.</b></p><p>Suspended until Wednesday, March 4, 2026 at 12:00"));
  EXPECT_THAT(
      request_page(pot.number).body,
      AllOf(HasSubstr("Because of the snow storm."), HasSubstr("Time from Monday, March 2, 2026 at 11:00"),
            HasSubstr("does not count for this request."), HasSubstr("The clock of this promise stands still because of an emergency."),
            HasSubstr("if that ends as announced."), Not(HasSubstr("If we went on now"))));
  EXPECT_THAT(request_page(other.number, {{"token", other.token}}).body, Not(HasSubstr("snow")));
  later(72h);
  EXPECT_THAT(visit("/").body, Not(HasSubstr("snow"))) << "it is over";
  EXPECT_THAT(request_page(pot.number).body, HasSubstr("does not count for this request.")) << "but it had its part";
}

TEST_P(PagesOfCases, OnIntakeOnlyListsRestAndSinglePagesAreGivenAgain) {
  std::map<std::string, http::Route> by_pattern;
  for (auto& route : routes(store(), *cases, directory, standards, time, *files)) by_pattern.emplace(route.pattern, route);
  for (auto& route : home_routes(store(), *cases, directory, standards, time)) by_pattern.emplace(route.pattern, route);
  http::Request request;
  request.path = "/requests";
  const http::Route& list = by_pattern.at("/requests");
  EXPECT_TRUE(list.heavy);
  const auto rests = list.put_off(request);
  ASSERT_TRUE(rests.has_value());
  EXPECT_EQ(rests->status, 503);
  EXPECT_THAT(rests->body, AllOf(HasSubstr("<h1>This page rests for a while</h1>"), HasSubstr("lang=\"en\"")));
  request.query = {{"number", "2345-678X"}};
  EXPECT_FALSE(list.put_off(request).has_value()) << "a typed number leads to its page all the same";

  const http::Route& one = by_pattern.at("/requests/{number}");
  request.path = "/requests/2345-678X";
  request.query = {};
  EXPECT_EQ(one.kept_as(request), "en /requests/2345-678X");
  request.query = {{"token", "secret"}};
  EXPECT_EQ(one.kept_as(request), "");
  EXPECT_TRUE(by_pattern.at("/").kept_as);

  const Opened pot = opened(pothole());
  request.parts = {{"number", pot.number}};
  request.query = {};
  request.to_be_kept = true;
  one.handle(request, http::Responder(
                          [](const http::Response& page) { EXPECT_THAT(page.body, HasSubstr("As of Monday, March 2, 2026 at 12:00")); }));
}

TEST_P(PagesOfCases, ATypedNumberLeadsToItsPage) {
  const Opened pot = opened(pothole());
  const http::Response found = visit("/requests", {{"number", " " + pot.number.substr(0, 4) + pot.number.substr(5)}});
  EXPECT_EQ(found.status, 303);
  EXPECT_THAT(found.headers, Contains(Pair("Location", "/requests/" + pot.number)));
  const http::Response wrong = visit("/requests", {{"number", "\"><script>"}});
  EXPECT_EQ(wrong.status, 404);
  EXPECT_THAT(wrong.body,
              AllOf(HasSubstr("This cannot be a request number."), HasSubstr("aria-invalid=\"true\""), HasSubstr("&lt;script&gt;")));
}

TEST_P(PagesOfCases, TheListCanBeNarrowedAndPaged) {
  const Opened done = opened(pothole());
  ASSERT_TRUE(try_update(done.number, "FIXED", "Done.").has_value());
  for (int i = 0; i < 55; ++i) opened(pothole());
  const http::Response all = visit("/requests");
  EXPECT_THAT(all.body, AllOf(HasSubstr("Older requests"), Not(HasSubstr(done.number))));
  EXPECT_THAT(visit("/requests", {{"status", "closed"}, {"service", "POTHOLE"}}).body,
              AllOf(HasSubstr(done.number), HasSubstr("<option value=\"closed\" selected>"), Not(HasSubstr("Older requests"))));
  EXPECT_THAT(visit("/requests", {{"service", "GRAFFITI"}}).body, HasSubstr("There is no such request."));
}

TEST(Messages, AreCompleteInEveryLanguageOfTheStaff) {
  for (const auto& language : i18n::staff_languages()) EXPECT_THAT(messages().missing(language), IsEmpty()) << language;
}

}  // namespace
}  // namespace portico::cases
