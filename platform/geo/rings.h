// An area's polygons as points, for whoever draws them.
#pragma once

#include <string_view>
#include <vector>

#include "platform/geo/geo.h"

namespace portico::geo {

// Polygons, each with its outline first and its holes behind; rings are closed, their last point is their first. `geometry` is an Area's:
// throws std::invalid_argument for what is no GeoJSON polygon.
std::vector<std::vector<std::vector<Point>>> rings_of(std::string_view geometry);

}  // namespace portico::geo
