#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/geo/geo.h"

namespace portico::geo {
namespace {

std::string collection(std::string_view features) { return R"({"type":"FeatureCollection","features":[)" + std::string(features) + "]}"; }

constexpr std::string_view square = R"({"type":"Feature","properties":{"id":7,"label":"Harbor"},
  "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1],[0,0]]]}})";

Fault only_fault(const Outcome<Areas>& outcome) {
  EXPECT_FALSE(outcome.has_value());
  if (outcome.has_value()) return {};
  EXPECT_EQ(outcome.error().faults.size(), 1u);
  return outcome.error().faults.front();
}

TEST(ReadAreas, TakesCodeAndNameFromProperties) {
  const auto read = read_areas(collection(square), "wards.geojson", "id", "label");
  ASSERT_TRUE(read.has_value());
  ASSERT_EQ(read->areas.size(), 1u);
  EXPECT_EQ(read->areas[0].code, "7");
  EXPECT_EQ(read->areas[0].name, "Harbor");
  EXPECT_EQ(read->areas[0].geometry, R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]})");
  EXPECT_EQ(read->mended, 0);
}

TEST(ReadAreas, WithoutANamePropertyTheCodeIsTheName) { EXPECT_EQ(read_areas(collection(square), "f", "id", "")->areas[0].name, "7"); }

TEST(ReadAreas, MendsABowTieAndCountsIt) {
  const auto read = read_areas(collection(R"({"type":"Feature","properties":{"id":"bow"},
    "geometry":{"type":"Polygon","coordinates":[[[0,0],[2,2],[2,0],[0,2],[0,0]]]}})"),
                               "wards.geojson", "id", "id");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->mended, 1);
  const AreaIndex index(read->areas);
  EXPECT_TRUE(index.locate({1.0, 0.5}, 0));
  EXPECT_TRUE(index.locate({1.0, 1.5}, 0));
  EXPECT_FALSE(index.locate({0.5, 1.0}, 0));  // between the wings
}

TEST(ReadAreas, NamesTheFeatureThatItCannotRead) {
  const auto fault = only_fault(read_areas(collection(std::string(square) + R"(,{"type":"Feature","properties":{"id":8},
    "geometry":{"type":"Point","coordinates":[0,0]}})"),
                                           "wards.geojson", "id", "id"));
  EXPECT_EQ(fault.field, "wards.geojson: feature 2");
  EXPECT_EQ(fault.reason, "its geometry is a Point");
  EXPECT_EQ(fault.accepted, "a Polygon or a MultiPolygon");
}

TEST(ReadAreas, RefusesWhatIsNotOnTheGlobe) {  // a state's own plane in feet, the usual mistake
  const auto fault = only_fault(read_areas(collection(R"({"type":"Feature","properties":{"id":8},
    "geometry":{"type":"Polygon","coordinates":[[[1005536,241916],[1005540,241916],[1005540,241920],[1005536,241916]]]}})"),
                                           "f", "id", "id"));
  EXPECT_EQ(fault.reason, "the position [1005536, 241916] is not on the globe");
  EXPECT_EQ(fault.accepted, "[longitude, latitude] in WGS84 degrees");
}

TEST(ReadAreas, RefusesAnOpenRingAMissingCodeAndACodeTwice) {
  EXPECT_EQ(only_fault(read_areas(collection(R"({"type":"Feature","properties":{"id":8},
    "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,0],[1,1],[0,1]]]}})"),
                                  "f", "id", "id"))
                .reason,
            "a ring is not closed");
  const auto missing = only_fault(read_areas(collection(square), "f", "ward", "label"));
  EXPECT_EQ(missing.reason, "it has no property 'ward' with a text or a number");
  EXPECT_EQ(missing.accepted, "one of its properties: id, label");
  EXPECT_EQ(only_fault(read_areas(collection(std::string(square) + "," + std::string(square)), "f", "id", "label")).reason,
            "the code '7' is that of feature 1 already");
}

TEST(ReadAreas, LeavesOutSpikesOfThreePositionsAndCountsTheArea) {  // New York's council districts have them
  const auto read = read_areas(collection(R"({"type":"Feature","properties":{"id":8},
    "geometry":{"type":"MultiPolygon","coordinates":[[[[5,5],[6,6],[5,5]]],[[[0,0],[1,0],[1,1],[0,1],[0,0]],[[0.5,0.5],[0.6,0.6],[0.5,0.5]]]]}})"),
                               "f", "id", "id");
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->mended, 1);
  EXPECT_EQ(read->areas[0].geometry, R"({"type":"MultiPolygon","coordinates":[[[[0,0],[1,0],[1,1],[0,1],[0,0]]]]})");
}

TEST(ReadAreas, RefusesAPolygonThatEnclosesNothing) {
  EXPECT_EQ(only_fault(read_areas(collection(R"({"type":"Feature","properties":{"id":8},
    "geometry":{"type":"Polygon","coordinates":[[[0,0],[1,1],[2,2],[0,0]]]}})"),
                                  "f", "id", "id"))
                .reason,
            "its polygon encloses nothing");
}

TEST(ReadAreas, RefusesBrokenTextWithItsLine) {
  EXPECT_EQ(only_fault(read_areas("{\n\"type\":\n[,", "wards.geojson", "id", "id")).field, "wards.geojson:3");
  EXPECT_THAT(only_fault(read_areas("", "f", "id", "id")).reason, testing::HasSubstr("it is not JSON"));
  EXPECT_THAT(only_fault(read_areas(collection(square) + " x", "f", "id", "id")).reason, testing::HasSubstr("it is not JSON"));
  EXPECT_EQ(only_fault(read_areas("[]", "f", "id", "id")).accepted, "a GeoJSON FeatureCollection");
}

TEST(ReadAreas, RefusesAnotherReferenceSystem) {
  EXPECT_EQ(
      only_fault(
          read_areas(
              R"({"type":"FeatureCollection","crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::2263"}},"features":[]})", "f",
              "id", "id"))
          .reason,
      "its coordinates are not in WGS84");
}

TEST(ReadAreas, ListsManyFaultsButNotAll) {
  std::string features;
  for (int i = 0; i < 50; ++i) features += (i ? ",{}" : "{}");
  EXPECT_EQ(read_areas(collection(features), "f", "id", "id").error().faults.size(), 20u);
}

}  // namespace
}  // namespace portico::geo
