// Requests on a map, held against a plain look at every case.
#include "city/cases/pins.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <random>
#include <set>

#include "city/cases/testing.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

class PinStory : public TownStory {
 protected:
  PinStory() : pins(store()) {}

  // Random places in a town of some kilometres, some of them twice.
  void fill(int count) {
    std::mt19937 chance_of_test(11);
    const auto below = [&](int end) { return static_cast<int>(chance_of_test() % static_cast<unsigned>(end)); };
    geo::Point where;
    for (int i = 0; i < count; ++i) {
      if (below(5) != 0) where = {0.0001 * below(100), 0.0001 * below(100)};
      Asked asked = pothole(where);
      asked.external_id = "x" + std::to_string(i);
      asked.channel = Channel::import;
      asked.service = below(4) == 0 ? "HORSE" : below(9) == 0 ? "NEIGHBOUR" : "POTHOLE";
      asked.opened = monday_noon - std::chrono::minutes(below(200) * 60);
      if (below(3) == 0) asked.history = {{"", *asked.opened + 30min, "", "", "Done.", "", "CLOSED", "", true}};
      opened(asked);
    }
  }

  std::vector<Case> everything() {
    return read([&](store::Reader& reader) {
      Filter all;
      all.limit = 1'000;
      return cases->list(reader, all).cases;
    });
  }

  Sight seen(tiles::Tile tile, const PinFilter& filter = {}) {
    index_words();  // seals what happened, where that is needed
    EXPECT_TRUE(pins.catch_up());
    return pins.in(tile, filter, *directory.now(), time.now());
  }

  // A sight by a look at every case: what lies in one square of the tile belongs together.
  struct Expected {
    std::int64_t count = 0, open = 0;
    Case one;
  };
  std::map<std::pair<int, int>, Expected> looked_at(tiles::Tile tile, const PinFilter& filter) {
    std::map<std::pair<int, int>, Expected> squares;
    const int across = tile.zoom >= 17 ? 64 : 8;
    const double tiles_across = std::ldexp(1.0, tile.zoom);
    for (const Case& each : everything()) {
      if (!each.place.point || (!filter.service.empty() && each.service != filter.service) ||
          (filter.status && each.status != *filter.status))
        continue;
      if (filter.ids && std::ranges::find(*filter.ids, each.id) == filter.ids->end()) continue;
      const tiles::Spot at = tiles::spot_of(*each.place.point);
      if (!tiles::rectangle_of(tile).holds(at)) continue;
      Expected& square =
          squares[{static_cast<int>((at.x * tiles_across - tile.x) * across), static_cast<int>((at.y * tiles_across - tile.y) * across)}];
      ++square.count;
      square.open += each.status == Status::open ? 1 : 0;
      square.one = each;
    }
    return squares;
  }

  void agrees(tiles::Tile tile, const PinFilter& filter) {
    const Sight sight = pins.in(tile, filter, *directory.now(), time.now());
    std::multiset<std::pair<std::int64_t, std::int64_t>> heaps, expected_heaps;
    std::set<std::int64_t> ids, expected_ids;
    for (const Heap& heap : sight.heaps) heaps.insert({heap.count, heap.open});
    for (const Pin& pin : sight.pins) ids.insert(pin.id);
    for (const auto& [place, square] : looked_at(tile, filter)) {
      if (square.count == 1)
        expected_ids.insert(square.one.id);
      else
        expected_heaps.insert({square.count, square.open});
    }
    EXPECT_EQ(ids, expected_ids) << tile.zoom;
    EXPECT_EQ(heaps, expected_heaps) << tile.zoom;
    for (const Heap& heap : sight.heaps) EXPECT_TRUE(tiles::rectangle_of(tile).holds(heap.at));
  }

  tiles::Tile tile_over(int zoom, geo::Point point) const {
    const tiles::Spot spot = tiles::spot_of(point);
    return {zoom, static_cast<std::uint32_t>(std::ldexp(spot.x, zoom)), static_cast<std::uint32_t>(std::ldexp(spot.y, zoom))};
  }

  Pins pins;
};
ON_EACH_DATABASE(PinStory);

TEST_P(PinStory, AgreeWithALookAtEveryCaseAtEachZoomAndForEachFilter) {
  fill(250);
  const auto all = everything();
  ASSERT_GT(all.size(), 200U);
  seen({0, 0, 0});
  const std::vector<PinFilter> filters{{},
                                       {.service = "HORSE"},
                                       {.service = "NEIGHBOUR"},
                                       {.status = Status::open},
                                       {.service = "POTHOLE", .status = Status::closed},
                                       {.ids = std::vector{all[3].id, all[5].id, all[60].id}},
                                       {.ids = std::vector<std::int64_t>()}};
  for (const int zoom : {0, 5, 10, 11, 12, 13, 14, 16, 17, 18})
    for (const PinFilter& filter : filters)
      for (const geo::Point where : {geo::Point{0.005, 0.005}, geo::Point{0.0099, 0.0001}}) agrees(tile_over(zoom, where), filter);
}

TEST_P(PinStory, FollowWhatHappens) {
  const tiles::Tile near = tile_over(16, west_side);
  EXPECT_THAT(seen(near).pins, IsEmpty());
  const Opened pot = opened(pothole());
  const auto shown = seen(near).pins;
  ASSERT_THAT(shown, SizeIs(1));
  EXPECT_EQ(cases->number_of(shown[0].id), pot.number);
  EXPECT_EQ(shown[0].service, "POTHOLE");
  EXPECT_EQ(shown[0].state, PinState::open);
  const geo::Point back = tiles::point_of(shown[0].at);
  EXPECT_NEAR(back.latitude, west_side.latitude, 1e-6);
  EXPECT_NEAR(back.longitude, west_side.longitude, 1e-6);

  later(24h * 400);
  EXPECT_EQ(seen(near).pins.at(0).state, PinState::late) << "nobody answered for a year";
  ASSERT_TRUE(try_update(pot.number, "CLOSED", "Filled."));
  EXPECT_EQ(seen(near).pins.at(0).state, PinState::closed);
  EXPECT_THAT(seen(near, {.status = Status::open}).pins, IsEmpty());
  opened(pothole());
  EXPECT_THAT(seen(near).heaps, ElementsAre(testing::Field(&Heap::count, 2)));
  EXPECT_EQ(pins.size(), 2U);
}

TEST_P(PinStory, WhatTheListDoesNotShowIsNotOnTheMapEither) {
  Asked neighbour = pothole();
  neighbour.service = "NEIGHBOUR";
  opened(neighbour);
  Asked nowhere = pothole();
  nowhere.place = {.point = {}, .address = "behind the mill", .address_id = {}, .to_be_found = true};
  opened(nowhere);
  const Sight sight = seen({0, 0, 0});
  EXPECT_THAT(sight.pins, IsEmpty());
  EXPECT_THAT(sight.heaps, IsEmpty());
  EXPECT_THAT(seen(tile_over(12, west_side), {.service = "NEIGHBOUR"}).pins, IsEmpty());
}

TEST_P(PinStory, APlaceThatIsTakenOutIsGone) {
  const Opened pot = opened(pothole());
  const tiles::Tile near = tile_over(16, west_side);
  ASSERT_THAT(seen(near).pins, SizeIs(1));
  const auto redacted = store().run<Case>(
      [&](store::Tx& tx) { return cases->redact_case(tx, pot.number, {.reason = "wish", .place = true}, {.actor = "operator"}); });
  ASSERT_TRUE(redacted) << redacted.error().faults.at(0).reason << redacted.error().faults.at(0).accepted;
  EXPECT_THAT(seen(near).pins, IsEmpty());
  EXPECT_EQ(pins.size(), 0U);
}

}  // namespace
}  // namespace portico::cases
