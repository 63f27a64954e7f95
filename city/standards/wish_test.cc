#include "city/standards/wish.h"

#include <gtest/gtest.h>

namespace portico::standards {
namespace {

directory::Service pothole() {
  directory::Service service;
  service.code = "POTHOLE";
  service.agency = "DSW";
  service.name = {{"en", "Pothole in the street"}, {"es", "Bache en la calle"}, {"zh", "路面坑洞"}};
  return service;
}

bool found(std::string words, std::string_view language = "en") {
  return fits(pothole(), {.words = std::move(words), .agency = ""}, language, "en");
}

TEST(WishForAPromise, IsOfNothingWhereNothingWasTyped) {
  for (const char* words : {"", " ", "!?"}) EXPECT_TRUE(found(words)) << words;
}

TEST(WishForAPromise, IsMetByEveryWordOfTheName) {
  for (const char* words : {"pothole", "POTHOLE street", "poth", "pothloe"}) EXPECT_TRUE(found(words)) << words;
  for (const char* words : {"tree", "pothole tree", "po", "bache"}) EXPECT_FALSE(found(words)) << words;
}

TEST(WishForAPromise, IsReadInTheReadersLanguage) {
  EXPECT_TRUE(found("báche calle", "es"));
  EXPECT_FALSE(found("pothole", "es"));
  EXPECT_TRUE(found("坑", "zh"));
  EXPECT_TRUE(found("pothole", "fr")) << "shown in the city's own words where there are none in the reader's";
}

TEST(WishForAPromise, IsOfOneAgency) {
  EXPECT_TRUE(fits(pothole(), {.words = "", .agency = "DSW"}, "en", "en"));
  EXPECT_FALSE(fits(pothole(), {.words = "pothole", .agency = "DPT"}, "en", "en"));
}

}  // namespace
}  // namespace portico::standards
