// A check of photos finds what became of their files behind the city's back.
#include "city/cases/check_photos.h"

#include <gmock/gmock.h>

#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using files::testing::sample;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ACheckOfPhotos : public TownStory {
 protected:
  ACheckOfPhotos() {
    Asked asked = pothole();
    photo = files->take_picture(sample("phone.jpg")).value();
    asked.photos = {photo, files->take("a plan of the street").value()};
    pot = opened(asked);
  }
  CheckedPhotos checked() { return check_photos(store(), *files); }
  // As a disk loses it, or somebody who does not ask the program.
  void lose(const std::string& hash) {
    const auto all_others = [&](store::Reader&, std::span<const std::string> hashes) {
      std::set<std::string> wanted(hashes.begin(), hashes.end());
      wanted.erase(hash);
      return wanted;
    };
    ASSERT_EQ(files->sweep(time.now() + 1min, all_others), 1);
  }
  void spoil(const std::string& hash) {
    lose(hash);
    files::testing::keep_under(store(), settings().folder, hash, "something else");
  }

  files::Stored photo;
  Opened pot;
};
ON_EACH_DATABASE(ACheckOfPhotos);

TEST_P(ACheckOfPhotos, FindsNothingWhereAllIsWhole) {
  const auto found = checked();
  EXPECT_THAT(found.findings, IsEmpty());
  EXPECT_EQ(found.photos, 2);
  EXPECT_EQ(found.unnamed, 0);
}

TEST_P(ACheckOfPhotos, NamesTheCaseAndThePhotoWhoseFileIsGone) {
  lose(photo.small_hash);
  EXPECT_THAT(checked().findings, ElementsAre(AllOf(HasSubstr("case " + pot.number + ", photo 1: the thumbnail"),
                                                    HasSubstr(photo.small_hash.substr(0, 16)), HasSubstr("is not there"))));
}

TEST_P(ACheckOfPhotos, NamesTheOneWhoseBytesAreOthers) {
  spoil(photo.hash);
  EXPECT_THAT(checked().findings, ElementsAre(AllOf(HasSubstr("case " + pot.number + ", photo 1: the picture"),
                                                    HasSubstr("has other bytes than its name says"))));
}

TEST_P(ACheckOfPhotos, TellsOfFilesThatNoPhotoNamesWithoutCallingThemWrong) {
  (void)files->take("a letter that no command came for").value();
  const auto found = checked();
  EXPECT_THAT(found.findings, IsEmpty());
  EXPECT_EQ(found.unnamed, 1);
}

}  // namespace
}  // namespace portico::cases
