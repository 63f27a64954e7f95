// The base map's files: streets.geojson, water.geojson and parks.geojson. Held against what they must be; who draws them reads them again.
#include <boost/json.hpp>

#include "city/directory/pack_reader.h"

namespace portico::directory {
namespace {

constexpr std::size_t largest_map = 256 << 20;

// What one feature of the base map must be; the reason why it is not, or "".
std::string unfit(const boost::json::value& feature, bool streets) {
  const auto* object = feature.if_object();
  const auto* geometry = object != nullptr ? object->if_contains("geometry") : nullptr;
  const auto* shape = geometry != nullptr ? geometry->if_object() : nullptr;
  const auto* type = shape != nullptr ? shape->if_contains("type") : nullptr;
  if (type == nullptr || !type->is_string()) return "It has no geometry.";
  const std::string_view name = type->get_string();
  const bool line = name == "LineString" || name == "MultiLineString", area = name == "Polygon" || name == "MultiPolygon";
  if (streets && !line) return "A street is no " + std::string(name) + ".";
  if (!streets && !line && !area) return "This cannot be a " + std::string(name) + ".";
  const auto* coordinates = shape->if_contains("coordinates");
  if (coordinates == nullptr || !coordinates->is_array() || coordinates->get_array().empty()) return "Its geometry has no coordinates.";
  if (!streets) return {};
  const auto* properties = object->if_contains("properties");
  if (properties == nullptr || !properties->is_object()) return {};
  for (const char* key : {"left_from", "left_to", "right_from", "right_to"}) {
    const auto* number = properties->get_object().if_contains(key);
    if (number != nullptr && !number->is_null() && !number->is_int64()) return "Its \"" + std::string(key) + "\" is no house number.";
  }
  const auto* kind = properties->get_object().if_contains("class");
  if (kind != nullptr && !kind->is_null() && !(*kind == "major" || *kind == "minor" || *kind == "path"))
    return "Its class is neither major, minor nor path.";
  return {};
}

}  // namespace

void PackReader::read_map() {
  constexpr int most_faults = 20;
  for (const std::string name : {"streets.geojson", "water.geojson", "parks.geojson"}) {
    if (!has(name)) continue;
    const auto text = file(name, largest_map);
    if (!text) continue;
    boost::system::error_code broken;
    const auto document = boost::json::parse(*text, broken);
    const auto* collection = broken ? nullptr : document.if_object();
    const auto* features = collection != nullptr ? collection->if_contains("features") : nullptr;
    if (features == nullptr || !features->is_array()) {
      fault(name, broken ? "This is not JSON: " + broken.message() + "." : "This is no list of features.", "a GeoJSON FeatureCollection");
      continue;
    }
    int number = 0, found = 0;
    for (const auto& feature : features->get_array()) {
      ++number;
      const std::string reason = unfit(feature, name == "streets.geojson");
      if (reason.empty()) continue;
      fault(name + ": feature " + std::to_string(number), reason,
            name == "streets.geojson" ? "a LineString with name, left_from, left_to, right_from, right_to, class"
                                      : "a Polygon, MultiPolygon or LineString");
      if (++found == most_faults) break;
    }
  }
}

}  // namespace portico::directory
