#include "city/directory/streets.h"

#include <gmock/gmock.h>

namespace portico::directory {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// Two streets from west to east, two lanes from south to north; a block is 0.01 degrees.
class Streets : public testing::Test {
 protected:
  Streets() : index(pack_streets(pieces())) {}
  static std::vector<StreetPiece> pieces() {
    return {{"Quay Street", 1, 99, 2, 100, {{0.00, 0.00}, {0.00, 0.01}}},
            {"Quay Street", 101, 199, 102, 200, {{0.00, 0.01}, {0.00, 0.02}}},
            {"Market Street", 1, 99, 2, 100, {{0.01, 0.00}, {0.01, 0.01}}},
            {"Lantern Lane", 1, 9, 2, 10, {{0.00, 0.01}, {0.01, 0.01}}},
            {"East Quay Street", 1, 99, 2, 100, {{0.00, 0.02}, {0.00, 0.03}}},
            {"Ferry Avenue", 0, 0, 0, 0, {{0.00, 0.02}, {0.01, 0.02}}}};
  }
  std::vector<std::string> find(std::string_view typed) const {
    std::vector<std::string> labels;
    for (const auto& place : index.find(typed, 5)) labels.push_back(place.label);
    return labels;
  }
  StreetIndex index;
};

TEST_F(Streets, AreFoundByAHouse) {
  EXPECT_THAT(find("150 Quay Street"), ElementsAre("150 Quay Street"));
  const auto exact = index.find("150 quay st.", 5).at(0);
  EXPECT_TRUE(exact.exact);
  EXPECT_NEAR(exact.point.longitude, 0.015, 0.0002);
  EXPECT_DOUBLE_EQ(exact.point.latitude, 0);
  EXPECT_THAT(find("50 quay"), ElementsAre("50 Quay Street", "50 East Quay Street"));
  EXPECT_FALSE(index.find("50 quay", 5).at(0).exact);
  EXPECT_THAT(find("50 e quay st"), ElementsAre("50 East Quay Street"));
  EXPECT_THAT(find("150b Quay Street"), ElementsAre("150 Quay Street"));
}

TEST_F(Streets, AreFoundAlthoughTheyAreMisspelt) {
  EXPECT_THAT(find("150 Quey Street"), ElementsAre("150 Quay Street"));
  EXPECT_THAT(find("5 lantrn lane"), ElementsAre("5 Lantern Lane"));
  EXPECT_FALSE(index.find("150 Quey Street", 5).at(0).exact);
}

TEST_F(Streets, AreFoundByACorner) {
  for (const char* typed : {"Quay Street and Lantern Lane", "quay & lantern", "corner of quay st / lantern ln", "Quay St at Lantern"})
    EXPECT_THAT(find(typed), ElementsAre("Quay Street & Lantern Lane")) << typed;
  EXPECT_EQ(index.find("Market and Lantern", 5).at(0).point, (geo::Point{0.01, 0.01}));
  EXPECT_TRUE(index.find("quay st & lantern ln", 5).at(0).exact);
  EXPECT_THAT(find("Market and Ferry"), IsEmpty());  // they do not meet
}

TEST_F(Streets, OfferTheirCornersWhereNoHouseIsNamedOrThereIsNone) {
  const auto corners = ElementsAre("Quay Street & Lantern Lane", "Quay Street & East Quay Street", "Quay Street & Ferry Avenue");
  EXPECT_THAT(find("Quay Street"), corners);
  EXPECT_THAT(find("9999 Quay Street"), corners);
}

TEST_F(Streets, TakeWhateverIsTyped) {
  for (const char* typed : {"", " ", "and", "12", "& & &", "in the old park behind the big tree", "0 0 0 0 0 0 0 0 0 0", "\xff\xfe"})
    EXPECT_THAT(find(typed), IsEmpty()) << typed;
  EXPECT_THAT(find(std::string(100'000, 'q')), IsEmpty());
  EXPECT_THAT(StreetIndex().find("150 Quay Street", 5), IsEmpty());
}

TEST_F(Streets, AreKeptAsLines) {
  const auto packed = pack_streets(pieces());
  EXPECT_EQ(pack_streets(unpack_streets(packed)), packed);
  EXPECT_THROW(unpack_streets("Quay Street\t1\n"), std::runtime_error);
  EXPECT_THROW(unpack_streets("Quay Street\t1\t2\t3\t4\t0.1,0.2\n"), std::runtime_error);
  EXPECT_TRUE(unpack_streets("").empty());
  EXPECT_EQ(unpack_streets("Quay Street\t1\t2\t3\t4\t0.1,0.2 0.1,0.3\n").at(0).kind, StreetClass::minor) << "as older releases kept them";
  auto classes = pieces();
  classes[0].kind = StreetClass::major;
  classes[3].kind = StreetClass::path;
  const auto read = unpack_streets(pack_streets(classes));
  EXPECT_EQ(read[0].kind, StreetClass::major);
  EXPECT_EQ(read[1].kind, StreetClass::minor);
  EXPECT_EQ(read[3].kind, StreetClass::path);
}

TEST_F(Streets, GiveTheAddressNearestToAPoint) {
  const auto at = [&](double latitude, double longitude, double within = 200) {
    const auto near = index.nearest({latitude, longitude}, within);
    return near ? near->label : std::string();
  };
  EXPECT_EQ(at(0.0001, 0.0052), "51 Quay Street") << "left of a line that runs east";
  EXPECT_EQ(at(-0.0001, 0.0052), "52 Quay Street") << "right of it";
  EXPECT_EQ(at(0.0001, 0.0152), "151 Quay Street");
  EXPECT_EQ(at(0.0050, 0.0201), "Ferry Avenue") << "a street without numbers";
  EXPECT_EQ(at(0.0030, 0.0050), "") << "a block has a middle";
  EXPECT_EQ(at(0.0030, 0.0052, 400), "51 Quay Street");
  EXPECT_NEAR(index.nearest({0.0001, 0.0050}, 200)->point.latitude, 0, 1e-9) << "on the street";
  EXPECT_EQ(StreetIndex().nearest({0, 0}, 1000), std::nullopt);
}

}  // namespace
}  // namespace portico::directory
