#include "city/directory/find_sites.h"

#include <gmock/gmock.h>

namespace portico::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class Sites : public testing::Test {
 protected:
  Sites() {
    city.city.languages = {"en", "es"};
    city.sites = {{.code = "PORT",
                   .name = {{"en", "Old Port Center"}, {"es", "Centro del Puerto Viejo"}},
                   .address = "12 Quay Street",
                   .point = geo::Point{1, 2}},
                  {.code = "NORTH", .name = {{"en", "Northgate Center"}}, .point = geo::Point{3, 4}},
                  {.code = "GONE", .name = {{"en", "Old Mill Center"}}, .point = geo::Point{5, 6}, .retired = true},
                  {.code = "NOWHERE", .name = {{"en", "Old Bridge Center"}}}};
  }
  std::vector<std::string> find(std::string_view typed, std::string_view language = "en") const {
    std::vector<std::string> labels;
    for (const auto& place : find_sites(city, language, typed, 5)) labels.push_back(place.label);
    return labels;
  }
  Snapshot city;
};

TEST_F(Sites, AreFoundByTheirNamesInAnyLanguage) {
  EXPECT_THAT(find("old port"), ElementsAre("Old Port Center, 12 Quay Street"));
  EXPECT_THAT(find("puerto viejo"), ElementsAre("Old Port Center, 12 Quay Street"));
  EXPECT_THAT(find("old port", "es"), ElementsAre("Centro del Puerto Viejo, 12 Quay Street"));
  EXPECT_THAT(find("nortgate centre"), ElementsAre("Northgate Center"));
  EXPECT_THAT(find("center"), ElementsAre("Northgate Center", "Old Port Center, 12 Quay Street"));
  EXPECT_EQ(find_sites(city, "en", "center", 1).size(), 1U);
}

TEST_F(Sites, AreExactByAllOfTheirWordsAlone) {
  const auto exact = find_sites(city, "en", "OLD PORT CENTER", 5).at(0);
  EXPECT_TRUE(exact.exact);
  EXPECT_EQ(exact.point, (geo::Point{1, 2}));
  EXPECT_FALSE(find_sites(city, "en", "old port", 5).at(0).exact);
}

TEST_F(Sites, AreNotFoundByAStreetOrWhereTheyAreGone) {
  for (const char* typed : {"", "40 Market Street", "old port road", "old mill", "old bridge", "a b c d e f g h i"})
    EXPECT_THAT(find(typed), IsEmpty()) << typed;
}

}  // namespace
}  // namespace portico::directory
