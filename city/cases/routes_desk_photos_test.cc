// Photos at the desk: released, hidden and added by forms, and what shows that a request is fixed.
#include <gmock/gmock.h>

#include "city/cases/routes.h"
#include "city/cases/routes_desk.h"
#include "city/cases/testing.h"
#include "platform/http/testing_table.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using files::testing::sample;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class PhotosAtTheDesk : public TownStory {
 protected:
  PhotosAtTheDesk() : table(routes(store(), *cases, directory, standards, time, *files)) {
    photo = files->take_picture(sample("plain.jpg")).value();
  }
  // One photo came with it; those of this service wait for a person.
  Opened photographed() {
    Asked asked = pothole();
    asked.photos = {photo};
    return opened(asked);
  }
  http::Response ask(http::Method method, const std::string& path, const std::string& body = {}, const std::string& type = {}) {
    http::Request request;
    if (!type.empty()) request.headers = {{"content-type", type}};
    request.body = body;
    request.principal = {.name = "diaz", .permissions = permissions, .actor = "person:1", .agency = "DSW", .csrf = "c5rf"};
    return table.answer(method, path, std::move(request));
  }
  std::string see(const std::string& path) { return ask(http::Method::get, path).body; }
  http::Response send(const std::string& path, const std::string& fields) {
    return ask(http::Method::post, path, fields, "application/x-www-form-urlencoded");
  }
  http::Response add(const std::string& number, const std::string& bytes) {
    return ask(http::Method::post, "/desk/requests/" + number + "/photos",
               "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.jpg\"\r\n\r\n" + bytes + "\r\n--b--\r\n",
               "multipart/form-data; boundary=b");
  }
  Outcome<Case> close(const std::string& number, const std::string& proof, const std::string& by = "person:1") {
    Ending ending;
    ending.closing.outcome = "fixed";
    ending.closing.reason = "We filled it.";
    ending.proof = proof;
    return store().run<Case>([&](store::Tx& tx) { return cases->close_case(tx, number, ending, {.actor = by}); });
  }
  Photo first_of(const std::string& number) {
    return read([&](store::Reader& reader) { return cases->photo_for_staff(reader, number, 1); }).value().photo;
  }
  static std::string location(const http::Response& response) {
    for (const auto& [name, value] : response.headers)
      if (name == "Location") return value;
    return {};
  }

  std::vector<std::string> permissions{"read_case:DSW", "moderate_case:DSW", "close_case:DSW"};
  http::testing::Table table;
  files::Stored photo;
};
ON_EACH_DATABASE(PhotosAtTheDesk);

TEST_P(PhotosAtTheDesk, StandBesideTheWordsThatWaitAndGoWhenTheyAreReleased) {
  const Opened pot = photographed();
  const std::string mine = "/desk/requests/" + pot.number, release = mine + "/photos/1/release";
  EXPECT_THAT(see("/desk/review"),
              AllOf(HasSubstr("src=\"" + mine + "/photos/1-small?v="), HasSubstr(">" + pot.number + "</bdi></a> POTHOLE"),
                    HasSubstr("action=\"" + release + "\""), HasSubstr("value=\"c5rf\"")));
  EXPECT_THAT(see("/requests/" + pot.number), Not(HasSubstr("/photos/1")));
  EXPECT_EQ(location(send(release, "back=%2Fdesk%2Freview")), "/desk/review");
  EXPECT_THAT(see("/desk/review"), HasSubstr("Nothing waits here."));
  EXPECT_THAT(see("/requests/" + pot.number), HasSubstr("src=\"/requests/" + pot.number + "/photos/1-small?v="));
  EXPECT_EQ(send(release, "back=%2Fdesk%2Freview").status, 409) << "it is released";
  EXPECT_EQ(location(send(mine + "/photos/1/hide", "reason=person")), mine + "?done=photo") << "at any time";
  EXPECT_EQ(first_of(pot.number).why, "person");
  EXPECT_THAT(see(mine), AllOf(HasSubstr("Hidden: A person can be recognized"), Not(HasSubstr("/photos/1/hide"))));
  EXPECT_THAT(see("/requests/" + pot.number), Not(HasSubstr("/photos/1")));
}

TEST_P(PhotosAtTheDesk, AreHiddenForAReasonOfTheListAlone) {
  const Opened pot = photographed();
  const std::string hide = "/desk/requests/" + pot.number + "/photos/1/hide", field = "hide-" + pot.number + "-1-reason";
  const auto none = send(hide, "reason=&back=%2Fdesk%2Freview");
  EXPECT_EQ(none.status, 400);
  EXPECT_THAT(none.body, AllOf(HasSubstr("reason required"), HasSubstr("href=\"#" + field + "\""), HasSubstr("id=\"" + field + "\"")));
  EXPECT_THAT(send(hide, "reason=ugly").body, HasSubstr("person, private, shocking, unrelated, other"));
  EXPECT_EQ(send("/desk/requests/" + pot.number + "/photos/2/hide", "reason=other").status, 404);
  EXPECT_EQ(first_of(pot.number).state, PhotoState::waiting);
  permissions = {"read_case:DSW"};
  EXPECT_THAT(see("/desk/review"), AllOf(HasSubstr(pot.number), Not(HasSubstr("/hide\""))));
}

TEST_P(PhotosAtTheDesk, FromAfterwardsShowThatItIsFixed) {
  const Opened pot = photographed();
  const std::string mine = "/desk/requests/" + pot.number;
  EXPECT_EQ(close(pot.number, "").error().faults.at(0).field, "proof") << "what the customer sent shows nothing of the end";
  EXPECT_THAT(see(mine), HasSubstr("enctype=\"multipart/form-data\" action=\"" + mine + "/photos\""));
  EXPECT_EQ(location(add(pot.number, sample("phone.jpg"))), mine + "?done=photo");
  ASSERT_TRUE(close(pot.number, ""));
  EXPECT_EQ(send(mine + "/photos/1/release", "").status, 303);
  EXPECT_EQ(send(mine + "/photos/2/release", "").status, 303);
  const std::string shown = see("/requests/" + pot.number);
  EXPECT_THAT(shown, AllOf(HasSubstr("Before</h3>"), HasSubstr("Afterwards</h3>"), HasSubstr("From the city, ")));
  EXPECT_LT(shown.find("/photos/1?v="), shown.find("/photos/2?v="));
}

TEST_P(PhotosAtTheDesk, OfAnEarlierOutcomeOrHiddenShowNothing) {
  const Opened pot = opened(pothole());
  ASSERT_EQ(add(pot.number, sample("phone.jpg")).status, 303);
  ASSERT_EQ(send("/desk/requests/" + pot.number + "/photos/1/hide", "reason=unrelated").status, 303);
  EXPECT_FALSE(close(pot.number, "")) << "hidden";
  later(1h);
  ASSERT_EQ(add(pot.number, sample("plain.jpg")).status, 303);
  later(1h);
  ASSERT_TRUE(close(pot.number, ""));
  later(1h);
  ASSERT_TRUE(store().run<Case>([&](store::Tx& tx) { return cases->contest_case(tx, pot.number, "Still there.", {.actor = "customer"}); }));
  EXPECT_FALSE(close(pot.number, "", "person:2")) << "the photo is of the outcome before";
  ASSERT_EQ(add(pot.number, sample("phone.jpg")).status, 303);
  EXPECT_TRUE(close(pot.number, "", "person:2"));
}

TEST_P(PhotosAtTheDesk, ThatAreNoPicturesAreRefusedBesideTheField) {
  const Opened pot = opened(pothole());
  const auto refused = add(pot.number, "a plan of the street");
  EXPECT_EQ(refused.status, 400);
  EXPECT_THAT(refused.body, AllOf(HasSubstr("href=\"#photos-media\""), HasSubstr("aria-invalid=\"true\""), HasSubstr("is not taken")));
  EXPECT_EQ(ask(http::Method::post, "/desk/requests/" + pot.number + "/photos").status, 400) << "none at all";
  permissions = {"read_case:DSW"};
  EXPECT_EQ(add(pot.number, sample("plain.jpg")).status, 403);
  EXPECT_EQ(found(pot.number)->photo_count, 0);
}

TEST(AHiddenPhoto, KeepsItsReasonUntilItIsReleased) {
  Photo photo;
  EXPECT_TRUE(hide(photo, "shocking", monday_noon));
  EXPECT_EQ(photo.why, "shocking");
  EXPECT_TRUE(release(photo, directory::Exposure::reviewed, monday_noon));
  EXPECT_EQ(photo.why, "");
  EXPECT_FALSE(hide(photo, "because", monday_noon));
  EXPECT_TRUE(hide(photo, "", monday_noon)) << "a system need not say";
}

}  // namespace
}  // namespace portico::cases
