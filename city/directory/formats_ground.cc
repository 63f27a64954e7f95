// water.geojson and parks.geojson as parts of the ground.
#include <utility>

#include "city/directory/formats_geojson.h"
#include "city/directory/ground.h"

namespace portico::directory {
namespace {

namespace json = boost::json;

// A polygon's rings, or one line; what is too short to be seen is left out.
void add(const json::array& coordinates, GroundPart part, std::vector<GroundPart>& parts) {
  const std::size_t least = part.area ? 3 : 2;
  const auto take = [&](const json::array& positions) {
    if (auto line = line_of(positions); line.size() >= least) part.lines.push_back(std::move(line));
  };
  if (!part.area)
    take(coordinates);
  else
    for (const auto& ring : coordinates)
      if (const auto* positions = ring.if_array()) take(*positions);
  if (!part.lines.empty()) parts.push_back(std::move(part));
}

void add_feature(const json::object& feature, GroundKind kind, std::vector<GroundPart>& parts) {
  const auto shape = shape_of(feature);
  if (!shape) return;
  const GroundPart like{kind, name_of(properties_of(feature)), shape->type.ends_with("Polygon"), {}};
  if (!shape->type.starts_with("Multi")) return add(shape->coordinates, like, parts);
  for (const auto& each : shape->coordinates)
    if (const auto* coordinates = each.if_array()) add(*coordinates, like, parts);
}

}  // namespace

std::string read_ground(const std::filesystem::path& folder) {
  std::vector<GroundPart> parts;
  for (const auto& [file, kind] : {std::pair("water.geojson", GroundKind::water), std::pair("parks.geojson", GroundKind::park)})
    each_feature(folder / file, [&](const json::object& feature) { add_feature(feature, kind, parts); });
  return pack_ground(parts);
}

}  // namespace portico::directory
