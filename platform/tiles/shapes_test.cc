#include "platform/tiles/shapes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "platform/tiles/kept.h"

namespace portico::tiles {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

double length_of(const std::vector<Line>& lines) {
  double sum = 0;
  for (const Line& line : lines)
    for (std::size_t at = 1; at < line.size(); ++at) sum += std::hypot(line[at].x - line[at - 1].x, line[at].y - line[at - 1].y);
  return sum;
}

TEST(Joined, BlocksOfAStreetAreOneLineWhicheverWayEachWasDrawn) {
  const Spot a{0.1, 0.1}, b{0.2, 0.1}, c{0.3, 0.1}, d{0.4, 0.1}, far{0.9, 0.9}, farther{0.95, 0.9};
  const auto lines = joined({{c, b}, {a, b}, {far, farther}, {c, d}});
  ASSERT_THAT(lines, SizeIs(2));
  Line street = lines[0].size() == 4 ? lines[0] : lines[1];
  if (street.front() == d) std::ranges::reverse(street);
  EXPECT_THAT(street, ElementsAre(a, b, c, d));
  EXPECT_THAT(joined({}), IsEmpty());
  EXPECT_THAT(joined({{a}}), IsEmpty()) << "one spot is no line";
}

TEST(Joined, ARoundStreetComesBackToItsBeginning) {
  const Spot a{0.1, 0.1}, b{0.2, 0.1}, c{0.2, 0.2};
  const auto lines = joined({{a, b}, {c, a}, {b, c}});
  ASSERT_THAT(lines, SizeIs(1));
  EXPECT_EQ(lines[0].front(), lines[0].back());
  EXPECT_THAT(lines[0], SizeIs(4));
}

RC_GTEST_PROP(Joined, EveryPieceIsInOneLine, ()) {
  const int pieces = *rc::gen::inRange(1, 30);
  const auto end = [] { return Spot{*rc::gen::inRange(0, 5) / 10.0, *rc::gen::inRange(0, 5) / 10.0}; };
  std::vector<Line> all;

  for (int at = 0; at < pieces; ++at) {
    const Line piece{end(), {*rc::gen::inRange(0, 1000) / 997.0, 0.77}, end()};
    all.push_back(piece);
  }
  const auto lines = joined(all);
  RC_ASSERT(lines.size() <= all.size());
  RC_ASSERT(std::abs(length_of(lines) - length_of(all)) < 1e-9);
  std::multiset<double> before, after;  // each piece has a middle of its own, and all of them are still there
  for (const Line& piece : all) before.insert(piece[1].x);
  for (const Line& line : lines)
    for (const Spot spot : line)
      if (spot.y == 0.77) after.insert(spot.x);
  RC_ASSERT(before == after);
}

TEST(MiddleOf, LiesInsideABay) {
  // A bay like a U: the middle of its extent is on land.
  const Line bay{{0, 0}, {0.1, 0}, {0.1, 0.8}, {0.9, 0.8}, {0.9, 0}, {1, 0}, {1, 1}, {0, 1}};
  const Spot middle = middle_of(std::vector<Line>{bay});
  EXPECT_TRUE(middle.y > 0.8 || middle.x < 0.1 || middle.x > 0.9) << middle.x << " " << middle.y;
  const Line square{{0, 0}, {1, 0}, {1, 1}, {0, 1}}, island{{0.3, 0.3}, {0.7, 0.3}, {0.7, 0.7}, {0.3, 0.7}};
  const Spot beside = middle_of(std::vector<Line>{square, island});
  EXPECT_TRUE(beside.x < 0.3 || beside.x > 0.7 || beside.y < 0.3 || beside.y > 0.7);
  EXPECT_DOUBLE_EQ(area_of(square), 1);
  EXPECT_NEAR(area_of(island), 0.16, 1e-12);
}

TEST(KeptTiles, GiveWhatWasDrawnAndForgetWhatNobodyAskedFor) {
  KeptTiles kept(1'000);
  const auto tile = [](std::uint32_t x) { return Tile{10, x, 5}; };
  const auto drawn = std::make_shared<const std::string>(100, 'x');  // three of them fit
  for (std::uint32_t x = 0; x < 3; ++x) kept.put(tile(x), drawn);
  EXPECT_EQ(kept.find(tile(0)), drawn);
  kept.put(tile(3), drawn);
  EXPECT_EQ(kept.find(tile(1)), nullptr) << "the one that was asked for longest ago";
  EXPECT_EQ(kept.find(tile(0)), drawn);
  EXPECT_EQ(kept.find({11, 0, 5}), nullptr);
  kept.put(tile(9), std::make_shared<const std::string>(2'000, 'x'));
  EXPECT_EQ(kept.find(tile(9)), nullptr) << "larger than all room";
  EXPECT_LE(kept.bytes(), 1'000U);
}

}  // namespace
}  // namespace portico::tiles
