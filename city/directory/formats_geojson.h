// What the readers of streets.geojson, water.geojson and parks.geojson have in common. What the files must be is held in formats_map.cc;
// here whatever does not fit is left out.
#pragma once

#include <boost/json.hpp>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/geo/geo.h"

namespace portico::directory {

struct Shape {
  std::string_view type;  // "LineString", "MultiPolygon"
  const boost::json::array& coordinates;
};

// Each feature of a collection; none where there is no such file.
void each_feature(const std::filesystem::path& file, const std::function<void(const boost::json::object& feature)>& take);
std::optional<Shape> shape_of(const boost::json::object& feature);             // lives as long as the feature
const boost::json::object* properties_of(const boost::json::object& feature);  // nullptr without any
std::string name_of(const boost::json::object* properties);                    // one line without tabs; "" where there is none
std::vector<geo::Point> line_of(const boost::json::array& positions);

}  // namespace portico::directory
