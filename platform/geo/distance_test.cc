#include "platform/geo/distance.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <set>

#include "platform/geo/geo.h"

namespace portico::geo {
namespace {

// Vincenty's inverse formula on WGS84, to a millimetre: another road to the same distance.
double geodesic(Point p, Point q) {
  const double a = 6378137, f = 1 / 298.257223563, b = (1 - f) * a, rad = std::numbers::pi / 180;
  const double u1 = std::atan((1 - f) * std::tan(p.latitude * rad)), u2 = std::atan((1 - f) * std::tan(q.latitude * rad));
  const double l = (q.longitude - p.longitude) * rad;
  double lambda = l, sin_sigma = 0, cos_sigma = 0, sigma = 0, cos2_alpha = 0, cos_2m = 0;
  for (int i = 0; i < 100; ++i) {
    sin_sigma = std::hypot(std::cos(u2) * std::sin(lambda), std::cos(u1) * std::sin(u2) - std::sin(u1) * std::cos(u2) * std::cos(lambda));
    if (sin_sigma == 0) return 0;
    cos_sigma = std::sin(u1) * std::sin(u2) + std::cos(u1) * std::cos(u2) * std::cos(lambda);
    sigma = std::atan2(sin_sigma, cos_sigma);
    const double sin_alpha = std::cos(u1) * std::cos(u2) * std::sin(lambda) / sin_sigma;
    cos2_alpha = 1 - sin_alpha * sin_alpha;
    cos_2m = cos2_alpha > 0 ? cos_sigma - 2 * std::sin(u1) * std::sin(u2) / cos2_alpha : 0;
    const double c = f / 16 * cos2_alpha * (4 + f * (4 - 3 * cos2_alpha));
    const double before = lambda;
    lambda = l + (1 - c) * f * sin_alpha * (sigma + c * sin_sigma * (cos_2m + c * cos_sigma * (-1 + 2 * cos_2m * cos_2m)));
    if (std::abs(lambda - before) < 1e-12) break;
  }
  const double k2 = cos2_alpha * (a * a - b * b) / (b * b);
  const double big_a = 1 + k2 / 16384 * (4096 + k2 * (-768 + k2 * (320 - 175 * k2)));
  const double big_b = k2 / 1024 * (256 + k2 * (-128 + k2 * (74 - 47 * k2)));
  const double delta = big_b * sin_sigma *
                       (cos_2m + big_b / 4 *
                                     (cos_sigma * (-1 + 2 * cos_2m * cos_2m) -
                                      big_b / 6 * cos_2m * (-3 + 4 * sin_sigma * sin_sigma) * (-3 + 4 * cos_2m * cos_2m)));
  return b * big_a * (sigma - delta);
}

double drawn(double from, double to) { return from + (to - from) * (*rc::gen::inRange(0, 1'000'001)) / 1e6; }

TEST(Distance, OfABlockInManhattanIsThatOfTheStreetGrid) {
  // Five avenues along 42nd Street, by the geodesic.
  const Point eighth{40.75735, -73.98976}, third{40.75095, -73.97450};
  EXPECT_NEAR(metres_between(eighth, third), geodesic(eighth, third), 0.05);
  EXPECT_NEAR(metres_between(eighth, third), 1472, 5);
}

RC_GTEST_PROP(Distance, AgreesWithTheGeodesicWithinACity, ()) {
  const double latitude = drawn(-65, 65), longitude = drawn(-179, 179);
  const Point a{latitude, longitude}, b{latitude + drawn(-0.2, 0.2), longitude + drawn(-0.2, 0.2)};
  const double exact = geodesic(a, b);
  RC_ASSERT(std::abs(metres_between(a, b) - exact) <= exact * 0.001 + 0.001);
  RC_ASSERT(metres_between(a, b) == metres_between(b, a));
}

TEST(Distance, TakesTheShortWayRoundTheDateLine) {
  EXPECT_NEAR(metres_between({-16.8, 179.999}, {-16.8, -179.999}), geodesic({-16.8, -0.001}, {-16.8, 0.001}), 0.01);
}

TEST(Cell, IsTheSameForEver) {  // these numbers stand in indexes on disk
  EXPECT_EQ(cell_of({40.7484, -73.9857}), 152333015943);
  EXPECT_EQ(cell_of({0, 0}), 104857799993);
  EXPECT_EQ(cell_of({-90, -180}), 0);
  EXPECT_EQ(cell_of({-33.8568, 151.2153}), 65411525450);
  EXPECT_EQ(cell_of({90, 180}), cell_of({90, -180}));
}

TEST(Cell, CountsOfColumnsAreFarFromRounding) {  // so that no machine's cosine can give another number
  for (int band = 0; band < 200; ++band) {
    const double count = 400'000 * std::cos(((band + 0.5) * 0.9 - 90) * std::numbers::pi / 180);
    EXPECT_GT(std::abs(count - std::round(count)), 1e-3) << "band " << band;
  }
}

RC_GTEST_PROP(Cell, IsAboutAHundredMetresWide, ()) {
  const Point here{drawn(-64, 64), drawn(-179, 179)};
  const auto metres = metres_per_degree(here.latitude);
  // Walking two hundred metres leaves it, and the farthest place within it is less than 145 m away.
  RC_ASSERT(cell_of({here.latitude + 200 / metres.latitude, here.longitude}) != cell_of(here));
  RC_ASSERT(cell_of({here.latitude, here.longitude + 200 / metres.longitude}) != cell_of(here));
}

// The oracle walks a fine grid of places inside the circle.
RC_GTEST_PROP(CellsAround, HoldTheCellOfEveryPlaceInTheCircle, ()) {
  const Point centre{drawn(-80, 80), drawn(-180, 180)};
  const double metres = drawn(0, 400);
  const auto cells = cells_around(centre, metres);
  const std::set<std::int64_t> found(cells.begin(), cells.end());
  RC_ASSERT(found.size() == cells.size());
  RC_ASSERT(std::ranges::is_sorted(cells));
  RC_ASSERT(found.contains(cell_of(centre)));
  const auto scale = metres_per_degree(centre.latitude);
  for (int direction = 0; direction < 72; ++direction) {
    for (const double share : {0.25, 0.5, 0.75, 0.999}) {
      const double angle = direction * 5 * std::numbers::pi / 180;
      Point place{centre.latitude + share * metres * std::sin(angle) / scale.latitude,
                  std::remainder(centre.longitude + share * metres * std::cos(angle) / scale.longitude, 360.0)};
      if (metres_between(centre, place) > metres) continue;
      RC_ASSERT(found.contains(cell_of(place)));
    }
  }
}

RC_GTEST_PROP(CellsAround, AreAtMostNineForANearDuplicate, ()) {
  RC_ASSERT(cells_around({drawn(-60, 60), drawn(-180, 180)}, drawn(0, 90)).size() <= 9u);
}

// The oracle draws places in the box and beside it: each lies in exactly one patch, or in none that its cell does not touch.
RC_GTEST_PROP(PatchesOfABox, HoldTheCellOfEveryPlaceInItOnce, ()) {
  const double south = drawn(-89, 88), west = drawn(-180, 180), height = drawn(0, 0.03), width = drawn(0, 0.03);
  const Box box{{south, west}, {south + height, west + width > 180 ? west + width - 360 : west + width}};
  const auto patches = patches_of(box, 100'000);
  RC_ASSERT(patches.has_value());
  for (int place = 0; place < 100; ++place) {
    const double longitude = west + width * drawn(0, 1);
    const auto cell = cell_of({south + height * drawn(0, 1), longitude > 180 ? longitude - 360 : longitude});
    const auto column = cell % (1 << 20);
    RC_ASSERT(std::ranges::count_if(*patches, [&](const Patch& each) {
                return each.first_cell <= cell && cell <= each.last_cell && each.first_column <= column && column <= each.last_column;
              }) == 1);
    // As the index on disk has it.
    const auto block = (cell / 4'194'304) * 1'048'576 + column / 4;
    RC_ASSERT(std::ranges::count(*patches, block, &Patch::block) >= 1);
  }
}

TEST(PatchesOfABox, AreNoMoreThanAsked) {
  const Box kilometre{{40.75, -73.99}, {40.759, -73.978}};
  const auto patches = patches_of(kilometre, 16);
  ASSERT_TRUE(patches);
  EXPECT_GE(patches->size(), 9u);
  EXPECT_FALSE(patches_of(kilometre, 8));
  EXPECT_EQ(patches_of({{1, 1}, {0, 2}}, 8), std::vector<Patch>());
  EXPECT_FALSE(patches_of({{-90, -180}, {90, 180}}, 1000));
}

TEST(CellsAround, CrossTheDateLine) {
  const auto cells = cells_around({-16.8, 179.9999}, 50);
  EXPECT_TRUE(std::ranges::count(cells, cell_of({-16.8, -179.9999})));
}

}  // namespace
}  // namespace portico::geo
