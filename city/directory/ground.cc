#include "city/directory/ground.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"
#include "city/directory/drawings.h"

namespace portico::directory {

std::string pack_ground(const std::vector<GroundPart>& parts) {
  std::string packed;
  for (const GroundPart& part : parts) {
    packed += fmt::format("{}\t{}\t{}", part.kind == GroundKind::water ? "water" : "park", part.area ? "area" : "line", part.name);
    for (const auto& line : part.lines) packed += '\t' + pack_points(line);
    packed += '\n';
  }
  return packed;
}

std::vector<GroundPart> unpack_ground(std::string_view packed) {
  std::vector<GroundPart> parts;
  for (const auto line : split(packed, '\n')) {
    if (line.empty()) continue;
    const auto fields = split(line, '\t');
    const bool known = fields.size() > 3 && (fields[0] == "water" || fields[0] == "park") && (fields[1] == "area" || fields[1] == "line");
    if (!known) throw std::runtime_error("a line of the ground cannot be read");
    GroundPart part{fields[0] == "water" ? GroundKind::water : GroundKind::park, std::string(fields[2]), fields[1] == "area", {}};
    for (std::size_t at = 3; at < fields.size(); ++at) part.lines.push_back(unpack_points(fields[at]));
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace portico::directory
