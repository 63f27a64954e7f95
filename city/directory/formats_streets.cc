// streets.geojson as pieces of streets.
#include "city/directory/formats_geojson.h"
#include "city/directory/streets.h"

namespace portico::directory {
namespace {

namespace json = boost::json;

int house_number(const json::object* properties, std::string_view key) {
  const auto* number = properties ? properties->if_contains(key) : nullptr;
  return number && number->is_int64() ? static_cast<int>(number->get_int64()) : 0;
}

StreetClass class_of(const json::object* properties) {
  const auto* kind = properties ? properties->if_contains("class") : nullptr;
  if (!kind || !kind->is_string()) return StreetClass::minor;
  return *kind == "major" ? StreetClass::major : *kind == "path" ? StreetClass::path : StreetClass::minor;
}

void add_line(const json::array& positions, const StreetPiece& like, std::vector<StreetPiece>& pieces) {
  StreetPiece piece = like;
  piece.line = line_of(positions);
  if (piece.line.size() >= 2) pieces.push_back(std::move(piece));
}

void add_feature(const json::object& feature, std::vector<StreetPiece>& pieces) {
  const auto shape = shape_of(feature);
  if (!shape) return;
  const auto* properties = properties_of(feature);
  const StreetPiece like{name_of(properties),
                         house_number(properties, "left_from"),
                         house_number(properties, "left_to"),
                         house_number(properties, "right_from"),
                         house_number(properties, "right_to"),
                         {},
                         class_of(properties)};
  if (shape->type == "LineString") return add_line(shape->coordinates, like, pieces);
  for (const auto& line : shape->coordinates)
    if (const auto* positions = line.if_array()) add_line(*positions, like, pieces);
}

}  // namespace

std::string read_streets(const std::filesystem::path& folder) {
  std::vector<StreetPiece> pieces;
  each_feature(folder / "streets.geojson", [&](const json::object& feature) { add_feature(feature, pieces); });
  return pack_streets(pieces);
}

}  // namespace portico::directory
