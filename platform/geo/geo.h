// Points, shapes and districts in WGS84 degrees. Distances in metres on a plane scaled by cos(latitude): right to 0.1 % within a city.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"

namespace portico::geo {

struct Point {
  double latitude = 0, longitude = 0;
  bool operator==(const Point&) const = default;
};

double metres_between(Point a, Point b);

// A square of about 100 m: floor(latitude / 0.0009) and floor(longitude × cos(36th of latitude …)) packed into one integer; same on every machine.
std::int64_t cell_of(Point point);
std::vector<std::int64_t> cells_around(Point point, double metres);  // the point's own cell and its neighbours that a circle of `metres` can touch

struct Box {
  Point south_west, north_east;
};

// One named area of a set: a polygon or several, holes allowed.
struct Area {
  std::string code, name;
  std::string geometry;  // GeoJSON geometry text, Polygon or MultiPolygon
};

// Reads a GeoJSON FeatureCollection of areas. An invalid polygon (self-touching rings) is mended and counted in `mended`; anything else that
// cannot be read is refused with file, feature number and reason.
struct Areas {
  std::vector<Area> areas;
  int mended = 0;
};
Outcome<Areas> read_areas(std::string_view geojson, std::string_view file, std::string_view code_property, std::string_view name_property);

struct Located {
  std::string code, name;
  double metres_outside = 0;  // 0: inside; else the distance to the nearest area, which was taken because the point lies just off its edge
};

// All areas of one set, prepared for look-ups from many threads at once.
class AreaIndex {
 public:
  explicit AreaIndex(const std::vector<Area>& areas);
  ~AreaIndex();
  AreaIndex(AreaIndex&&) noexcept;

  // The area that holds the point; at a shared border the first by code. Outside all of them: the nearest within `reach` metres.
  std::optional<Located> locate(Point point, double reach = 30) const;
  Box bounds() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::geo
