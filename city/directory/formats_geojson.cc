#include "city/directory/formats_geojson.h"

#include <fstream>
#include <iterator>

#include "base/text.h"

namespace portico::directory {

namespace json = boost::json;

void each_feature(const std::filesystem::path& file, const std::function<void(const json::object& feature)>& take) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return;
  const std::string text{std::istreambuf_iterator<char>(stream), {}};
  boost::system::error_code broken;
  const auto document = json::parse(text, broken);
  const auto* collection = broken ? nullptr : document.if_object();
  const auto* features = collection ? collection->if_contains("features") : nullptr;
  if (!features || !features->is_array()) return;
  for (const auto& feature : features->get_array())
    if (const auto* object = feature.if_object()) take(*object);
}

std::optional<Shape> shape_of(const json::object& feature) {
  const auto* geometry = feature.if_contains("geometry");
  const auto* shape = geometry ? geometry->if_object() : nullptr;
  const auto* type = shape ? shape->if_contains("type") : nullptr;
  const auto* coordinates = shape ? shape->if_contains("coordinates") : nullptr;
  if (!type || !type->is_string() || !coordinates || !coordinates->is_array()) return std::nullopt;
  return Shape{type->get_string(), coordinates->get_array()};
}

const json::object* properties_of(const json::object& feature) {
  const auto* member = feature.if_contains("properties");
  return member ? member->if_object() : nullptr;
}

std::string name_of(const json::object* properties) {
  const auto* name = properties ? properties->if_contains("name") : nullptr;
  std::string text = name && name->is_string() ? std::string(std::string_view(name->get_string())) : std::string();
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return std::string(trim(text));
}

std::vector<geo::Point> line_of(const json::array& positions) {
  std::vector<geo::Point> line;
  for (const auto& position : positions) {
    const auto* pair = position.if_array();
    if (pair && pair->size() >= 2 && pair->at(0).is_number() && pair->at(1).is_number())
      line.push_back({pair->at(1).to_number<double>(), pair->at(0).to_number<double>()});
  }
  return line;
}

}  // namespace portico::directory
