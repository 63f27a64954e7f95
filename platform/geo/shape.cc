#include "platform/geo/shape.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <cmath>
#include <iterator>
#include <optional>

namespace portico::geo {
namespace {

namespace json = boost::json;

std::expected<Point, Unreadable> parse_position(const json::value& value) {
  const auto unreadable = [](std::string reason) {
    return std::unexpected(Unreadable{std::move(reason), "[longitude, latitude] in WGS84 degrees"});
  };
  const auto* position = value.if_array();
  if (!position || position->size() < 2 || !(*position)[0].is_number() || !(*position)[1].is_number()) {
    return unreadable("a position is not a list of two numbers");
  }
  const Point point{(*position)[1].to_number<double>(), (*position)[0].to_number<double>()};
  if (!(std::abs(point.latitude) <= 90) || !(std::abs(point.longitude) <= 180)) {
    return unreadable(fmt::format("the position [{}, {}] is not on the globe", point.longitude, point.latitude));
  }
  return point;
}

std::expected<Ring, Unreadable> parse_ring(const json::value& value) {
  const auto* positions = value.if_array();
  if (!positions || positions->empty()) {
    return std::unexpected(Unreadable{"a ring has no positions", "four or more positions, the last equal to the first"});
  }
  Ring ring;
  ring.reserve(positions->size());
  for (const auto& position : *positions) {
    auto point = parse_position(position);
    if (!point) return std::unexpected(point.error());
    ring.push_back(*point);
  }
  if (ring.front() != ring.back()) return std::unexpected(Unreadable{"a ring is not closed", "the last position equal to the first"});
  return ring;
}

// Adds the polygon; rings of fewer than four positions, which official files do hold, enclose nothing and are left out.
std::optional<Unreadable> add_polygon(const json::value& value, ParsedShape& into) {
  const auto* rings = value.if_array();
  if (!rings || rings->empty()) return Unreadable{"a polygon has no ring", "a list of rings, the outline first"};
  Polygon polygon;
  for (std::size_t i = 0; i < rings->size(); ++i) {
    auto ring = parse_ring((*rings)[i]);
    if (!ring) return ring.error();
    if (ring->size() >= 4) {
      polygon.push_back(std::move(*ring));
    } else {
      into.dropped = true;
      if (i == 0) return std::nullopt;  // without an outline holes mean nothing
    }
  }
  into.shape.push_back(std::move(polygon));
  return std::nullopt;
}

}  // namespace

std::expected<ParsedShape, Unreadable> parse_shape(const json::value& geometry) {
  const auto* object = geometry.if_object();
  const auto* type = object ? object->if_contains("type") : nullptr;
  const auto* coordinates = object ? object->if_contains("coordinates") : nullptr;
  const std::string_view kind = type && type->is_string() ? std::string_view(type->get_string()) : std::string_view();
  if (kind != "Polygon" && kind != "MultiPolygon") {
    return std::unexpected(
        Unreadable{kind.empty() ? "it has no geometry" : fmt::format("its geometry is a {}", kind), "a Polygon or a MultiPolygon"});
  }
  if (!coordinates || !coordinates->is_array() || coordinates->get_array().empty()) {
    return std::unexpected(Unreadable{"its geometry has no coordinates", "a Polygon or a MultiPolygon"});
  }
  ParsedShape parsed;
  if (kind == "Polygon") {
    if (auto wrong = add_polygon(*coordinates, parsed)) return std::unexpected(std::move(*wrong));
    return parsed;
  }
  for (const auto& polygon : coordinates->get_array()) {
    if (auto wrong = add_polygon(polygon, parsed)) return std::unexpected(std::move(*wrong));
  }
  return parsed;
}

std::string to_geojson(const Shape& shape) {
  std::string text = R"({"type":"MultiPolygon","coordinates":[)";
  auto out = std::back_inserter(text);
  const char* before_polygon = "[";
  for (const auto& polygon : shape) {
    text += before_polygon;
    before_polygon = ",[";
    const char* before_ring = "[";
    for (const auto& ring : polygon) {
      text += before_ring;
      before_ring = ",[";
      const char* before_point = "[";
      for (const auto& point : ring) {
        text += before_point;
        before_point = ",[";
        fmt::format_to(out, "{},{}]", point.longitude, point.latitude);
      }
      text += ']';
    }
    text += ']';
  }
  text += "]}";
  return text;
}

}  // namespace portico::geo
