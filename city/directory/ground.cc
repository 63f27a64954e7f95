#include "city/directory/ground.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"

namespace portico::directory {
namespace {

std::vector<geo::Point> unpack_line(std::string_view packed) {
  std::vector<geo::Point> line;
  for (const auto point : split(packed, ' ')) {
    const auto degrees = split(point, ',');
    const auto latitude = parse_number(degrees.front()), longitude = parse_number(degrees.back());
    if (degrees.size() != 2 || !latitude || !longitude) throw std::runtime_error("a point of the ground cannot be read");
    line.push_back({*latitude, *longitude});
  }
  return line;
}

}  // namespace

std::string pack_ground(const std::vector<GroundPart>& parts) {
  std::string packed;
  for (const GroundPart& part : parts) {
    packed += fmt::format("{}\t{}\t{}", part.kind == GroundKind::water ? "water" : "park", part.area ? "area" : "line", part.name);
    for (const auto& line : part.lines) {
      packed += '\t';
      for (const auto& point : line)
        packed += fmt::format("{}{:.6f},{:.6f}", packed.back() == '\t' ? "" : " ", point.latitude, point.longitude);
    }
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
    for (std::size_t at = 3; at < fields.size(); ++at) part.lines.push_back(unpack_line(fields[at]));
    parts.push_back(std::move(part));
  }
  return parts;
}

}  // namespace portico::directory
