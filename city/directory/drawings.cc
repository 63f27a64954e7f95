#include "city/directory/drawings.h"

#include <fmt/format.h>

#include <stdexcept>

#include "base/text.h"

namespace portico::directory {

std::string pack_points(const std::vector<geo::Point>& points) {
  std::string packed;
  for (const auto& point : points) packed += fmt::format("{}{:.6f},{:.6f}", packed.empty() ? "" : " ", point.latitude, point.longitude);
  return packed;
}

std::vector<geo::Point> unpack_points(std::string_view packed) {
  std::vector<geo::Point> points;
  for (const auto point : split(packed, ' ')) {
    const auto degrees = split(point, ',');
    const auto latitude = parse_number(degrees.front()), longitude = parse_number(degrees.back());
    if (degrees.size() != 2 || !latitude || !longitude) throw std::runtime_error("a point of a drawing cannot be read");
    points.push_back({*latitude, *longitude});
  }
  return points;
}

}  // namespace portico::directory
