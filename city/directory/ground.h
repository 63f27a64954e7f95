// The ground that the pack draws under a map of the city: its water and its parks.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "platform/geo/geo.h"

namespace portico::directory {

enum class GroundKind { water, park };

// One polygon with its holes, or one line (a brook).
struct GroundPart {
  GroundKind kind = GroundKind::water;
  std::string name;  // "" where it has none
  bool area = true;
  std::vector<std::vector<geo::Point>> lines;  // of an area its outline, then its holes; else the line alone
};

// A line each: "water" or "park", "area" or "line", the name, and its lines of points, with tabs between. How the store keeps them.
std::string pack_ground(const std::vector<GroundPart>& parts);
std::vector<GroundPart> unpack_ground(std::string_view packed);  // throws std::runtime_error for what pack_ground did not write

// The pack's water.geojson and parks.geojson, packed; "" where there are no such files. What cannot be read is a fault of read_pack.
std::string read_ground(const std::filesystem::path& folder);

}  // namespace portico::directory
