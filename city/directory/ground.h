// The ground that the pack draws under a map of the city: its water and its parks.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/geo/geo.h"
#include "platform/store/store.h"

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
// In the transaction of the load: rows and GroundChanged where they are other than before; whether they were.
Outcome<bool> load_ground(store::Tx& tx, std::string_view packed, std::int64_t load, Instant at, std::string_view actor);
std::string newest_ground(store::Reader& reader);  // packed

}  // namespace portico::directory
