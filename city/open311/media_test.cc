// Photos that come over Open311.
#include <gmock/gmock.h>

#include "city/open311/testing.h"

namespace portico::open311 {
namespace {

using files::testing::sample;
using testing::HasSubstr;
using testing::StartsWith;

class Media : public FrontDoorStory {
 protected:
  std::string media_url(std::string_view number) {
    const auto request = get("/requests/" + std::string(number) + ".json").json().at(0);
    return request.at("media_url").is_null() ? "" : std::string(request.at("media_url").as_string());
  }
  // As somebody who looks at photos does.
  void release(std::string_view number) {
    ASSERT_TRUE(store().run<cases::Photo>([&](store::Tx& tx) { return cases->release_photo(tx, number, 1, {"key:moderator"}); }));
  }
};
ON_EACH_DATABASE(Media);

TEST_P(Media, OfARequestGoBeforeAnAddressAndAreReadBackUnderOneOfOurOwn) {
  Fields form = a_pothole();
  form.emplace_back("media_url", "https://elsewhere.example/hole.jpg");
  const Answer posted = post_media("/requests.json", form, {sample("phone.jpg"), sample("plain.png")});
  ASSERT_EQ(posted.status, 200) << posted.body;
  const std::string number(posted.json().at(0).at("service_request_id").as_string());
  EXPECT_EQ(media_url(number), "") << "a person looks first, and the address that came with it does not count";
  release(number);
  EXPECT_EQ(media_url(number), "https://town.example/requests/" + number + "/photos/1");
  EXPECT_THAT(get("/requests.xml").body, HasSubstr("<media_url>https://town.example/requests/" + number + "/photos/1</media_url>"));
  EXPECT_EQ(media_url(this->posted(form)), "https://elsewhere.example/hole.jpg");
}

TEST_P(Media, OfNewsAreKeptAsWellAndThatOfAServiceThatReviewsIsNotShownYet) {
  const std::string number = posted(a_pothole());
  Fields news{{"service_request_id", number},
              {"update_id", "1"},
              {"status", "FIXED"},
              {"updated_datetime", iso8601(time.now())},
              {"description", "Filled."}};
  ASSERT_EQ(post_media("/servicerequestupdates.json", news, {sample("plain.webp")}).status, 200);
  EXPECT_EQ(found(number)->photo_count, 1);
  release(number);
  EXPECT_THAT(media_url(number), StartsWith("https://town.example/requests/"));

  const Answer paint =
      post_media("/requests.json", {{"service_code", "GRAFFITI"}, {"lat", "0.005"}, {"long", "0.002"}, {"attribute[HOWMANY]", "one"}},
                 {sample("plain.jpg")});
  ASSERT_EQ(paint.status, 200) << paint.body;
  EXPECT_EQ(media_url(paint.json().at(0).at("service_request_id").as_string()), "");
}

TEST_P(Media, ThatAreNoPicturesAreRefusedAndNothingIsKept) {
  const Answer refused = post_media("/requests.json", a_pothole(), {sample("plain.jpg"), "MZ\x90 a program", sample("bomb.png")});
  EXPECT_EQ(refused.status, 413);
  EXPECT_THAT(refused.body, HasSubstr("photo 2: the file is of a kind that is not taken, whatever its name says"));
  EXPECT_THAT(refused.body, HasSubstr("photo 3: the picture has too many pixels"));
  EXPECT_TRUE(get("/requests.json").list().empty());
  EXPECT_EQ(post_media("/requests.json", a_pothole(), std::vector<std::string>(6, sample("plain.gif"))).status, 413);
}

TEST_P(Media, SentTwiceUnderOneKeyAreKeptOnce) {
  const http::Pairs key{{"idempotency-key", "k"}};
  const Answer first = post_media("/requests.json", a_pothole(), {sample("plain.jpg")}, key),
               again = post_media("/requests.json", a_pothole(), {sample("plain.jpg")}, key),
               other = post_media("/requests.json", a_pothole(), {sample("plain.png")}, key);
  EXPECT_EQ(first.body, again.body);
  EXPECT_EQ(other.status, 422);
  EXPECT_EQ(get("/requests.json").list().size(), 1u);
}

}  // namespace
}  // namespace portico::open311
