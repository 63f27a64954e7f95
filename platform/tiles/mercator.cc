#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/text.h"
#include "platform/tiles/tiles.h"

namespace portico::tiles {
namespace {

constexpr double northmost = 85.0511287798066;  // degrees: where the Mercator world is a square

double tiles_across(int zoom) { return std::ldexp(1.0, zoom); }

}  // namespace

Spot spot_of(geo::Point point) {
  const double latitude = std::clamp(point.latitude, -northmost, northmost) * std::numbers::pi / 180;
  const double y = 0.5 - std::asinh(std::tan(latitude)) / (2 * std::numbers::pi);
  return {(point.longitude + 180) / 360, std::clamp(y, 0.0, 1.0)};
}

geo::Point point_of(Spot spot) {
  return {std::atan(std::sinh((0.5 - spot.y) * 2 * std::numbers::pi)) * 180 / std::numbers::pi, spot.x * 360 - 180};
}

std::optional<Tile> tile_named(std::string_view zoom, std::string_view x, std::string_view y) {
  const auto deep = parse_integer(zoom), column = parse_integer(x), row = parse_integer(y);
  if (!deep || !column || !row || *deep < 0 || *deep > deepest) return std::nullopt;
  const std::int64_t across = std::int64_t{1} << *deep;
  if (*column < 0 || *column >= across || *row < 0 || *row >= across) return std::nullopt;
  return Tile{static_cast<int>(*deep), static_cast<std::uint32_t>(*column), static_cast<std::uint32_t>(*row)};
}

Rectangle rectangle_of(Tile tile) {
  const double side = 1 / tiles_across(tile.zoom);
  return {tile.x * side, tile.y * side, (tile.x + 1.0) * side, (tile.y + 1.0) * side};
}

Rectangle with_margin(Tile tile) {
  Rectangle wide = rectangle_of(tile);
  const double more = margin / static_cast<double>(grid) / tiles_across(tile.zoom);
  return {wide.west - more, wide.north - more, wide.east + more, wide.south + more};
}

Rectangle around(std::span<const Spot> line) {
  if (line.empty()) return {};
  Rectangle all{line.front().x, line.front().y, line.front().x, line.front().y};
  for (const Spot spot : line) {
    all.west = std::min(all.west, spot.x);
    all.east = std::max(all.east, spot.x);
    all.north = std::min(all.north, spot.y);
    all.south = std::max(all.south, spot.y);
  }
  return all;
}

}  // namespace portico::tiles
