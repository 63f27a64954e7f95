// water.geojson and parks.geojson as parts of the ground.
#include <boost/json.hpp>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "city/directory/ground.h"

namespace portico::directory {
namespace {

namespace json = boost::json;

// A name is one line of a text with tabs between its parts.
std::string name_of(const json::object& feature) {
  const auto* member = feature.if_contains("properties");
  const auto* properties = member ? member->if_object() : nullptr;
  const auto* name = properties ? properties->if_contains("name") : nullptr;
  std::string text = name && name->is_string() ? std::string(std::string_view(name->get_string())) : std::string();
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return std::string(trim(text));
}

std::vector<geo::Point> line_of(const json::value& positions) {
  std::vector<geo::Point> line;
  const auto* list = positions.if_array();
  for (const auto& position : list ? *list : json::array()) {
    const auto* pair = position.if_array();
    if (pair && pair->size() >= 2 && pair->at(0).is_number() && pair->at(1).is_number())
      line.push_back({pair->at(1).to_number<double>(), pair->at(0).to_number<double>()});
  }
  return line;
}

// A polygon's rings, or one line; what is too short to be seen is left out.
void add(const json::value& coordinates, GroundPart part, std::vector<GroundPart>& parts) {
  const std::size_t least = part.area ? 3 : 2;
  const auto take = [&](const json::value& positions) {
    if (auto line = line_of(positions); line.size() >= least) part.lines.push_back(std::move(line));
  };
  if (!part.area)
    take(coordinates);
  else if (const auto* rings = coordinates.if_array())
    for (const auto& ring : *rings) take(ring);
  if (!part.lines.empty()) parts.push_back(std::move(part));
}

void add_feature(const json::object& feature, GroundKind kind, std::vector<GroundPart>& parts) {
  const auto* geometry = feature.if_contains("geometry");
  const auto* shape = geometry ? geometry->if_object() : nullptr;
  const auto* type = shape ? shape->if_contains("type") : nullptr;
  const auto* coordinates = shape ? shape->if_contains("coordinates") : nullptr;
  if (!type || !type->is_string() || !coordinates || !coordinates->is_array()) return;
  const std::string_view name = type->get_string();
  const GroundPart like{kind, name_of(feature), name.ends_with("Polygon"), {}};
  if (!name.starts_with("Multi")) return add(*coordinates, like, parts);
  for (const auto& each : coordinates->get_array()) add(each, like, parts);
}

void read_file(const std::filesystem::path& path, GroundKind kind, std::vector<GroundPart>& parts) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return;
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  boost::system::error_code broken;
  const auto document = json::parse(text, broken);
  const auto* collection = broken ? nullptr : document.if_object();
  const auto* features = collection ? collection->if_contains("features") : nullptr;
  if (!features || !features->is_array()) return;
  for (const auto& feature : features->get_array())
    if (const auto* object = feature.if_object()) add_feature(*object, kind, parts);
}

}  // namespace

std::string read_ground(const std::filesystem::path& folder) {
  std::vector<GroundPart> parts;
  read_file(folder / "water.geojson", GroundKind::water, parts);
  read_file(folder / "parks.geojson", GroundKind::park, parts);
  return pack_ground(parts);
}

}  // namespace portico::directory
