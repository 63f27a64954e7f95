#include "city/cases/report.h"

#include <gmock/gmock.h>

#include "city/cases/town.h"

namespace portico::cases {
namespace {

using testing::IsEmpty;

TEST(ADraft, BecomesWhatIsAskedForWithMomentsOfTheCitysTime) {
  directory::Service missed = service("MISSED", "DSW");
  missed.questions.push_back({"DAY", directory::Datatype::datetime, true, false, 1, words("Which day?"), {}, {}});
  Draft draft;
  draft.address = " 118 Quay Street ";
  draft.answers = {{"DAY", {"2026-07-03T14:20"}}};
  const Asked asked = asked_of(draft, missed, "America/New_York");
  EXPECT_EQ(asked.channel, Channel::web);
  EXPECT_EQ(asked.place.address, "118 Quay Street");
  EXPECT_EQ(asked.answers.at(0).values.at(0), "2026-07-03T18:20:00Z");
  draft.answers = {{"DAY", {"tomorrow"}}};
  EXPECT_EQ(asked_of(draft, missed, "America/New_York").answers.at(0).values.at(0), "tomorrow");
}

TEST(ADraft, IsToldWhatIsWrongInItsOwnWords) {
  Draft draft;
  EXPECT_THAT(wrong_details(draft), IsEmpty());
  draft.reporter.email = "jane@example.org";
  draft.reporter.phone = "(212) 555-0100";
  EXPECT_THAT(wrong_details(draft), IsEmpty());
  for (const char* wrong : {"jane", "jane@", "@example.org", "jane@example", "jane at example.org", "jane@example."}) {
    draft.reporter.email = wrong;
    ASSERT_EQ(wrong_details(draft).size(), 1u) << wrong;
    EXPECT_EQ(wrong_details(draft).at(0).field, "email");
  }
  draft.reporter = {.phone = "call me"};
  EXPECT_EQ(wrong_details(draft).at(0).message, "report.wrong.phone");
}

TEST(APhotoOnItsWayThroughTheForm, ComesBackAsItWentOrNotAtAll) {
  const files::Stored photo{std::string(64, 'a'), std::string(64, 'b'), "image/jpeg", 1234, 640, 480};
  const std::string text = sealed(photo, "secret");
  const auto back = unsealed(text, "secret");
  ASSERT_TRUE(back);
  EXPECT_EQ(back->hash, photo.hash);
  EXPECT_EQ(back->small_hash, photo.small_hash);
  EXPECT_EQ(back->width, 640);
  EXPECT_EQ(back->size, 1234);
  EXPECT_FALSE(unsealed(text, "another"));
  std::string altered = text;
  altered[3] = 'c';
  EXPECT_FALSE(unsealed(altered, "secret"));
  EXPECT_FALSE(unsealed("", "secret"));
  EXPECT_FALSE(unsealed(".", "secret"));
}

TEST(Danger, IsHeardInTheServicesOwnWords) {
  directory::Service gas = service("GAS", "DSW");
  gas.danger_words = {"gas smell", ""};
  EXPECT_TRUE(sounds_dangerous(gas, "There is a Gas Smell here"));
  EXPECT_FALSE(sounds_dangerous(gas, "There is a hole here"));
}

}  // namespace
}  // namespace portico::cases
