#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "platform/geo/geo.h"
#include "platform/geo/geos.h"
#include "platform/geo/shape.h"

namespace portico::geo {
namespace {

namespace json = boost::json;
constexpr std::size_t most_faults = 20;  // enough to see what is wrong with a file

Outcome<json::value> parse_json(std::string_view text, std::string_view file) {
  json::stream_parser parser;
  boost::system::error_code broken;
  const auto read = parser.write_some(text.data(), text.size(), broken);
  if (!broken && read == text.size()) parser.finish(broken);
  if (!broken && read == text.size()) return parser.release();
  if (!broken) {  // complete, but something follows
    if (text.find_first_not_of(" \t\r\n", read) == text.npos) {
      parser.finish(broken);
      if (!broken) return parser.release();
    } else {
      broken = json::error::extra_data;
    }
  }
  const auto line = 1 + std::ranges::count(text.substr(0, std::min(read, text.size())), '\n');
  return refuse(Refused::invalid, fmt::format("{}:{}", file, line), fmt::format("it is not JSON: {}", broken.message()),
                "a GeoJSON FeatureCollection");
}

std::string_view text_of(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

// A property as a code or name: a text, or a number written without needless zeros. Empty where it is neither.
std::string property(const json::object& properties, std::string_view key) {
  const auto* value = properties.if_contains(key);
  if (!value) return {};
  if (value->is_string()) return std::string(value->get_string());
  if (value->is_int64()) return fmt::format("{}", value->get_int64());
  if (value->is_uint64()) return fmt::format("{}", value->get_uint64());
  if (value->is_double()) return fmt::format("{:.15g}", value->get_double());
  return {};
}

std::string keys_of(const json::object& object) {
  std::string keys;
  for (const auto& [key, value] : object) keys += (keys.empty() ? "" : ", ") + std::string(key);
  return keys;
}

bool in_wgs84(const json::object& collection) {
  const auto* crs = collection.if_contains("crs");  // of GeoJSON before RFC 7946
  if (!crs || !crs->is_object()) return true;
  const auto* properties = crs->get_object().if_contains("properties");
  const auto name = properties && properties->is_object() ? text_of(properties->get_object(), "name") : std::string_view();
  return name.empty() || name.ends_with("CRS84") || name.ends_with("4326");
}

class AreaReader {
 public:
  AreaReader(std::string_view file, std::string_view code_property, std::string_view name_property)
      : file_(file), code_property_(code_property), name_property_(name_property) {}

  void read(const json::value& feature) {
    ++number_;
    const auto* object = feature.if_object();
    if (!object || text_of(*object, "type") != "Feature") return fault("it is not a Feature", "a GeoJSON Feature");
    const auto* properties = object->if_contains("properties");
    if (!properties || !properties->is_object()) return fault("it has no properties", fmt::format("a property '{}'", code_property_));
    Area area;
    if (!read_words(properties->get_object(), area)) return;
    const auto* geometry = object->if_contains("geometry");
    read_geometry(geometry ? *geometry : json::value(), area);
  }

  Outcome<Areas> result() && {
    if (!faults_.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults_)});
    return std::move(found_);
  }
  bool full() const { return faults_.size() >= most_faults; }

 private:
  bool read_words(const json::object& properties, Area& area) {
    area.code = property(properties, code_property_);
    if (area.code.empty()) {
      fault(fmt::format("it has no property '{}' with a text or a number", code_property_),
            "one of its properties: " + keys_of(properties));
      return false;
    }
    area.name = name_property_.empty() ? area.code : property(properties, name_property_);
    if (area.name.empty()) {
      fault(fmt::format("it has no property '{}' with a text or a number", name_property_),
            "one of its properties: " + keys_of(properties));
      return false;
    }
    const auto [known, fresh] = numbers_.emplace(area.code, number_);
    if (!fresh)
      fault(fmt::format("the code '{}' is that of feature {} already", area.code, known->second),
            "one feature a code; several parts are a MultiPolygon");
    return fresh;
  }

  void read_geometry(const json::value& geometry, Area& area) {
    auto parsed = parse_shape(geometry);
    if (!parsed) return fault(std::move(parsed.error().reason), std::move(parsed.error().accepted));
    bool whole = !parsed->dropped;
    if (const auto made = to_geos(parsed->shape); !valid(made)) {
      parsed->shape = mended(made);
      whole = false;
    }
    if (parsed->shape.empty()) return fault("its polygon encloses nothing", "a polygon with an inside");
    found_.mended += !whole;
    area.geometry = to_geojson(parsed->shape);
    found_.areas.push_back(std::move(area));
  }

  void fault(std::string reason, std::string accepted) {
    faults_.push_back({fmt::format("{}: feature {}", file_, number_), std::move(reason), std::move(accepted)});
  }

  std::string_view file_, code_property_, name_property_;
  int number_ = 0;
  std::map<std::string, int> numbers_;
  std::vector<Fault> faults_;
  Areas found_;
};

}  // namespace

Outcome<Areas> read_areas(std::string_view geojson, std::string_view file, std::string_view code_property, std::string_view name_property) {
  if (geojson.starts_with("\xEF\xBB\xBF")) geojson.remove_prefix(3);
  const auto parsed = parse_json(geojson, file);
  if (!parsed) return std::unexpected(parsed.error());
  const auto* collection = parsed->if_object();
  const auto* features = collection ? collection->if_contains("features") : nullptr;
  if (!collection || text_of(*collection, "type") != "FeatureCollection" || !features || !features->is_array()) {
    return refuse(Refused::invalid, std::string(file), "it is not a list of features", "a GeoJSON FeatureCollection");
  }
  if (!in_wgs84(*collection)) {
    return refuse(Refused::invalid, std::string(file), "its coordinates are not in WGS84", "longitude and latitude in WGS84 (RFC 7946)");
  }
  AreaReader reader(file, code_property, name_property);
  for (const auto& feature : features->get_array()) {
    reader.read(feature);
    if (reader.full()) break;
  }
  return std::move(reader).result();
}

}  // namespace portico::geo
