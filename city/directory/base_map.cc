#include "city/directory/base_map.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <span>
#include <utility>

#include "city/directory/drawings.h"
#include "platform/formats/gzip.h"
#include "platform/geo/rings.h"

namespace portico::directory {
namespace {

using tiles::Layer;
using tiles::Line;
using tiles::Spot;

constexpr std::string_view manner = "1";  // of drawing: another one makes other tiles of the same city
constexpr std::size_t most_kept = 32 << 20;
constexpr int street_names_from = 13;
constexpr double room_of_a_name = 90.0 / 512;  // of a tile's side: an area as wide as this can carry its name

Line spots_of(const std::vector<geo::Point>& points) {
  Line line;
  line.reserve(points.size());
  for (const geo::Point point : points) line.push_back(tiles::spot_of(point));
  return line;
}

tiles::Rectangle united(tiles::Rectangle a, const tiles::Rectangle& b) {
  return {std::min(a.west, b.west), std::min(a.north, b.north), std::max(a.east, b.east), std::max(a.south, b.south)};
}

tiles::Rectangle extent_of(const std::vector<Line>& lines) {
  tiles::Rectangle all = tiles::around(lines.front());
  for (const Line& line : lines) all = united(all, tiles::around(line));
  return all;
}

std::string_view name_of(StreetClass kind) { return kind == StreetClass::major ? "major" : kind == StreetClass::minor ? "minor" : "path"; }
int first_zoom_of(StreetClass kind) { return kind == StreetClass::major ? base_map_from : kind == StreetClass::minor ? 12 : 14; }

// No secret and no proof: it tells one drawing from another.
class Print {
 public:
  void take(std::string_view text) {
    for (const char c : text) print_ = (print_ ^ static_cast<unsigned char>(c)) * 1099511628211U;
    print_ = (print_ ^ 0xffU) * 1099511628211U;
  }
  void take(const std::vector<Line>& lines) {
    for (const Line& line : lines)
      for (const Spot spot : line) take(std::string_view(reinterpret_cast<const char*>(&spot), sizeof spot));
  }
  std::string text() const { return fmt::format("{:016x}", print_); }

 private:
  std::uint64_t print_ = 14695981039346656037U;
};

}  // namespace

BaseMap::BaseMap(const std::vector<StreetPiece>& streets, const std::vector<GroundPart>& ground, const Snapshot& city) : kept_(most_kept) {
  take_ground(ground);
  take_districts(city);
  take_streets(streets);
  name_largest();
  settle();
}

// The blocks of a street, as far as they are one street and of one class, become one line.
void BaseMap::take_streets(const std::vector<StreetPiece>& streets) {
  std::map<std::pair<StreetClass, std::string_view>, std::vector<Line>> alike;
  for (const StreetPiece& piece : streets) alike[{piece.kind, piece.name}].push_back(spots_of(piece.line));
  for (auto& [what, pieces] : alike)
    for (Line& line : tiles::joined(std::move(pieces)))
      streets_.push_back({std::string(name_of(what.first)), std::string(what.second), first_zoom_of(what.first), {std::move(line)}, {}});
}

void BaseMap::take_ground(const std::vector<GroundPart>& ground) {
  for (const GroundPart& part : ground) {
    Drawn drawn{"", part.name, base_map_from, {}, {}};
    for (const auto& line : part.lines) drawn.lines.push_back(spots_of(line));
    const bool water = part.kind == GroundKind::water;
    if (drawn.lines.empty() || (!water && !part.area)) continue;
    if (part.area) name(water ? "water" : "park", part.name, drawn.lines);
    (water ? part.area ? water_ : water_lines_ : parks_).push_back(std::move(drawn));
  }
}

// Of the set whose areas together are the city; by its newest drawing.
void BaseMap::take_districts(const Snapshot& city) {
  const DistrictSet* newest = nullptr;
  for (const DistrictSet& set : city.districts)
    if (set.code == city.city.boundary_set && !set.retired) newest = &set;  // they stand in order of their days
  if (!newest) return;
  for (const geo::Area& area : newest->areas) {
    std::vector<Line> largest;
    for (const auto& polygon : geo::rings_of(area.geometry)) {
      Drawn drawn{"", "", base_map_from, {}, {}};
      for (const auto& ring : polygon) drawn.lines.push_back(spots_of(ring));
      if (drawn.lines.empty()) continue;
      if (largest.empty() || tiles::area_of(drawn.lines.front()) > tiles::area_of(largest.front())) largest = drawn.lines;
      borders_.push_back(std::move(drawn));
    }
    if (!largest.empty()) name("district", area.name, largest);
  }
}

// From the zoom on at which it is wide enough.
void BaseMap::name(std::string kind, std::string name, const std::vector<Line>& rings) {
  if (name.empty()) return;
  const double side = std::sqrt(tiles::area_of(rings.front()));
  const int from = side > 0 ? static_cast<int>(std::ceil(std::log2(room_of_a_name / side))) : tiles::deepest;
  names_.push_back({std::move(kind), std::move(name), std::max(from, base_map_from), rings, {}});
}

// What is drawn in several parts is named once, on the largest of them.
void BaseMap::name_largest() {
  std::ranges::sort(names_, {}, [](const Drawn& each) { return std::tuple(each.kind, each.name, each.from_zoom); });
  const auto [first, last] = std::ranges::unique(names_, {}, [](const Drawn& each) { return std::pair(each.kind, each.name); });
  names_.erase(first, last);
  for (Drawn& each : names_) {
    each.lines = {{tiles::middle_of(each.lines)}};
    each.from_zoom = std::min(each.from_zoom, base_map_to);
  }
}

void BaseMap::settle() {
  Print print;
  print.take(manner);
  bool any = false;
  tiles::Rectangle all;
  for (auto* layer : {&water_, &water_lines_, &parks_, &borders_, &streets_, &names_})
    for (Drawn& each : *layer) {
      each.extent = extent_of(each.lines);
      all = std::exchange(any, true) ? united(all, each.extent) : each.extent;
      print.take(each.kind);
      print.take(each.name);
      print.take(each.lines);
    }
  print_ = print.text();
  city_extent_ = all;
  if (borders_.empty()) return;
  city_extent_ = borders_.front().extent;
  for (const Drawn& each : borders_) city_extent_ = united(city_extent_, each.extent);
}

std::string BaseMap::draw(tiles::Tile tile) const {
  if (tile.zoom < base_map_from || tile.zoom > base_map_to) return {};
  const tiles::Rectangle here = tiles::with_margin(tile);
  std::vector<Layer> layers;
  const auto each_here = [&](const std::vector<Drawn>& all, const auto& draw) {
    for (const Drawn& each : all)
      if (each.from_zoom <= tile.zoom && each.extent.west <= here.east && here.west <= each.extent.east &&
          each.extent.north <= here.south && here.north <= each.extent.south)
        draw(each);
  };
  const auto areas = [&](Layer& layer) { return [&layer](const Drawn& each) { layer.add_area(each.lines, {}); }; };
  const auto lines = [&](Layer& layer) {
    return [&layer](const Drawn& each) {
      for (const Line& line : each.lines) layer.add_line(line, {});
    };
  };
  each_here(water_, areas(layers.emplace_back(tile, "water")));
  each_here(water_lines_, lines(layers.back()));
  each_here(parks_, areas(layers.emplace_back(tile, "park")));
  each_here(borders_, lines(layers.emplace_back(tile, "border")));
  Layer& streets = layers.emplace_back(tile, "street");
  each_here(streets_, [&](const Drawn& each) {
    tiles::Properties told{{"kind", each.kind}};
    if (tile.zoom >= street_names_from && !each.name.empty()) told.emplace_back("name", each.name);
    streets.add_line(each.lines.front(), told);
  });
  Layer& names = layers.emplace_back(tile, "name");
  each_here(names_, [&](const Drawn& each) { names.add_point(each.lines.front().front(), {{"kind", each.kind}, {"name", each.name}}); });
  return tiles::bytes_of(layers);
}

std::shared_ptr<const std::string> BaseMap::gzipped(tiles::Tile tile) const {
  if (auto kept = kept_.find(tile)) return kept;
  const std::string drawn = draw(tile);
  static const auto nothing = std::make_shared<const std::string>();
  if (drawn.empty()) return nothing;
  auto packed = std::make_shared<const std::string>(formats::gzip(drawn));
  kept_.put(tile, packed);
  return packed;
}

geo::Box BaseMap::bounds() const {
  if (city_extent_.east <= city_extent_.west) return {};
  return {tiles::point_of({city_extent_.west, city_extent_.south}), tiles::point_of({city_extent_.east, city_extent_.north})};
}

std::shared_ptr<const BaseMap> BaseMaps::now() const {
  if (auto made = made_.load()) return made;
  const std::lock_guard lock(making_);
  if (auto made = made_.load()) return made;
  std::string ground;
  store_.read([&](store::Reader& reader) { ground = newest_drawing(reader, Drawing::ground); });
  auto made = std::make_shared<const BaseMap>(streets_.now()->pieces(), unpack_ground(ground), *directory_.now());
  made_.store(made);
  return made;
}

void BaseMaps::refresh() {
  const std::lock_guard lock(making_);
  made_.store(nullptr);
}

}  // namespace portico::directory
