// What the pack draws of the city, as the store keeps it: a packed text a version, and points within it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/geo/geo.h"
#include "platform/store/store.h"

namespace portico::directory {

enum class Drawing { streets, ground };  // as streets.h and ground.h pack them

// In the transaction of the load: a row and StreetsChanged or GroundChanged where it is other than before; whether it was.
Outcome<bool> load_drawing(store::Tx& tx, Drawing drawing, std::string_view packed, std::int64_t load, Instant at, std::string_view actor);
std::string newest_drawing(store::Reader& reader, Drawing drawing);  // packed; "" where none was loaded

// "43.467600,-68.740400 43.467700,-68.740500": latitudes and longitudes.
std::string pack_points(const std::vector<geo::Point>& points);
std::vector<geo::Point> unpack_points(std::string_view packed);  // throws std::runtime_error for what pack_points did not write

}  // namespace portico::directory
