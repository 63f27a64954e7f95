#include <gmock/gmock.h>

#include "platform/i18n/i18n.h"

namespace portico::i18n {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(SearchWords, AreFoldedAsPeopleTypeThem) {
  EXPECT_THAT(search_words("A Pothole, on QUAY Street!"), ElementsAre("a", "pothole", "on", "quay", "street"));
  EXPECT_THAT(search_words("bache en la Calle Núñez"), ElementsAre("bache", "en", "la", "calle", "nunez"));
  EXPECT_THAT(search_words("Straße STRASSE"), ElementsAre("strasse"));
  EXPECT_THAT(search_words("2345-678x"), ElementsAre("2345", "678x"));
  EXPECT_EQ(search_words("2345-678X"), search_words("2345 678x"));
  EXPECT_THAT(search_words(" ... !"), IsEmpty());
}

TEST(SearchWords, KeepToTheirScripts) {
  EXPECT_EQ(search_words("حُفْرَة"), search_words("حفرة")) << "vowel signs";
  EXPECT_EQ(search_words("রাস্তা").size(), 1u) << "Bengali signs are no accents";
  EXPECT_GT(search_words("道路上有坑洞").size(), 1u) << "no blanks between words";
  EXPECT_THAT(search_words("Яма Ё"), ElementsAre("яма", "е"));
}

TEST(SearchWords, AreBoundedAndWellFormed) {
  const auto words = search_words(std::string(5'000, 'x') + " y");
  ASSERT_EQ(words.size(), 2u);
  EXPECT_EQ(words[0].size(), 60u);
}

}  // namespace
}  // namespace portico::i18n
