// Vector tiles: the Mercator world cut into 4^zoom squares, and what is drawn on one of them, as Mapbox's vector tile specification 2.1 has
// it.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "platform/geo/geo.h"

namespace portico::tiles {

constexpr int deepest = 22;        // zoom
constexpr int grid = 4096;         // units a tile, in both directions
constexpr int margin = grid / 64;  // units around it that lines and areas reach into

// A place in the Mercator world: 0 to 1 from the west and from the north.
struct Spot {
  double x = 0, y = 0;
  bool operator==(const Spot&) const = default;
};
Spot spot_of(geo::Point point);  // latitudes beyond 85.05° lie on the world's edge
geo::Point point_of(Spot spot);

struct Tile {
  int zoom = 0;
  std::uint32_t x = 0, y = 0;  // from the west, from the north
  bool operator==(const Tile&) const = default;
};
// By the parts of an address: "12", "1265", "1500". Nothing for what is no tile, or one that is deeper than `deepest`.
std::optional<Tile> tile_named(std::string_view zoom, std::string_view x, std::string_view y);

// A rectangle of the world, its west and north inside.
struct Rectangle {
  double west = 0, north = 0, east = 0, south = 0;
  bool holds(Spot spot) const { return spot.x >= west && spot.x < east && spot.y >= north && spot.y < south; }
  bool meets(const Rectangle& other) const { return west < other.east && other.west < east && north < other.south && other.north < south; }
};
Rectangle rectangle_of(Tile tile);
Rectangle with_margin(Tile tile);
Rectangle around(std::span<const Spot> line);  // a line's or a ring's; empty ones have no extent

using Value = std::variant<std::string, std::int64_t, bool>;
using Properties = std::vector<std::pair<std::string_view, Value>>;

// What is drawn in one manner. Rings and lines may reach anywhere; what of them the tile shows is kept.
class Layer {
 public:
  Layer(Tile tile, std::string_view name);

  bool empty() const { return features_ == 0; }
  void add_point(Spot at, const Properties& told);  // left out where it lies on another tile
  void add_line(std::span<const Spot> line, const Properties& told);
  // The first ring is the area's edge, the others are holes in it; whether they run this way or that, and whether they are closed, is the
  // same.
  void add_area(std::span<const std::vector<Spot>> rings, const Properties& told);

 private:
  friend std::string bytes_of(std::span<const Layer> layers);
  void add(int type, const std::vector<std::uint32_t>& geometry, const Properties& told);
  std::uint32_t key(std::string_view name);
  std::uint32_t value(const Value& of);

  Tile tile_;
  std::string bytes_;  // of the layer's message, without keys and values
  int features_ = 0;
  std::map<std::string, std::uint32_t, std::less<>> keys_;
  std::map<Value, std::uint32_t> values_;
  std::vector<std::string> key_order_;
  std::vector<Value> value_order_;
};

// The tile as it is sent. Layers on which nothing is drawn are left out; without any it is "".
std::string bytes_of(std::span<const Layer> layers);

}  // namespace portico::tiles
