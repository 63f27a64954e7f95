// streets.geojson as pieces of streets.
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "city/directory/streets.h"

namespace portico::directory {
namespace {

namespace json = boost::json;

int house_number(const json::object* properties, std::string_view key) {
  const auto* number = properties ? properties->if_contains(key) : nullptr;
  return number && number->is_int64() ? static_cast<int>(number->get_int64()) : 0;
}

// A name is one line of a text with tabs between its parts.
std::string name_of(const json::object* properties) {
  const auto* name = properties ? properties->if_contains("name") : nullptr;
  std::string text = name && name->is_string() ? std::string(std::string_view(name->get_string())) : std::string();
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return std::string(trim(text));
}

StreetClass class_of(const json::object* properties) {
  const auto* kind = properties ? properties->if_contains("class") : nullptr;
  if (!kind || !kind->is_string()) return StreetClass::minor;
  return *kind == "major" ? StreetClass::major : *kind == "path" ? StreetClass::path : StreetClass::minor;
}

void add_line(const json::array& points, const StreetPiece& like, std::vector<StreetPiece>& pieces) {
  StreetPiece piece = like;
  for (const auto& point : points) {
    const auto* pair = point.if_array();
    if (pair && pair->size() >= 2 && pair->at(0).is_number() && pair->at(1).is_number())
      piece.line.push_back({pair->at(1).to_number<double>(), pair->at(0).to_number<double>()});
  }
  if (piece.line.size() >= 2) pieces.push_back(std::move(piece));
}

void add_feature(const json::object& feature, std::vector<StreetPiece>& pieces) {
  const auto* geometry = feature.if_contains("geometry");
  const auto* shape = geometry ? geometry->if_object() : nullptr;
  const auto* coordinates = shape ? shape->if_contains("coordinates") : nullptr;
  if (!coordinates || !coordinates->is_array()) return;
  const auto* member = feature.if_contains("properties");
  const auto* properties = member ? member->if_object() : nullptr;
  const StreetPiece like{name_of(properties),
                         house_number(properties, "left_from"),
                         house_number(properties, "left_to"),
                         house_number(properties, "right_from"),
                         house_number(properties, "right_to"),
                         {},
                         class_of(properties)};
  if (shape->at("type") == "LineString") return add_line(coordinates->get_array(), like, pieces);
  for (const auto& line : coordinates->get_array())
    if (const auto* points = line.if_array()) add_line(*points, like, pieces);
}

}  // namespace

std::string read_streets(const std::filesystem::path& folder) {
  std::ifstream file(folder / "streets.geojson", std::ios::binary);
  if (!file) return {};
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  boost::system::error_code broken;
  const auto document = json::parse(text, broken);
  const auto* collection = broken ? nullptr : document.if_object();
  const auto* features = collection ? collection->if_contains("features") : nullptr;
  std::vector<StreetPiece> pieces;
  if (features && features->is_array())
    for (const auto& feature : features->get_array())
      if (const auto* object = feature.if_object()) add_feature(*object, pieces);
  return pack_streets(pieces);
}

}  // namespace portico::directory
