#include "platform/geo/distance.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "platform/geo/geo.h"

namespace portico::geo {
namespace {

constexpr double row_height = 0.0009;  // degrees
constexpr std::int64_t rows = 200'000;
constexpr std::int64_t rows_in_band = 1000;
constexpr std::int64_t columns_at_equator = 400'000;
constexpr int row_shift = 20;
constexpr std::int64_t cells_of_block = 4;
static_assert(rows_in_band % cells_of_block == 0);

constexpr double radians(double degrees) { return degrees * std::numbers::pi / 180; }

// cos() may differ between machines in its last bit; no band's count lies near enough to a whole number for that to show (a test says so).
std::int64_t columns_of(std::int64_t row) {
  static const auto bands = [] {
    std::array<std::int64_t, rows / rows_in_band> counts{};
    for (std::size_t band = 0; band < counts.size(); ++band) {
      const double middle = (static_cast<double>(band) + 0.5) * 0.9 - 90;
      counts[band] = std::max<std::int64_t>(1, static_cast<std::int64_t>(std::floor(columns_at_equator * std::cos(radians(middle)))));
    }
    return counts;
  }();
  return bands[static_cast<std::size_t>(row / rows_in_band)];
}

std::int64_t row_of(double latitude) {
  const double row = std::floor((latitude + 90) / row_height);
  return row > 0 ? static_cast<std::int64_t>(std::min<double>(row, rows - 1)) : 0;  // no number at all: row 0
}

// May lie outside 0 … columns: the caller wraps it.
std::int64_t column_of(double longitude, std::int64_t columns) {
  if (!(std::abs(longitude) <= 1000)) return 0;  // no place on the globe; never reached by a checked point
  return static_cast<std::int64_t>(std::floor((longitude + 180) / 360 * static_cast<double>(columns)));
}

std::int64_t packed(std::int64_t row, std::int64_t column, std::int64_t columns) {
  return row << row_shift | (column % columns + columns) % columns;
}

}  // namespace

// The usual series for the meridian and the parallel, good to a centimetre a degree.
MetresPerDegree metres_per_degree(double latitude) {
  const double c = std::cos(radians(latitude));
  const double cos2 = 2 * c * c - 1, cos4 = 2 * cos2 * cos2 - 1;
  const double cos3 = (4 * c * c - 3) * c, cos5 = ((16 * c * c - 20) * c * c + 5) * c;
  return {111132.92 - 559.82 * cos2 + 1.175 * cos4, 111412.84 * c - 93.5 * cos3 + 0.118 * cos5};
}

double metres_between(Point a, Point b) {
  const auto scale = metres_per_degree((a.latitude + b.latitude) / 2);
  const double east = std::remainder(b.longitude - a.longitude, 360.0);
  return std::hypot((b.latitude - a.latitude) * scale.latitude, east * scale.longitude);
}

std::int64_t cell_of(Point point) {
  const auto row = row_of(point.latitude);
  const auto columns = columns_of(row);
  return packed(row, column_of(point.longitude, columns), columns);
}

std::vector<std::int64_t> cells_around(Point point, double metres) {
  const double reach = metres * (1 + 1e-6) + 1e-6;  // never a cell too few by rounding
  const double north_south = reach / std::min(metres_per_degree(point.latitude).latitude, 110'574.0);
  const double farthest = std::min(89.9, std::abs(point.latitude) + north_south);  // where a degree of longitude is shortest
  const double east_west = std::min(180.0, reach / metres_per_degree(farthest).longitude);
  std::vector<std::int64_t> cells;
  for (auto row = row_of(point.latitude - north_south); row <= row_of(point.latitude + north_south); ++row) {
    const auto columns = columns_of(row);
    const auto first = column_of(point.longitude - east_west, columns);
    const auto last = std::min(column_of(point.longitude + east_west, columns), first + columns - 1);
    for (auto column = first; column <= last; ++column) cells.push_back(packed(row, column, columns));
  }
  std::ranges::sort(cells);
  return cells;
}

namespace {

struct Span {
  std::int64_t first, last;
};

// One or two spans of columns: two where the box goes on beyond the last column.
std::vector<Span> columns_between(double west, double east, std::int64_t columns) {
  const auto first = column_of(west, columns), last = column_of(west > east ? east + 360 : east, columns);
  if (last - first + 1 >= columns) return {{0, columns - 1}};
  if (last < columns) return {{first, last}};
  if (first >= columns) return {{first - columns, last - columns}};
  return {{first, columns - 1}, {0, last - columns}};
}

}  // namespace

std::optional<std::vector<Patch>> patches_of(const Box& box, std::size_t most) {
  std::vector<Patch> patches;
  if (!(box.south_west.latitude <= box.north_east.latitude)) return patches;
  const auto first_row = row_of(box.south_west.latitude), last_row = row_of(box.north_east.latitude);
  for (auto above = first_row / cells_of_block; above <= last_row / cells_of_block; ++above) {
    const auto first = std::max(first_row, above * cells_of_block), last = std::min(last_row, (above + 1) * cells_of_block - 1);
    for (const auto& [west, east] : columns_between(box.south_west.longitude, box.north_east.longitude, columns_of(first)))
      for (auto along = west / cells_of_block; along <= east / cells_of_block; ++along) {
        if (patches.size() == most) return std::nullopt;
        patches.push_back({above << row_shift | along, first << row_shift, ((last + 1) << row_shift) - 1,
                           std::max(west, along * cells_of_block), std::min(east, (along + 1) * cells_of_block - 1)});
      }
  }
  return patches;
}

}  // namespace portico::geo
