// What links of receipts and messages let somebody do without an account: add a photo, stop the news.
#include "city/cases/routes_resident.h"

#include <gmock/gmock.h>

#include "city/cases/routes.h"
#include "city/cases/testing.h"
#include "platform/http/testing_table.h"

namespace portico::cases {
namespace {

using files::testing::sample;
using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

class ByALink : public TownStory {
 protected:
  ByALink() : table(routes(store(), *cases, directory, standards, time, *files)) {}

  http::Response see(const std::string& number, http::Pairs query = {}) {
    http::Request request;
    request.query = std::move(query);
    return table.answer(http::Method::get, "/requests/" + number, std::move(request));
  }
  http::Response send(const std::string& path, const std::string& body, const std::string& type = "application/x-www-form-urlencoded") {
    http::Request request;
    request.headers = {{"content-type", type}};
    request.body = body;
    return table.answer(http::Method::post, path, std::move(request));
  }
  http::Response add(const std::string& number, const std::string& token, const std::vector<std::string>& pictures) {
    std::string body = "--b\r\nContent-Disposition: form-data; name=\"token\"\r\n\r\n" + token + "\r\n";
    for (const auto& bytes : pictures)
      body += "--b\r\nContent-Disposition: form-data; name=\"media\"; filename=\"a.jpg\"\r\n\r\n" + bytes + "\r\n";
    return send("/requests/" + number + "/photos", body + "--b--\r\n", "multipart/form-data; boundary=b");
  }
  std::vector<Photo> photos_of(const Opened& of) {
    return read([&](store::Reader& reader) {
      return cases->photos(reader, *cases->find_by_receipt(reader, of.number, cases->receipt_key(of.id)));
    });
  }
  http::testing::Table table;
};
ON_EACH_DATABASE(ByALink);

TEST_P(ByALink, APhotoIsAddedWhileTheRequestIsOpen) {
  const Opened pot = opened(pothole());
  const std::string key = cases->receipt_key(pot.id);
  EXPECT_THAT(see(pot.number).body, Not(HasSubstr("Add a photo")));
  EXPECT_THAT(see(pot.number, {{"token", key}}).body, HasSubstr("Add a photo"));
  EXPECT_EQ(add(pot.number, "", {sample("plain.jpg")}).status, 403);
  EXPECT_EQ(add(pot.number, std::string(32, 'a'), {sample("plain.jpg")}).status, 403);
  EXPECT_EQ(add(pot.number, key, {}).status, 400);
  EXPECT_EQ(add(pot.number, key, {"no picture"}).status, 400);
  EXPECT_EQ(add(pot.number, key, std::vector<std::string>(6, sample("plain.jpg"))).status, 413);
  const auto added = add(pot.number, key, {sample("plain.jpg")});
  EXPECT_EQ(added.status, 303);
  EXPECT_THAT(added.headers, Contains(Pair("Location", "/requests/" + pot.number + "?said=photos&token=" + key)));
  const auto photos = photos_of(pot);
  ASSERT_EQ(photos.size(), 1U);
  EXPECT_EQ(photos[0].kind, PhotoKind::before);
  EXPECT_THAT(see(pot.number, {{"token", key}, {"said", "photos"}}).body, HasSubstr("We got your photos."));
  ASSERT_TRUE(try_update(pot.number, "FIXED", "Filled.").has_value());
  EXPECT_EQ(add(pot.number, key, {sample("plain.jpg")}).status, 409);
  EXPECT_THAT(see(pot.number, {{"token", key}}).body, Not(HasSubstr("Add a photo")));
}

TEST_P(ByALink, WhoFollowsStopsTheNewsOfOneRequest) {
  const Opened pot = opened(pothole()), other = opened(pothole());
  const auto following = store().run<Following>([&](store::Tx& tx) { return cases->follow_case(tx, pot.number, "eva@example.org", "en"); });
  ASSERT_TRUE(following);
  const std::string by = "follower=" + std::to_string(following->follower) + "&key=" + following->key;
  const http::Pairs link{{"follower", std::to_string(following->follower)}, {"key", following->key}};
  const auto asking = see(pot.number, link);
  EXPECT_THAT(asking.body, AllOf(HasSubstr("Is this your address?"), HasSubstr("/requests/" + pot.number + "/confirm"),
                                 Not(HasSubstr("You follow this request"))))
      << "whoever opens a link has not pressed anything yet";
  EXPECT_EQ(send("/requests/" + pot.number + "/confirm", "follower=1&key=" + std::string(32, 'a')).status, 404);
  const auto confirmed = send("/requests/" + pot.number + "/confirm", by);
  EXPECT_EQ(confirmed.status, 303);
  EXPECT_THAT(confirmed.headers, Contains(Pair("Location", "/requests/" + pot.number + "?said=confirmed")));
  EXPECT_THAT(see(pot.number, {{"said", "confirmed"}}).body, HasSubstr("We will tell you of every news."));
  const auto page = see(pot.number, link);
  EXPECT_THAT(page.body, AllOf(HasSubstr("You follow this request"), HasSubstr("value=\"" + following->key + "\"")));
  EXPECT_THAT(page.headers, Contains(Pair("Cache-Control", "no-store")));
  EXPECT_THAT(see(other.number, link).body, Not(HasSubstr("You follow this request")));
  EXPECT_THAT(see(pot.number, {{"follower", "1"}, {"key", std::string(32, 'a')}}).body, Not(HasSubstr("You follow this request")));
  EXPECT_EQ(send("/requests/" + pot.number + "/unfollow", by).status, 303);
  EXPECT_THAT(see(pot.number, link).body, Not(HasSubstr("You follow this request")));
}

}  // namespace
}  // namespace portico::cases
