// The base map: what the pack draws of the city, as vector tiles. Immutable: a load makes another one, under another name.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "city/directory/directory.h"
#include "city/directory/ground.h"
#include "city/directory/streets.h"
#include "platform/store/store.h"
#include "platform/tiles/kept.h"
#include "platform/tiles/shapes.h"
#include "platform/tiles/tiles.h"

namespace portico::directory {

constexpr int base_map_from = 6, base_map_to = 15;  // zooms that have tiles; a map shows the deepest ones larger

// Layers of a tile: "water", "park" (areas and lines), "border" (of the districts that together are the city), "street" (kind: major,
// minor, path; name from zoom 13 on), "name" (points; kind: water, park, district; name).
class BaseMap {
 public:
  BaseMap(const std::vector<StreetPiece>& streets, const std::vector<GroundPart>& ground, const Snapshot& city);

  std::string draw(tiles::Tile tile) const;                            // "" where there is nothing
  std::shared_ptr<const std::string> gzipped(tiles::Tile tile) const;  // the same, kept once it was drawn
  const std::string& print() const { return print_; }                  // changes with all that it draws; stands in its tiles' addresses
  geo::Box bounds() const;  // of the city's districts, or of all that is drawn; both corners at 0, 0 where there is nothing

 private:
  struct Drawn {
    std::string kind, name;
    int from_zoom = 0;
    std::vector<tiles::Line> lines;
    tiles::Rectangle extent;
  };
  void take_streets(const std::vector<StreetPiece>& streets);
  void take_ground(const std::vector<GroundPart>& ground);
  void take_districts(const Snapshot& city);
  void name(std::string kind, std::string name, const std::vector<tiles::Line>& rings);
  void name_largest();
  void settle();

  std::vector<Drawn> water_, water_lines_, parks_, borders_, streets_, names_;
  tiles::Rectangle city_extent_;
  std::string print_;
  mutable tiles::KeptTiles kept_;
};

// The base map as others hold it: made when it is first asked for.
class BaseMaps {
 public:
  BaseMaps(store::Store& store, const Directory& directory, const Streets& streets)
      : store_(store), directory_(directory), streets_(streets) {}
  std::shared_ptr<const BaseMap> now() const;  // never null
  void refresh();                              // call after a load has become durable

 private:
  store::Store& store_;
  const Directory& directory_;
  const Streets& streets_;
  mutable std::mutex making_;
  mutable std::atomic<std::shared_ptr<const BaseMap>> made_;
};

}  // namespace portico::directory
