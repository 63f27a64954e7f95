// Photos of a case, from what is sent to what the public may see.
#include "city/cases/photo.h"

#include <gmock/gmock.h>

#include <optional>

#include "city/cases/events_photo.h"
#include "city/cases/routes.h"
#include "city/cases/tables_photos.h"
#include "city/cases/testing.h"
#include "platform/http/testing_table.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using files::testing::sample;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// The small town, where photos of potholes are public, of graffiti reviewed, of neighbours private.
std::shared_ptr<const directory::Snapshot> town_with_photos() {
  auto town = std::const_pointer_cast<directory::Snapshot>(small_town());
  for (auto& service : town->services) {
    if (service.code == "POTHOLE") service.photos = directory::Exposure::open;
    if (service.code == "NEIGHBOUR") service.photos = directory::Exposure::hidden;
  }
  town->prepare();
  return town;
}

class PhotosOfACase : public TownStory {
 protected:
  PhotosOfACase() : city(town_with_photos()) {
    cases = std::make_unique<Cases>(store(), city, standards, time, chance, "a secret of thirty-two bytes ....");
    table.emplace(routes(store(), *cases, city, standards, time, *files));
    photo = files->take(sample("phone.jpg")).value();
    other = files->take(sample("plain.jpg")).value();
    document = files->take("a plan of the street").value();
  }
  Asked with_photos(const std::string& service, std::vector<files::Stored> photos) {
    Asked asked = pothole();
    asked.service = service;
    if (service == "GRAFFITI") asked.answers = {{"HOWMANY", {"one"}}};
    asked.photos = std::move(photos);
    return asked;
  }
  http::Response ask(http::Method method, const std::string& target, http::Principal by = {}, http::Pairs headers = {}) {
    http::Request request;
    request.headers = std::move(headers);
    request.principal = std::move(by);
    return table->answer(method, target, std::move(request));
  }
  http::Response get(const std::string& target, http::Pairs headers = {}) { return ask(http::Method::get, target, {}, std::move(headers)); }
  static std::string header(const http::Response& response, std::string_view name) {
    for (const auto& [key, value] : response.headers)
      if (key == name) return value;
    return {};
  }
  std::vector<std::string> told(std::int64_t id) {
    SilentLog log;
    ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();  // on PostgreSQL that gives them their places
    std::vector<std::string> types;
    for (const auto& event : read([&](store::Reader& reader) { return ledger::events_of(reader, "case:" + std::to_string(id)); }))
      types.push_back(event.type);
    return types;
  }
  std::vector<PhotoToReview> to_review(const std::vector<std::string>& agencies, int limit = 100) {
    return read([&](store::Reader& reader) { return cases->photos_to_review(reader, agencies, limit); });
  }

  const http::Principal moderator{"m", {"moderate_case:DSW", "read_case:DSW"}, "key:m"};
  directory::Directory city;
  std::optional<http::testing::Table> table;
  files::Stored photo, other, document;
};
ON_EACH_DATABASE(PhotosOfACase);

TEST_P(PhotosOfACase, ThatArePublicAreShownBeforeAndAfter) {
  const Opened pot = opened(with_photos("POTHOLE", {photo, document}));
  EXPECT_THAT(told(pot.id), ElementsAre("CaseOpened/1", "PhotoAdded/1", "PhotoAdded/1"));
  Update fixed;
  fixed.at = time.now();
  fixed.update_status = "FIXED";
  fixed.text = "Filled.";
  fixed.photos = {other};
  ASSERT_TRUE(store().run<Message>([&](store::Tx& tx) { return cases->update(tx, pot.number, fixed); }));
  EXPECT_EQ(found(pot.number)->photo_count, 3);

  const std::string page = get("/requests/" + pot.number).body;
  EXPECT_THAT(page, AllOf(HasSubstr("<img src=\"/requests/" + pot.number + "/photos/1-small?v="),
                          HasSubstr("alt=\"POTHOLE: photo 1, sent with the request on Monday, March 2\""),
                          HasSubstr("alt=\"POTHOLE: photo 3, from the city on Monday, March 2\""), HasSubstr("Document from Monday")));
  const http::Response shown = get("/requests/" + pot.number + "/photos/1");
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(shown.type, "image/jpeg");
  EXPECT_EQ(shown.body, files->read(photo.hash));
  EXPECT_EQ(header(shown, "Content-Security-Policy"), "default-src 'none'; sandbox");
  EXPECT_EQ(header(shown, "Content-Disposition"), "inline; filename=\"" + pot.number + "-1.jpg\"");
  EXPECT_EQ(header(shown, "Cache-Control"), "no-cache");
  EXPECT_EQ(header(get("/requests/" + pot.number + "/photos/1?v=" + photo.hash.substr(0, 16)), "Cache-Control"),
            "public, max-age=31536000, immutable");
  EXPECT_EQ(get("/requests/" + pot.number + "/photos/1", {{"if-none-match", header(shown, "ETag")}}).status, 304);
  EXPECT_EQ(get("/requests/" + pot.number + "/photos/1-small").body, files->read(photo.small_hash));
  EXPECT_EQ(header(get("/requests/" + pot.number + "/photos/2"), "Content-Disposition"),
            "attachment; filename=\"" + pot.number + "-2.txt\"");
  for (const char* wrong : {"0", "4", "01", "1-large", "-1", "99999999999999999999"})
    EXPECT_EQ(get("/requests/" + pot.number + "/photos/" + wrong).status, 404) << wrong;
}

TEST_P(PhotosOfACase, ThatAreReviewedWaitForAPerson) {
  const Opened paint = opened(with_photos("GRAFFITI", {photo, other}));
  const std::string path = "/requests/" + paint.number + "/photos/1";
  EXPECT_EQ(get(path).status, 404);
  EXPECT_THAT(get("/requests/" + paint.number).body,
              AllOf(HasSubstr("A person looks at 2 photos before they are shown here."), Not(HasSubstr("<img"))));
  EXPECT_THAT(to_review({"PD"}), IsEmpty());
  EXPECT_EQ(to_review({"DSW"}, 1).size(), 1u);
  ASSERT_EQ(to_review({"*"}).size(), 2u);
  EXPECT_EQ(to_review({"DSW"}).at(0).number, paint.number);
  EXPECT_EQ(to_review({"DSW"}).at(0).photo.hash, photo.hash);
  EXPECT_EQ(ask(http::Method::get, "/desk" + path, moderator).body, files->read(photo.hash));
  EXPECT_EQ(ask(http::Method::get, "/desk" + path, {"other", {"read_case:PD"}, "key:other"}).status, 404);

  const std::string post = "/cases/" + paint.number + "/photos/";
  EXPECT_EQ(ask(http::Method::post, post + "1/release", {"other", {"moderate_case:PD"}, "key:other"}).status, 403);
  EXPECT_THAT(ask(http::Method::post, post + "1/release", moderator).body, HasSubstr(R"("state":"released")"));
  EXPECT_EQ(ask(http::Method::post, post + "1/release", moderator).status, 409);
  EXPECT_EQ(ask(http::Method::post, post + "2/hide", moderator).status, 200);
  EXPECT_EQ(ask(http::Method::post, post + "3/hide", moderator).status, 404);
  EXPECT_THAT(to_review({"*"}), IsEmpty());
  EXPECT_EQ(get(path).status, 200);
  EXPECT_EQ(get("/requests/" + paint.number + "/photos/2").status, 404);
  EXPECT_THAT(told(paint.id), ElementsAre("CaseOpened/1", "PhotoAdded/1", "PhotoAdded/1", "PhotoReleased/1", "PhotoHidden/1"));

  EXPECT_EQ(ask(http::Method::post, post + "1/hide", moderator).status, 200);  // at any time
  EXPECT_EQ(get(path).status, 404);
}

TEST_P(PhotosOfACase, ThatArePrivateAreNeverShownToThePublic) {
  const Opened secret = opened(with_photos("NEIGHBOUR", {photo}));
  const std::string path = "/requests/" + secret.number + "/photos/1";
  EXPECT_EQ(get(path).status, 404);
  EXPECT_EQ(get(path + "?token=" + secret.token).status, 404);
  EXPECT_THAT(to_review({"*"}), IsEmpty());
  const auto released = store().run<Photo>([&](store::Tx& tx) { return cases->release_photo(tx, secret.number, 1, {"key:m"}); });
  ASSERT_FALSE(released);
  EXPECT_EQ(released.error().faults.at(0).reason, "photos of this service are never shown");
}

TEST_P(PhotosOfACase, OfACaseWithATokenNeedTheToken) {
  auto open_photos = std::const_pointer_cast<directory::Snapshot>(town_with_photos());
  for (auto& service : open_photos->services)
    if (service.code == "NEIGHBOUR") service.photos = directory::Exposure::open;
  open_photos->prepare();
  directory::Directory lenient(open_photos);
  cases = std::make_unique<Cases>(store(), lenient, standards, time, chance, "a secret of thirty-two bytes ....");
  table.emplace(routes(store(), *cases, lenient, standards, time, *files));
  const Opened secret = opened(with_photos("NEIGHBOUR", {photo}));
  const std::string path = "/requests/" + secret.number + "/photos/1";
  EXPECT_EQ(get(path).status, 404);
  EXPECT_EQ(get(path + "?token=" + std::string(32, 'a')).status, 404);
  const http::Response shown = get(path + "?token=" + secret.token);
  EXPECT_EQ(shown.status, 200);
  EXPECT_EQ(header(shown, "Cache-Control"), "private, no-store");
  EXPECT_THAT(get("/requests/" + secret.number + "?token=" + secret.token).body, HasSubstr("&amp;token=" + secret.token));
}

TEST_P(PhotosOfACase, HoldTheirFilesUntilTheyAreRemoved) {
  const Opened pot = opened(with_photos("POTHOLE", {photo}));
  time.set(time.now() + 48h);
  const auto referenced = [](store::Reader& reader, std::span<const std::string> hashes) { return referenced_files(reader, hashes); };
  EXPECT_EQ(files->sweep(time.now() - files::orphans_kept, referenced), 3);  // the other's two, and the document
  EXPECT_TRUE(files->has(photo.hash) && files->has(photo.small_hash));
  ASSERT_TRUE(store().run<bool>([&](store::Tx& tx) -> Outcome<bool> {
    tables::remove_photos(tx, pot.id);
    return true;
  }));
  EXPECT_EQ(files->sweep(time.now() - files::orphans_kept, referenced), 2);
  EXPECT_FALSE(files->has(photo.hash));
}

TEST_P(PhotosOfACase, AreNotWrittenTwiceByARepeat) {
  const Repeatable key{"page", "key", "hash"};
  const auto first = try_open(with_photos("POTHOLE", {photo}), key), again = try_open(with_photos("POTHOLE", {photo}), key);
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->repeated);
  EXPECT_EQ(read([&](store::Reader& reader) { return tables::photos_without_case(reader); }), 0);
  EXPECT_EQ(found(first->number)->photo_count, 1);
}

TEST_P(PhotosOfACase, AreBounded) {
  const Opened pot = opened(with_photos("POTHOLE", std::vector(most_photos_of_a_case, photo)));
  Update more;
  more.at = time.now();
  more.update_status = "IN_PROGRESS";
  more.text = "One more.";
  more.photos = {other};
  EXPECT_FALSE(store().run<Message>([&](store::Tx& tx) { return cases->update(tx, pot.number, more); }));
  EXPECT_EQ(found(pot.number)->photo_count, static_cast<std::int64_t>(most_photos_of_a_case));
}

}  // namespace
}  // namespace portico::cases
