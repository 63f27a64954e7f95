#include "city/directory/base_map.h"

#include <gmock/gmock.h>

#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <set>

#include "city/directory/drawings.h"
#include "city/directory/load.h"
#include "city/directory/migrations.h"
#include "city/directory/pack.h"
#include "city/directory/routes.h"
#include "city/directory/testing.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"
#include "platform/ledger/migrations.h"
#include "platform/store/testing.h"
#include "platform/tiles/testing.h"

namespace portico::directory {
namespace {

using testing::Each;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::SizeIs;
using tiles::Tile;

Tile tile_over(int zoom, geo::Point point) {
  const tiles::Spot spot = tiles::spot_of(point);
  const double across = static_cast<double>(std::int64_t{1} << zoom);
  return {zoom, static_cast<std::uint32_t>(spot.x * across), static_cast<std::uint32_t>(spot.y * across)};
}

std::string text_of(const tiles::Read& feature, const std::string& key) {
  const auto told = feature.told.find(key);
  return told == feature.told.end() ? std::string() : std::get<std::string>(told->second);
}

std::multiset<std::string> texts(const std::vector<tiles::Read>& features, const std::string& key) {
  std::multiset<std::string> all;
  for (const auto& each : features) all.insert(text_of(each, key));
  return all;
}

// The demo city: an invented harbour.
class HarborMap : public testing::Test {
 protected:
  static const BaseMap& map() {
    static const BaseMap made = [] {
      const std::filesystem::path demo = std::filesystem::path(PORTICO_ROOT) / "demo";
      return BaseMap(unpack_streets(read_streets(demo)), unpack_ground(read_ground(demo)), snapshot_of(read_pack(demo).value()));
    }();
    return made;
  }
  static std::vector<tiles::Read> shown(Tile tile, std::string_view layer) { return tiles::features_of(map().draw(tile), layer); }

  const geo::Point old_port{43.4676, -68.7404};
};

TEST(AStreetWithoutAName, IsDrawnAndIsNoAddress) {
  const auto folder = std::filesystem::temp_directory_path() / ("portico_nameless_" + std::to_string(::getpid()));
  std::filesystem::create_directories(folder);
  std::ofstream(folder / "streets.geojson") << R"({"type": "FeatureCollection", "features": [
    {"type": "Feature", "properties": {"class": "path"}, "geometry": {"type": "LineString", "coordinates": [[0.001, 0.001], [0.002, 0.001]]}},
    {"type": "Feature", "properties": {"name": "Quay Street", "left_from": 1, "left_to": 9},
     "geometry": {"type": "LineString", "coordinates": [[0.001, 0.002], [0.002, 0.002]]}}]})";
  const std::string packed = read_streets(folder);
  std::filesystem::remove_all(folder);
  const BaseMap map(unpack_streets(packed), {}, Snapshot());
  const auto drawn = tiles::features_of(map.draw(tile_over(15, {0.0015, 0.0015})), "street");
  EXPECT_EQ(texts(drawn, "kind"), (std::multiset<std::string>{"path", "minor"}));
  EXPECT_EQ(texts(drawn, "name"), (std::multiset<std::string>{"", "Quay Street"}));
  const StreetIndex index(packed);
  EXPECT_EQ(index.nearest({0.001, 0.0015}, 500)->label, "5 Quay Street") << "further away than the path, and with a name";
  EXPECT_THAT(index.find("Quay Street", 5), IsEmpty()) << "no corner where it meets nothing that has a name";
}

TEST_F(HarborMap, ShowsTheHarborAndItsParksFromFar) {
  const Tile far = tile_over(11, old_port);
  EXPECT_THAT(shown(far, "water"), Not(IsEmpty()));
  EXPECT_THAT(shown(far, "park"), Not(IsEmpty()));
  EXPECT_THAT(shown(far, "border"), Not(IsEmpty()));
  EXPECT_THAT(texts(shown(far, "street"), "kind"), Each("major")) << "small streets would be a grey mist";
  EXPECT_EQ(texts(shown(far, "street"), "name").count(""), shown(far, "street").size()) << "names come when there is room for them";
}

TEST_F(HarborMap, ShowsEveryStreetByNameFromNear) {
  const auto near = shown(tile_over(15, {43.4517, -68.8125}), "street");
  EXPECT_TRUE(texts(near, "name").contains("Quay Street"));
  EXPECT_TRUE(texts(shown(tile_over(15, {43.4533, -68.8125}), "street"), "name").contains("Market Street"));
  for (const auto& each : near) {
    EXPECT_EQ(each.type, 2);
    if (text_of(each, "name") == "Quay Street") {
      EXPECT_EQ(text_of(each, "kind"), "major");
    }
  }
}

TEST_F(HarborMap, AStreetIsOneLineFromBlockToBlock) {
  const auto pieces = unpack_streets(read_streets(std::filesystem::path(PORTICO_ROOT) / "demo"));
  const auto of_quay = std::ranges::count(pieces, "Quay Street", &StreetPiece::name);
  const auto lines = shown(tile_over(12, {43.4534, -68.8125}), "street");
  EXPECT_GT(of_quay, 20);
  EXPECT_LT(lines.size(), pieces.size() / 4) << "blocks are joined";
}

TEST_F(HarborMap, NamesEachWaterParkAndDistrictOnce) {
  std::multiset<std::string> names;
  const geo::Box city = map().bounds();
  const Tile first = tile_over(base_map_to, {city.north_east.latitude, city.south_west.longitude}),
             last = tile_over(base_map_to, {city.south_west.latitude, city.north_east.longitude});
  for (std::uint32_t x = first.x; x <= last.x; ++x)
    for (std::uint32_t y = first.y; y <= last.y; ++y) names.merge(texts(shown({base_map_to, x, y}, "name"), "name"));
  EXPECT_THAT(names, IsSupersetOf({"Lantern Hill Park", "Old Port Green"}));
  for (const std::string& name : names) EXPECT_EQ(names.count(name), 1U) << name;
}

TEST_F(HarborMap, IsNothingElsewhere) {
  EXPECT_EQ(map().draw(tile_over(12, {10, 10})), "");
  EXPECT_EQ(*map().gzipped(tile_over(12, {10, 10})), "");
  EXPECT_EQ(map().draw(tile_over(base_map_from - 1, old_port)), "");
  EXPECT_EQ(map().draw(tile_over(base_map_to + 1, old_port)), "");
  const geo::Box city = map().bounds();
  EXPECT_LT(city.south_west.latitude, old_port.latitude);
  EXPECT_GT(city.north_east.latitude, old_port.latitude);
}

TEST_F(HarborMap, IsKeptAsItWasDrawn) {
  const Tile tile = tile_over(13, old_port);
  const auto packed = map().gzipped(tile);
  EXPECT_EQ(map().gzipped(tile), packed);
  EXPECT_LT(packed->size(), map().draw(tile).size());
  EXPECT_EQ(packed->substr(0, 2), "\x1f\x8b");
}

TEST(BaseMap, OfAnEmptyCityIsEmpty) {
  const BaseMap none({}, {}, Snapshot());
  EXPECT_EQ(none.draw({10, 300, 300}), "");
  EXPECT_EQ(none.bounds().north_east, (geo::Point{0, 0}));
}

TEST(BaseMap, HasAnotherPrintWhereAnythingIsOtherThanItWas) {
  const std::vector<StreetPiece> street{{"Quay Street", 0, 0, 0, 0, {{0, 0}, {0, 0.01}}, StreetClass::minor}};
  auto major = street, other = street;
  major[0].kind = StreetClass::major;
  other[0].name = "Key Street";
  const std::set<std::string> prints{BaseMap(street, {}, Snapshot()).print(), BaseMap(major, {}, Snapshot()).print(),
                                     BaseMap(other, {}, Snapshot()).print(), BaseMap({}, {}, Snapshot()).print()};
  EXPECT_THAT(prints, SizeIs(4));
  EXPECT_EQ(BaseMap(street, {}, Snapshot()).print(), BaseMap(street, {}, Snapshot()).print());
}

TEST(Ground, IsKeptAsLines) {
  const std::vector<GroundPart> parts{
      {GroundKind::water, "Old Port Basin", true, {{{0, 0}, {0, 1}, {1, 1}}, {{0.1, 0.2}, {0.2, 0.3}, {0.2, 0.1}}}},
      {GroundKind::water, "", false, {{{0, 0}, {1, 1}}}},
      {GroundKind::park, "حديقة الميناء", true, {{{0, 0}, {0, 1}, {1, 1}}}}};
  const std::string packed = pack_ground(parts);
  const auto read = unpack_ground(packed);
  ASSERT_THAT(read, SizeIs(3));
  EXPECT_EQ(pack_ground(read), packed);
  EXPECT_EQ(read[0].lines[1][0], (geo::Point{0.1, 0.2}));
  EXPECT_FALSE(read[1].area);
  EXPECT_EQ(read[2].kind, GroundKind::park);
  EXPECT_EQ(read[2].name, "حديقة الميناء");
  for (const char* wrong :
       {"water\tarea\tBay\n", "sea\tarea\tBay\t0,0 0,1 1,1\n", "water\tpoint\tBay\t0,0\n", "water\tarea\tBay\t0,0 0;1\n"})
    EXPECT_THROW(unpack_ground(wrong), std::runtime_error) << wrong;
  EXPECT_THAT(unpack_ground(""), IsEmpty());
}

class GroundStory : public store::DatabaseTest {
 protected:
  GroundStory() {
    std::vector<store::Migration> all(ledger::migrations().begin(), ledger::migrations().end());
    all.insert(all.end(), migrations().begin(), migrations().end());
    open(all);
  }
  bool load(const std::string& packed) {
    return *store().run<bool>(
        [&](store::Tx& tx) { return load_drawing(tx, Drawing::ground, packed, 1, from_millis(1'772'574'120'000), "operator"); });
  }
};

TEST_P(GroundStory, IsLoadedOnceAndToldToTheLedger) {
  const std::string pond = pack_ground({{GroundKind::water, "Pond", true, {{{0, 0}, {0, 0.01}, {0.01, 0.01}}}}});
  EXPECT_FALSE(load("")) << "a pack without any";
  EXPECT_TRUE(load(pond));
  EXPECT_FALSE(load(pond)) << "the same again";
  const Directory directory(store());
  const Streets streets(store());
  BaseMaps maps(store(), directory, streets);
  const auto before = maps.now();
  EXPECT_EQ(maps.now(), before) << "made once";
  EXPECT_THAT(tiles::features_of(before->draw(tile_over(12, {0.003, 0.006})), "water"), SizeIs(1));
  EXPECT_TRUE(load(""));
  maps.refresh();
  EXPECT_NE(maps.now()->print(), before->print());
  EXPECT_EQ(maps.now()->draw(tile_over(12, {0.003, 0.006})), "");
  const StillTime time(from_millis(1'772'574'180'000));
  crypto::SystemChance chance;
  SilentLog log;
  ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();
  std::vector<ledger::Event> told;
  store().read([&](store::Reader& reader) { told = ledger::events_of(reader, "ground:ground"); });
  ASSERT_THAT(told, SizeIs(2));
  EXPECT_EQ(told[0].type, "GroundChanged/1");
  EXPECT_EQ(told[1].version, 2);
}

TEST_P(GroundStory, StreetsAreLoadedByTheSameCommandUnderTheirOwnName) {
  const std::string quay = pack_streets({{"Quay Street", 1, 99, 2, 100, {{0, 0}, {0, 0.01}}}});
  const auto load_streets = [&](const std::string& packed) {
    return *store().run<bool>(
        [&](store::Tx& tx) { return load_drawing(tx, Drawing::streets, packed, 1, from_millis(1'772'574'120'000), "operator"); });
  };
  EXPECT_TRUE(load(pack_ground({{GroundKind::park, "Green", true, {{{0, 0}, {0, 0.01}, {0.01, 0.01}}}}})));
  EXPECT_TRUE(load_streets(quay));
  EXPECT_FALSE(load_streets(quay)) << "the same again";
  EXPECT_EQ(Streets(store()).now()->find("50 Quay Street", 1).at(0).label, "50 Quay Street");
  const StillTime time(from_millis(1'772'574'180'000));
  crypto::SystemChance chance;
  SilentLog log;
  ledger::Ledger(store(), {.folder = settings().folder}, time, chance, log).seal_now();
  store().read([&](store::Reader& reader) {
    EXPECT_EQ(newest_drawing(reader, Drawing::streets), quay);
    const auto told = ledger::events_of(reader, "streets:streets");
    ASSERT_THAT(told, SizeIs(1));
    EXPECT_EQ(told[0].type, "StreetsChanged/1");
    EXPECT_THAT(ledger::events_of(reader, "ground:ground"), SizeIs(1));
  });
}

TEST_P(GroundStory, ATileIsGivenForEverUnderItsPrint) {
  ASSERT_TRUE(load(pack_ground({{GroundKind::water, "Pond", true, {{{0, 0}, {0, 0.01}, {0.01, 0.01}}}}})));
  const Directory directory(store());
  const Streets streets(store());
  const BaseMaps maps(store(), directory, streets);
  const auto route = tile_routes(maps).at(0);
  const auto asked = [&](const std::string& print, const std::string& zoom, const std::string& x, const std::string& y, bool packed) {
    http::Request request;
    request.path = "/tiles/base-" + print + "/" + zoom + "/" + x + "/" + y + ".mvt";
    request.parts = {{"print", print}, {"zoom", zoom}, {"x", x}, {"y", y}};
    if (packed) request.headers = {{"accept-encoding", "br, gzip"}};
    http::Response given;
    route.handle(request, http::Responder([&](http::Response response) { given = std::move(response); }));
    return given;
  };
  const auto header = [](const http::Response& response, std::string_view name) {
    const auto found = std::ranges::find(response.headers, name, &std::pair<std::string, std::string>::first);
    return found == response.headers.end() ? std::string() : found->second;
  };
  const std::string print = maps.now()->print();
  EXPECT_EQ(base_map_tiles(*maps.now()), "/tiles/base-" + print + "/{z}/{x}/{y}.mvt");
  const Tile tile = tile_over(12, {0.003, 0.006});
  const std::string x = std::to_string(tile.x), y = std::to_string(tile.y);
  const auto plain = asked(print, "12", x, y, false), packed = asked(print, "12", x, y, true);
  EXPECT_EQ(plain.status, 200);
  EXPECT_EQ(plain.body, maps.now()->draw(tile));
  EXPECT_EQ(header(plain, "Content-Encoding"), "");
  EXPECT_EQ(header(plain, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header(packed, "Content-Encoding"), "gzip");
  EXPECT_EQ(packed.body, *maps.now()->gzipped(tile));
  EXPECT_EQ(header(asked("0123456789abcdef", "12", x, y, true), "Cache-Control"), "no-cache") << "today's map under yesterday's name";
  const auto empty = asked(print, "12", "0", "0", true);
  EXPECT_EQ(empty.status, 200);
  EXPECT_EQ(empty.body, "");
  EXPECT_EQ(header(empty, "Content-Encoding"), "");
  EXPECT_EQ(asked(print, "16", "0", "0", true).status, 404);
  EXPECT_EQ(asked(print, "12", "9999999", "0", true).status, 404);
  EXPECT_EQ(asked(print, "12", "x", "0", true).status, 404);
}

ON_EACH_DATABASE(GroundStory);

}  // namespace
}  // namespace portico::directory
