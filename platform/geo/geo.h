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

// On the WGS84 ellipsoid's own lengths of a degree at the middle latitude; the shorter way round the date line.
double metres_between(Point a, Point b);

// A square of about 100 m, as one integer, the same on every machine and for ever (it stands in an index on disk):
//   row    = floor((latitude + 90) / 0.0009)                      100 m, at most 200,000
//   band   = row / 1000                                           0.9° of latitude
//   column = floor((longitude + 180) / 360 × columns of the band)  where a band has floor(400,000 × cos(latitude of its middle)) columns,
//   so that
//            they are 100 m wide there, and wider or narrower by less than 1 % up to 50° of latitude, 2 % up to 65°, 9 % up to 85°
//   cell   = row × 2^20 + column
std::int64_t cell_of(Point point);
constexpr std::int64_t cells_a_row = 1 << 20;
// Every cell that a circle of `metres` round the point can touch, the point's own among them, ascending: at most nine up to 90 m (below 60°
// of latitude). Across the date line too.
std::vector<std::int64_t> cells_around(Point point, double metres);

struct Box {
  Point south_west, north_east;  // across the date line where its west is greater than its east
};

// What a box touches of one block: a square of four by four cells, for walks over what is wider than a cell.
//   block = floor(row / 4) × 2^20 + floor(column / 4)      a band is a whole number of blocks high, so a block's rows have the same columns
// Every cell of the box in this block lies within first_cell … last_cell (whole rows of it) and has a column within first_column …
// last_column.
struct Patch {
  std::int64_t block = 0, first_cell = 0, last_cell = 0, first_column = 0, last_column = 0;
  bool operator==(const Patch&) const = default;
};
// Nothing where the box touches more than `most` blocks, none where its south lies north of its north.
std::optional<std::vector<Patch>> patches_of(const Box& box, std::size_t most);

// One named area of a set: a polygon or several, holes allowed.
struct Area {
  std::string code, name;
  std::string geometry;  // GeoJSON geometry text, Polygon or MultiPolygon
};

// Reads a GeoJSON FeatureCollection of areas in WGS84. An invalid polygon (self-touching rings) is mended and counted in `mended`; anything
// else that cannot be read is refused with file, feature number (from 1) and reason, up to twenty faults at once. Code and name are
// properties that hold a text or a number; without a name property the code is the name. Each code stands once.
struct Areas {
  std::vector<Area> areas;
  int mended = 0;
};
Outcome<Areas> read_areas(std::string_view geojson, std::string_view file, std::string_view code_property, std::string_view name_property);

struct Located {
  std::string code, name;
  double metres_outside = 0;  // 0: inside; else the distance to the nearest area, which was taken because the point lies just off its edge
};

// All areas of one set, prepared for look-ups from many threads at once. Areas come from read_areas: a geometry that is no GeoJSON polygon
// throws std::invalid_argument, one that was never mended may answer wrongly.
class AreaIndex {
 public:
  explicit AreaIndex(const std::vector<Area>& areas);
  ~AreaIndex();
  AreaIndex(AreaIndex&&) noexcept;

  // The area that holds the point; at a shared border the first by code. Outside all of them: the nearest within `reach` metres.
  std::optional<Located> locate(Point point, double reach = 30) const;
  Box bounds() const;  // of all areas; both corners at 0, 0 where there are none

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::geo
