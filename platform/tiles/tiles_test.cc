#include "platform/tiles/tiles.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "platform/tiles/testing.h"

namespace portico::tiles {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

std::vector<Read> features_of(const Layer& layer) {
  const auto layers = read(bytes_of({&layer, 1}));
  return layers.empty() ? std::vector<Read>() : layers.front().features;
}

// -- slow answers ------------------------------------------------------------------------------------------------------------------------

Corner corner_of(Tile tile, Spot spot) {
  const double across = std::pow(2.0, tile.zoom) * grid;
  return {spot.x * across - static_cast<double>(tile.x) * grid, spot.y * across - static_cast<double>(tile.y) * grid};
}

double to_piece(Corner at, Corner from, Corner to) {
  const double dx = to.x - from.x, dy = to.y - from.y, length = dx * dx + dy * dy;
  const double share = length > 0 ? std::clamp(((at.x - from.x) * dx + (at.y - from.y) * dy) / length, 0.0, 1.0) : 0;
  return std::hypot(at.x - from.x - share * dx, at.y - from.y - share * dy);
}

double to_path(Corner at, const std::vector<Corner>& path, bool closed) {
  double least = std::numeric_limits<double>::max();
  for (std::size_t each = 1; each < path.size(); ++each) least = std::min(least, to_piece(at, path[each - 1], path[each]));
  if (closed && path.size() > 1) least = std::min(least, to_piece(at, path.back(), path.front()));
  return least;
}

bool inside(Corner at, const std::vector<std::vector<Corner>>& rings) {
  bool in = false;
  for (const auto& ring : rings)
    for (std::size_t each = 0; each < ring.size(); ++each) {
      const Corner from = ring[each], to = ring[(each + 1) % ring.size()];
      if ((from.y > at.y) != (to.y > at.y) && at.x < from.x + (to.x - from.x) * (at.y - from.y) / (to.y - from.y)) in = !in;
    }
  return in;
}

double twice_area(const std::vector<Corner>& ring) {
  double sum = 0;
  for (std::size_t at = 0; at < ring.size(); ++at) {
    const Corner from = ring[at], to = ring[(at + 1) % ring.size()];
    sum += from.x * to.y - to.x * from.y;
  }
  return sum;
}

// A tile near its own middle, and spots on it and around it.
Tile any_tile() {
  const int zoom = *rc::gen::inRange(0, 19);
  const auto across = std::int64_t{1} << zoom;
  return {zoom, static_cast<std::uint32_t>(*rc::gen::inRange<std::int64_t>(0, across)),
          static_cast<std::uint32_t>(*rc::gen::inRange<std::int64_t>(0, across))};
}
Spot any_spot_about(Tile tile) {
  const Rectangle on = rectangle_of(tile);
  const double side = on.east - on.west;
  return {on.west + side * (*rc::gen::inRange(-5000, 15'001)) / 10'000, on.north + side * (*rc::gen::inRange(-5000, 15'001)) / 10'000};
}

// -- the Mercator world ------------------------------------------------------------------------------------------------------------------

TEST(Mercator, KnowsWherePlacesAre) {
  const Spot greenwich = spot_of({0, 0});
  EXPECT_DOUBLE_EQ(greenwich.x, 0.5);
  EXPECT_DOUBLE_EQ(greenwich.y, 0.5);
  const Spot north = spot_of({85.0511287798066, -180});
  EXPECT_NEAR(north.x, 0, 1e-12);
  EXPECT_NEAR(north.y, 0, 1e-12);
  EXPECT_EQ(spot_of({90, 10}).y, 0) << "the pole lies on the edge";
  // As the tiles of OpenStreetMap are numbered: zoom 12 over a bay on the coast of New England.
  const Spot bay = spot_of({43.45, -68.75});
  EXPECT_EQ(std::floor(bay.x * 4096), 1265);
  EXPECT_EQ(std::floor(bay.y * 4096), 1498);
}

RC_GTEST_PROP(Mercator, GoesThereAndBack, ()) {
  const geo::Point point{*rc::gen::inRange(-8'500'000, 8'500'001) / 1e5, *rc::gen::inRange(-18'000'000, 18'000'000) / 1e5};
  const geo::Point back = point_of(spot_of(point));
  RC_ASSERT(std::abs(back.latitude - point.latitude) < 1e-9);
  RC_ASSERT(std::abs(back.longitude - point.longitude) < 1e-9);
}

TEST(Mercator, ATileIsNamedByItsAddress) {
  EXPECT_EQ(tile_named("12", "1265", "1500"), (Tile{12, 1265, 1500}));
  EXPECT_EQ(tile_named("0", "0", "0"), (Tile{0, 0, 0}));
  EXPECT_FALSE(tile_named("0", "1", "0")) << "there is one tile at zoom 0";
  EXPECT_FALSE(tile_named("23", "0", "0")) << "too deep";
  for (const char* wrong : {"", "-1", "x", "1.5", "99999999999999999999"}) {
    EXPECT_FALSE(tile_named(wrong, "0", "0")) << wrong;
    EXPECT_FALSE(tile_named("3", wrong, "0")) << wrong;
    EXPECT_FALSE(tile_named("3", "0", wrong)) << wrong;
  }
}

// -- what is drawn -----------------------------------------------------------------------------------------------------------------------

TEST(Tiles, ALayerHoldsWhatIsToldOfEachPoint) {
  Layer requests({0, 0, 0}, "requests"), nothing({0, 0, 0}, "nothing");
  requests.add_point({0.25, 0.5}, {{"number", "2345-678X"}, {"count", std::int64_t{-3}}, {"open", true}});
  requests.add_point({0.5, 0.5}, {{"number", "2345-678X"}, {"open", false}});
  const std::vector<Layer> both{requests, nothing};
  const auto layers = read(bytes_of(both));
  ASSERT_THAT(layers, SizeIs(1)) << "a layer on which nothing is drawn is left out";
  EXPECT_EQ(layers[0].name, "requests");
  EXPECT_EQ(layers[0].extent, 4096U);
  EXPECT_EQ(layers[0].version, 2U);
  ASSERT_THAT(layers[0].features, SizeIs(2));
  EXPECT_THAT(layers[0].features[0].told,
              ElementsAre(Pair("count", Value(std::int64_t{-3})), Pair("number", Value("2345-678X")), Pair("open", Value(true))));
  EXPECT_THAT(layers[0].features[1].told, ElementsAre(Pair("number", Value("2345-678X")), Pair("open", Value(false))));
  EXPECT_EQ(layers[0].features[0].paths[0][0].x, 1024);
  EXPECT_EQ(layers[0].features[0].paths[0][0].y, 2048);
  EXPECT_EQ(bytes_of({&nothing, 1}), "");
}

RC_GTEST_PROP(Tiles, APointLiesOnOneTileWithinAUnitOfItsPlace, ()) {
  const Tile tile = any_tile();
  const Spot spot = any_spot_about(tile);
  Layer layer(tile, "points");
  layer.add_point(spot, {});
  const auto shown = features_of(layer);
  if (!rectangle_of(tile).holds(spot)) {
    RC_ASSERT(shown.empty());
    return;
  }
  RC_ASSERT(shown.size() == 1U);
  const Corner at = shown[0].paths.at(0).at(0), wanted = corner_of(tile, spot);
  RC_ASSERT(std::abs(at.x - wanted.x) <= 1);
  RC_ASSERT(std::abs(at.y - wanted.y) <= 1);
  RC_ASSERT(at.x >= 0 && at.x < grid && at.y >= 0 && at.y < grid);
}

RC_GTEST_PROP(Tiles, ALineIsShownWhereItRunsAndNowhereElse, ()) {
  const Tile tile = any_tile();
  std::vector<Spot> line;
  const int corners = *rc::gen::inRange(2, 12);
  for (int each = 0; each < corners; ++each) line.push_back(any_spot_about(tile));
  Layer layer(tile, "lines");
  layer.add_line(line, {});
  std::vector<Corner> whole;
  for (const Spot spot : line) whole.push_back(corner_of(tile, spot));
  const auto shown = features_of(layer);
  std::vector<std::vector<Corner>> parts = shown.empty() ? std::vector<std::vector<Corner>>() : shown[0].paths;
  for (const auto& part : parts)
    for (const Corner at : part) {
      RC_ASSERT(to_path(at, whole, false) <= 1);
      RC_ASSERT(at.x >= -margin && at.x <= grid + margin && at.y >= -margin && at.y <= grid + margin);
    }
  for (std::size_t piece = 1; piece < whole.size(); ++piece)
    for (int step = 0; step <= 50; ++step) {
      const Corner at{whole[piece - 1].x + (whole[piece].x - whole[piece - 1].x) * step / 50,
                      whole[piece - 1].y + (whole[piece].y - whole[piece - 1].y) * step / 50};
      if (at.x < 0 || at.x > grid || at.y < 0 || at.y > grid) continue;
      double least = std::numeric_limits<double>::max();
      for (const auto& part : parts) least = std::min(least, to_path(at, part, false));
      RC_ASSERT(least <= 5);  // half a pixel is four units, and a rounding
    }
}

RC_GTEST_PROP(Tiles, AnAreaHoldsWhatItHeldBefore, ()) {
  const Tile tile = any_tile();
  const Spot middle = any_spot_about(tile);
  const double side = rectangle_of(tile).east - rectangle_of(tile).west;
  // A star of arms of any length, with a hole in it of a third of their length.
  std::vector<std::vector<Spot>> rings(2);
  const int arms = *rc::gen::inRange(5, 40);
  for (int arm = 0; arm < arms; ++arm) {
    const double length = side * (*rc::gen::inRange(1000, 8000)) / 10'000, turn = 2 * 3.14159265358979 * arm / arms;
    rings[0].push_back({middle.x + length * std::cos(turn), middle.y + length * std::sin(turn)});
    rings[1].push_back({middle.x + side * 0.03 * std::cos(turn), middle.y + side * 0.03 * std::sin(turn)});
  }
  if (*rc::gen::arbitrary<bool>()) std::ranges::reverse(rings[0]);
  if (*rc::gen::arbitrary<bool>()) rings[0].push_back(rings[0].front());
  Layer layer(tile, "areas");
  layer.add_area(rings, {});
  std::vector<std::vector<Corner>> whole(2);
  for (std::size_t ring = 0; ring < 2; ++ring)
    for (const Spot spot : rings[ring]) whole[ring].push_back(corner_of(tile, spot));
  const auto shown = features_of(layer);
  const auto parts = shown.empty() ? std::vector<std::vector<Corner>>() : shown[0].paths;
  if (!parts.empty()) RC_ASSERT(twice_area(parts[0]) > 0);
  for (std::size_t hole = 1; hole < parts.size(); ++hole) RC_ASSERT(twice_area(parts[hole]) < 0);
  for (int x = 0; x <= grid; x += 211)
    for (int y = 0; y <= grid; y += 211) {
      const Corner at{static_cast<double>(x), static_cast<double>(y)};
      if (to_path(at, whole[0], true) <= 5 || to_path(at, whole[1], true) <= 5) continue;
      RC_ASSERT(inside(at, whole) == inside(at, parts));
    }
}

TEST(Tiles, WhatNobodyCouldSeeIsLeftOut) {
  const Tile far{4, 4, 5};
  const Rectangle on = rectangle_of(far);
  const Spot corner{on.west + 0.001, on.north + 0.001};
  Layer layer(far, "small");
  layer.add_line(std::vector<Spot>{corner, {corner.x + 1e-9, corner.y}}, {});
  layer.add_area(std::vector<std::vector<Spot>>{{corner, {corner.x + 1e-6, corner.y}, {corner.x, corner.y + 1e-6}}}, {});
  layer.add_line(std::vector<Spot>{corner}, {});
  layer.add_line({}, {});
  layer.add_area({}, {});
  EXPECT_TRUE(layer.empty());
  EXPECT_THAT(features_of(layer), IsEmpty());
}

TEST(Tiles, ALineThatComesBackHasTwoParts) {
  const Tile tile{1, 0, 0};  // its east is at 0.5
  Layer layer(tile, "lines");
  layer.add_line(std::vector<Spot>{{0.4, 0.1}, {0.6, 0.1}, {0.6, 0.2}, {0.4, 0.2}}, {});
  const auto shown = features_of(layer);
  ASSERT_THAT(shown, SizeIs(1));
  ASSERT_THAT(shown[0].paths, SizeIs(2));
  EXPECT_EQ(shown[0].paths[0].back().x, grid + margin);
  EXPECT_EQ(shown[0].paths[1].front().x, grid + margin);
}

}  // namespace
}  // namespace portico::tiles
