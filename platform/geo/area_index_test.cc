#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <numbers>
#include <thread>

#include "platform/geo/geo.h"

namespace portico::geo {
namespace {

using Ring = std::vector<Point>;

// The slow oracle: rings as drawn, crossings of a ray counted.
struct Drawn {
  std::string code;
  std::vector<Ring> rings;  // outline and holes
};

bool crosses_odd(const Ring& ring, Point p) {
  bool inside = false;
  for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
    const auto &a = ring[i], &b = ring[j];
    if ((a.latitude > p.latitude) != (b.latitude > p.latitude) &&
        p.longitude < (b.longitude - a.longitude) * (p.latitude - a.latitude) / (b.latitude - a.latitude) + a.longitude) {
      inside = !inside;
    }
  }
  return inside;
}

bool holds(const Drawn& drawn, Point p) {
  int odd = 0;
  for (const auto& ring : drawn.rings) odd += crosses_odd(ring, p);
  return odd % 2 == 1;
}

// The nearest of many points set along the edges: right to the metre where they are a metre apart.
double walk_to(const Drawn& drawn, Point p) {
  double least = 1e9;
  for (const auto& ring : drawn.rings) {
    for (std::size_t i = 0; i + 1 < ring.size(); ++i) {
      const int steps = 1 + static_cast<int>(metres_between(ring[i], ring[i + 1]));
      for (int s = 0; s <= steps; ++s) {
        const double share = static_cast<double>(s) / steps;
        least = std::min(least, metres_between(p, {ring[i].latitude + share * (ring[i + 1].latitude - ring[i].latitude),
                                                   ring[i].longitude + share * (ring[i + 1].longitude - ring[i].longitude)}));
      }
    }
  }
  return least;
}

Area area_of(const Drawn& drawn) {
  std::string text = R"({"type":"Polygon","coordinates":[)";
  for (std::size_t r = 0; r < drawn.rings.size(); ++r) {
    text += r ? ",[" : "[";
    for (std::size_t i = 0; i < drawn.rings[r].size(); ++i) {
      char position[80];
      std::snprintf(position, sizeof position, "%s[%.12f,%.12f]", i ? "," : "", drawn.rings[r][i].longitude, drawn.rings[r][i].latitude);
      text += position;
    }
    text += ']';
  }
  return {drawn.code, "Ward " + drawn.code, text + "]}"};
}

AreaIndex index_of(const std::vector<Drawn>& drawn) {
  std::vector<Area> areas;
  for (const auto& each : drawn) areas.push_back(area_of(each));
  return AreaIndex(areas);
}

double between(double from, double to) { return from + (to - from) * (*rc::gen::inRange(0, 1'000'001)) / 1e6; }

Ring star(Point centre, double degrees) {
  Ring ring;
  const int corners = *rc::gen::inRange(3, 90);
  for (int i = 0; i < corners; ++i) {
    const double angle = 2 * std::numbers::pi * i / corners, reach = degrees * between(0.3, 1);
    ring.push_back({std::round((centre.latitude + reach * std::sin(angle)) * 1e9) / 1e9,
                    std::round((centre.longitude + reach * std::cos(angle)) * 1e9) / 1e9});
  }
  ring.push_back(ring.front());
  return ring;
}

// A city of stars that may overlap, some with a hole.
std::vector<Drawn> draw_city() {
  std::vector<Drawn> city;
  const int wards = *rc::gen::inRange(1, 12);
  for (int i = 0; i < wards; ++i) {
    const Point centre{44 + between(-0.05, 0.05), -68 + between(-0.05, 0.05)};
    Drawn ward{std::string(1, static_cast<char>('a' + i)), {star(centre, 0.02)}};
    if (*rc::gen::inRange(0, 3) == 0) {
      Ring hole;
      for (auto corner : star({0, 0}, 0.002)) hole.push_back({centre.latitude + corner.latitude, centre.longitude + corner.longitude});
      ward.rings.push_back(hole);
    }
    city.push_back(std::move(ward));
  }
  return city;
}

RC_GTEST_PROP(AreaIndex, AgreesWithCountingCrossings, ()) {
  const auto city = draw_city();
  const auto index = index_of(city);
  for (int i = 0; i < 200; ++i) {
    const Point p{44 + between(-0.08, 0.08), -68 + between(-0.08, 0.08)};
    std::string expected;
    for (const auto& ward : city) {
      if (expected.empty() && holds(ward, p)) expected = ward.code;
    }
    const auto found = index.locate(p, 0);
    RC_ASSERT((found ? found->code : "") == expected);
    RC_ASSERT(!found || found->metres_outside == 0);
  }
}

RC_GTEST_PROP(AreaIndex, OutsideTakesTheNearestWithinReach, ()) {
  const auto city = draw_city();
  const auto index = index_of(city);
  for (int i = 0; i < 20; ++i) {
    const Point p{44 + between(-0.08, 0.08), -68 + between(-0.08, 0.08)};
    if (index.locate(p, 0)) continue;
    double least = 1e9;
    for (const auto& ward : city) least = std::min(least, walk_to(ward, p));
    const double reach = between(1, 3000);
    const auto found = index.locate(p, reach);
    if (std::abs(least - reach) < 5 + least * 0.002) continue;  // the oracle cannot tell
    RC_ASSERT(found.has_value() == (least < reach));
    if (found) RC_ASSERT(std::abs(found->metres_outside - least) < 1 + least * 0.002);
  }
}

const std::vector<Drawn> two_wards = {{"west", {{{40, -74}, {40, -73.99}, {40.01, -73.99}, {40.01, -74}, {40, -74}}}},
                                      {"east", {{{40, -73.99}, {40, -73.98}, {40.01, -73.98}, {40.01, -73.99}, {40, -73.99}}}}};

TEST(AreaIndex, AtASharedBorderTheFirstByCodeHasThePlace) {
  const auto index = index_of(two_wards);
  EXPECT_EQ(index.locate({40.005, -73.99})->code, "east");
  EXPECT_EQ(index.locate({40.005, -73.99})->metres_outside, 0);
  EXPECT_EQ(index.locate({40.005, -73.9900001})->code, "west");
  EXPECT_EQ(index.locate({40, -74})->code, "west");  // a corner
}

TEST(AreaIndex, APierJustOffTheShoreBelongsToTheWardBehindIt) {
  const auto index = index_of(two_wards);
  const auto found = index.locate({39.9998, -73.985});
  ASSERT_TRUE(found);
  EXPECT_EQ(found->code, "east");
  EXPECT_EQ(found->name, "Ward east");
  EXPECT_NEAR(found->metres_outside, 22.2, 0.1);
  EXPECT_FALSE(index.locate({39.9997, -73.985}));  // 33 m
  EXPECT_TRUE(index.locate({39.9997, -73.985}, 40));
}

TEST(AreaIndex, WithoutAreasHoldsNothing) {
  const AreaIndex empty(std::vector<Area>{});
  EXPECT_FALSE(empty.locate({40, -74}, 1e6));
  EXPECT_EQ(empty.bounds().south_west, Point{});
}

TEST(AreaIndex, KnowsItsBounds) {
  const auto bounds = index_of(two_wards).bounds();
  EXPECT_EQ(bounds.south_west, (Point{40, -74}));
  EXPECT_EQ(bounds.north_east, (Point{40.01, -73.98}));
}

TEST(AreaIndex, NoPlaceIsInNoWard) { EXPECT_FALSE(index_of(two_wards).locate({std::nan(""), -73.985})); }

TEST(AreaIndex, RefusesToHoldWhatIsNoPolygon) {
  EXPECT_THROW(AreaIndex({{"x", "x", R"({"type":"Point","coordinates":[0,0]})"}}), std::invalid_argument);
  EXPECT_THROW(AreaIndex({{"x", "x", "{"}}), std::invalid_argument);
}

TEST(AreaIndex, AnswersManyThreadsAtOnce) {
  const auto index = index_of(two_wards);
  std::vector<std::thread> askers;
  std::array<int, 4> wrong{};
  for (std::size_t t = 0; t < wrong.size(); ++t) {
    askers.emplace_back([&, t] {
      for (int i = 0; i < 20'000; ++i) {
        const double longitude = -73.9999 + 0.0199 * i / 20'000;
        const auto found = index.locate({40.0000001 + 1e-7 * static_cast<double>(t), longitude});
        wrong[t] += !found || (longitude < -73.99 ? found->code != "west" : found->code != "east");
      }
    });
  }
  for (auto& asker : askers) asker.join();
  EXPECT_EQ(wrong, (std::array<int, 4>{}));
}

}  // namespace
}  // namespace portico::geo
