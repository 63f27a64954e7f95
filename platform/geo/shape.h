// A GeoJSON polygon in memory, for the module's own files.
#pragma once

#include <boost/json/value.hpp>
#include <expected>
#include <string>
#include <vector>

#include "platform/geo/geo.h"

namespace portico::geo {

using Ring = std::vector<Point>;    // closed: the last point is the first
using Polygon = std::vector<Ring>;  // the outline, then its holes
using Shape = std::vector<Polygon>;

struct Unreadable {
  std::string reason, accepted;
};

struct ParsedShape {
  Shape shape;
  bool dropped = false;  // a ring that encloses nothing (out and back again) was left out
};

// A Polygon or MultiPolygon geometry. Heights are dropped.
std::expected<ParsedShape, Unreadable> parse_shape(const boost::json::value& geometry);

// Geometry text, always a MultiPolygon, coordinates in their shortest exact form.
std::string to_geojson(const Shape& shape);

}  // namespace portico::geo
