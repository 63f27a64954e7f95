// Those who work requests at the desk, and a customer who answers them: forms without scripts.
#include "city/cases/routes_desk.h"

#include <gmock/gmock.h>

#include <future>

#include "city/cases/ending.h"
#include "city/cases/routes.h"
#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string> everything{"read_case:DSW",  "accept_case:DSW", "message_customer:DSW", "close_case:DSW",
                                          "pause_case:DSW", "resume_case:DSW", "transfer_case:DSW",    "reclassify_case:DSW",
                                          "merge_case:DSW", "find_place:DSW",  "moderate_case:DSW",    "contest_case:DSW",
                                          "reopen_case:DSW"};

class AtTheDesk : public TownStory {
 protected:
  http::Response ask(http::Method method, const std::string& pattern, const std::string& number, http::Pairs sent,
                     std::vector<std::string> permissions, std::string actor = "person:1") {
    http::Request request;
    request.method = method;
    request.path = pattern;
    request.parts = {{"number", number}};
    if (method == http::Method::post) {
      request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
      for (const auto& [name, value] : sent)
        request.body += (request.body.empty() ? "" : "&") + http::percent_encode(name) + "=" + http::percent_encode(value);
    } else {
      request.query = std::move(sent);
    }
    request.principal = {.name = "diaz",
                         .permissions = std::move(permissions),
                         .actor = std::move(actor),
                         .public_name = "R. Diaz",
                         .department = "Street Works",
                         .agency = "DSW",
                         .csrf = "c5rf"};
    std::promise<http::Response> answer;
    for (const auto& route : routes(store(), *cases, directory, standards, time, *files))
      if (route.pattern == pattern && route.method == method)
        route.handle(request, http::Responder([&](http::Response response) { answer.set_value(std::move(response)); }));
    return answer.get_future().get();
  }
  http::Response see(const std::string& pattern, const std::string& number = {}, http::Pairs query = {},
                     const std::vector<std::string>& permissions = everything) {
    return ask(http::Method::get, pattern, number, std::move(query), permissions);
  }
  http::Response desk(const std::string& number) { return see("/desk/requests/{number}", number); }
  http::Response send(const std::string& verb, const std::string& number, http::Pairs fields = {}, std::string actor = "person:1") {
    return ask(http::Method::post, "/desk/requests/{number}/" + verb, number, std::move(fields), everything, std::move(actor));
  }
  http::Response customer(const std::string& verb, const std::string& number, http::Pairs fields) {
    return ask(http::Method::post, "/requests/{number}/" + verb, number, std::move(fields), {});
  }
  http::Response page(const std::string& number, http::Pairs query = {}) { return see("/requests/{number}", number, std::move(query), {}); }
  static std::string location(const http::Response& response) {
    for (const auto& [name, value] : response.headers)
      if (name == "Location") return value;
    return {};
  }
};
ON_EACH_DATABASE(AtTheDesk);

TEST_P(AtTheDesk, TheWorkListHasWhatFallsDueFirst) {
  Asked hidden = pothole();
  hidden.service = "NEIGHBOUR";
  const Opened first = opened(pothole()), parks = opened(hidden);
  later(5h);
  const Opened second = opened(pothole());
  const auto list = see("/desk").body;
  EXPECT_THAT(list, AllOf(HasSubstr("Overdue"), HasSubstr("To come"), HasSubstr("class=\"deskbar\""), HasSubstr("R. Diaz")));
  EXPECT_LT(list.find(first.number), list.find(second.number));
  EXPECT_THAT(list, Not(HasSubstr(parks.number))) << "another agency's";
  EXPECT_THAT(see("/desk", "", {{"agency", "PD"}}, {"read_case"}).body, HasSubstr(parks.number));
  EXPECT_THAT(see("/desk", "", {{"mine", "1"}}).body, HasSubstr("Nothing waits here."));
  send("accept", first.number);
  EXPECT_THAT(see("/desk", "", {{"mine", "1"}}).body, AllOf(HasSubstr(first.number), Not(HasSubstr(second.number))));
  EXPECT_EQ(location(see("/desk", "", {{"number", " " + first.number}})), "/desk/requests/" + first.number);
}

TEST_P(AtTheDesk, APageHasAllThatMayBeDoneAndNoMore) {
  const Opened pot = opened(pothole());
  const auto all = desk(pot.number);
  EXPECT_THAT(all.body,
              AllOf(HasSubstr("/close\""), HasSubstr("/merge\""), HasSubstr("value=\"c5rf\""), HasSubstr("A hole. Call 212-555-0100.")));
  EXPECT_THAT(all.body, AllOf(Not(HasSubstr("/reopen\"")), Not(HasSubstr("/resume\"")), Not(HasSubstr("/place\""))));
  EXPECT_THAT(all.headers, testing::Contains(std::pair<std::string, std::string>("Cache-Control", "no-store")));
  EXPECT_THAT(see("/desk/requests/{number}", pot.number, {}, {"read_case:DSW"}).body, Not(HasSubstr("<form class=\"\"")));
  EXPECT_EQ(see("/desk/requests/{number}", pot.number, {}, {"read_case:PD"}).status, 404);
  EXPECT_EQ(desk("2345-678X").status, 404);
}

TEST_P(AtTheDesk, APotholeFromReportToContestedClosureToProof) {
  const Opened pot = opened(pothole());
  EXPECT_EQ(location(send("accept", pot.number)), "/desk/requests/" + pot.number + "?done=accept");
  EXPECT_EQ(send("message", pot.number, {{"words", "We looked at it."}, {"status", "INVESTIGATING"}}).status, 303);
  EXPECT_THAT(page(pot.number).body,
              AllOf(HasSubstr("R. Diaz, Street Works"), HasSubstr("We looked at it."), HasSubstr("Somebody has it in hand")));
  const auto refused = send("close", pot.number, {{"outcome", "fixed"}, {"reason", "We <filled> it."}});
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body,
              AllOf(HasSubstr("nothing shows that it is fixed"), HasSubstr("href=\"#close-proof\""), HasSubstr("We &lt;filled&gt; it."),
                    HasSubstr("aria-invalid=\"true\""), HasSubstr("<details open><summary>Close")));
  EXPECT_EQ(send("close", pot.number, {{"outcome", "fixed"}, {"reason", "We filled it."}, {"proof", "Crew 4's sheet."}}).status, 303);
  const std::string key = cases->receipt_key(pot.id);
  const auto public_page = page(pot.number).body;
  EXPECT_THAT(public_page, AllOf(HasSubstr("Crew 4&#39;s sheet."), HasSubstr("Not fixed?"), HasSubstr("Use the link on your receipt"),
                                 Not(HasSubstr("/contest\""))));
  EXPECT_THAT(page(pot.number, {{"token", key}}).body, HasSubstr("/contest\""));
  const auto stranger = customer("contest", pot.number, {{"words", "Still there."}});
  EXPECT_EQ(stranger.status, 403);
  EXPECT_THAT(stranger.body, HasSubstr("<li>Only who asked can say this."));
  EXPECT_EQ(customer("contest", pot.number, {{"words", ""}, {"token", key}}).status, 400);
  EXPECT_EQ(location(customer("contest", pot.number, {{"words", "Still there."}, {"token", key}})),
            "/requests/" + pot.number + "?said=contested&token=" + key);
  EXPECT_EQ(customer("contest", pot.number, {{"words", "Still."}, {"token", key}}).status, 409);
  EXPECT_THAT(page(pot.number, {{"token", key}, {"said", "contested"}}).body,
              AllOf(HasSubstr("Your request is open again"), HasSubstr("The customer said: not fixed")));
  EXPECT_THAT(desk(pot.number).body, HasSubstr("Still there."));
  EXPECT_THAT(send("accept", pot.number).body, HasSubstr("somebody else is to look at it"));
  EXPECT_EQ(send("accept", pot.number, {}, "person:2").status, 303);
}

TEST_P(AtTheDesk, ARepeatIsMergedAndSaysWhereItGoesOn) {
  const Opened first = opened(pothole()), repeat = opened(pothole());
  EXPECT_THAT(desk(repeat.number).body, HasSubstr("Somebody told us of this already."));
  EXPECT_EQ(send("merge", repeat.number, {{"into", first.number}, {"words", "We know of it."}}).status, 303);
  EXPECT_THAT(page(repeat.number).body, AllOf(HasSubstr("It goes on as request"), HasSubstr("/requests/" + first.number)));
}

TEST_P(AtTheDesk, WordsWaitToBeReadAndPlacesToBeFound) {
  Asked wall = pothole();
  wall.service = "GRAFFITI";
  wall.answers = {{"HOWMANY", {"one"}}};
  wall.place.point.reset();
  const Opened waits = opened(wall);
  EXPECT_THAT(see("/desk/review").body, AllOf(HasSubstr(waits.number), HasSubstr("Call 212-555-0100"), HasSubstr("Call [phone]")));
  EXPECT_EQ(location(send("release", waits.number, {{"back", "/desk/review"}})), "/desk/review");
  EXPECT_THAT(see("/desk/review").body, HasSubstr("Nothing waits here."));
  EXPECT_THAT(page(waits.number).body, HasSubstr("Call [phone]"));
  EXPECT_THAT(see("/desk/places").body, HasSubstr(waits.number));
  EXPECT_THAT(send("place", waits.number, {{"lat", "x"}, {"long", "1"}}).body, HasSubstr("lat and long required"));
  EXPECT_EQ(send("place", waits.number, {{"lat", "0.005"}, {"long", "0.002"}}).status, 303);
  EXPECT_THAT(see("/desk/places").body, HasSubstr("Nothing waits here."));
}

TEST_P(AtTheDesk, APrivateRequestsNumberAloneGivesNothing) {
  Asked secret = pothole();
  secret.service = "NEIGHBOUR";
  const Opened hidden = opened(secret);
  const auto unknown = page("2345-678X");
  const auto by_number = page(hidden.number);
  EXPECT_EQ(by_number.status, 404);
  EXPECT_EQ(by_number.body, unknown.body) << "as unknown as a number that was never given";
  EXPECT_EQ(customer("follow", hidden.number, {{"email", "a@example.org"}}).status, 404);
  EXPECT_EQ(customer("contest", hidden.number, {{"words", "No."}}).status, 404);
  EXPECT_EQ(page(hidden.number, {{"token", cases->receipt_key(hidden.id)}}).status, 200);
  EXPECT_EQ(customer("follow", hidden.number, {{"email", "a@example.org"}, {"token", hidden.token}}).status, 303);
}

TEST_P(AtTheDesk, AFollowerIsTakenOnceAndNamedNowhere) {
  const Opened pot = opened(pothole());
  EXPECT_EQ(customer("follow", pot.number, {{"email", "nobody"}}).status, 400);
  EXPECT_EQ(customer("follow", pot.number, {{"email", "ana@example.org"}}).status, 303);
  EXPECT_THAT(page(pot.number).body, Not(HasSubstr("ana@example.org")));
  EXPECT_THAT(desk(pot.number).body, HasSubstr("Nobody is told its news."));
  EXPECT_EQ(customer("confirm", pot.number, {{"follower", "1"}, {"key", cases->follower_key(1)}}).status, 303);
  EXPECT_THAT(desk(pot.number).body, HasSubstr("One person is told its news."));
  EXPECT_EQ(customer("unfollow", pot.number, {{"follower", "1"}, {"key", "wrong"}}).status, 404);
  EXPECT_EQ(customer("unfollow", pot.number, {{"follower", "1"}, {"key", cases->follower_key(1)}}).status, 303);
}

}  // namespace
}  // namespace portico::cases
