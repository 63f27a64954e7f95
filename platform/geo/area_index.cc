#include <fmt/format.h>

#include <algorithm>
#include <boost/geometry.hpp>
#include <boost/geometry/index/rtree.hpp>
#include <boost/json.hpp>
#include <cmath>
#include <iterator>
#include <limits>
#include <stdexcept>

#include "platform/geo/distance.h"
#include "platform/geo/geo.h"
#include "platform/geo/geos.h"
#include "platform/geo/shape.h"

namespace portico::geo {
namespace {

namespace bg = boost::geometry;
namespace bgi = boost::geometry::index;
using Corner = bg::model::point<double, 2, bg::cs::cartesian>;  // x: longitude, y: latitude
using Rectangle = bg::model::box<Corner>;
using Tree = bgi::rtree<std::pair<Rectangle, std::size_t>, bgi::quadratic<16>>;

// Consecutive segments of one ring: a coast has tens of thousands, and a point just off it should not visit them all.
constexpr std::size_t run_length = 32;
struct Run {
  std::size_t area = 0, first = 0, last = 0;  // points first … last of the index's `points`
};

struct Span {
  double west = std::numeric_limits<double>::max(), south = west, east = -west, north = -west;
  void add(Point p) {
    west = std::min(west, p.longitude);
    east = std::max(east, p.longitude);
    south = std::min(south, p.latitude);
    north = std::max(north, p.latitude);
  }
  Rectangle rectangle() const { return {{west, south}, {east, north}}; }
};

struct Flat {
  double x, y;  // metres from the point asked for
};

double distance_to_segment(Flat a, Flat b) {
  const double dx = b.x - a.x, dy = b.y - a.y;
  const double length = dx * dx + dy * dy;
  const double share = length > 0 ? std::clamp(-(a.x * dx + a.y * dy) / length, 0.0, 1.0) : 0;
  return std::hypot(a.x + share * dx, a.y + share * dy);
}

Shape shape_of(const Area& area) {
  boost::system::error_code broken;
  const auto parsed = boost::json::parse(area.geometry, broken);
  if (broken) throw std::invalid_argument(fmt::format("area {}: {}", area.code, broken.message()));
  auto read = parse_shape(parsed);
  if (!read) throw std::invalid_argument(fmt::format("area {}: {}", area.code, read.error().reason));
  if (read->shape.empty()) throw std::invalid_argument(fmt::format("area {}: it encloses nothing", area.code));
  return std::move(read->shape);
}

}  // namespace

struct AreaIndex::Inside {
  struct Entry {
    std::string code, name;
    Geometry geometry;  // what `prepared` looks at
    Prepared prepared;
  };
  std::vector<Entry> entries;  // by code
  Tree boxes;                  // of areas
  std::vector<Point> points;
  std::vector<Run> runs;
  Tree run_boxes;
  Span span;

  explicit Inside(std::vector<const Area*> areas);
  void add_runs(std::size_t area, const Ring& ring, std::vector<Tree::value_type>& into);
  std::optional<std::size_t> holding(Point point) const;
  std::optional<Located> nearest(Point point, double reach) const;
};

AreaIndex::Inside::Inside(std::vector<const Area*> areas) {
  std::ranges::stable_sort(areas, {}, &Area::code);
  auto& context = GeosContext::of_this_thread();
  std::vector<Tree::value_type> area_boxes, of_runs;
  for (const auto* area : areas) {
    const auto shape = shape_of(*area);
    Span own;
    for (const auto& polygon : shape) {
      for (const auto& ring : polygon) {
        for (const auto& point : ring) own.add(point), span.add(point);
        add_runs(entries.size(), ring, of_runs);
      }
    }
    area_boxes.emplace_back(own.rectangle(), entries.size());
    Geometry geometry = to_geos(shape);
    Prepared prepared(GEOSPrepare_r(context.handle(), geometry.get()));
    if (!prepared) throw std::runtime_error("GEOS could not prepare area " + area->code + ": " + context.last_error());
    entries.push_back({area->code, area->name, std::move(geometry), std::move(prepared)});
    // GEOS builds the point locator at the first question and without a lock: ask it now, so that later questions only read.
    const auto& first = shape.front().front().front();
    const Geometry asked(GEOSGeom_createPointFromXY_r(context.handle(), first.longitude, first.latitude));
    GEOSPreparedIntersects_r(context.handle(), entries.back().prepared.get(), asked.get());
  }
  boxes = Tree(area_boxes);
  run_boxes = Tree(of_runs);
}

void AreaIndex::Inside::add_runs(std::size_t area, const Ring& ring, std::vector<Tree::value_type>& into) {
  const auto start = points.size();
  points.insert(points.end(), ring.begin(), ring.end());
  for (std::size_t first = start; first + 1 < points.size(); first += run_length) {
    const Run run{area, first, std::min(first + run_length, points.size() - 1)};
    Span box;
    for (auto i = run.first; i <= run.last; ++i) box.add(points[i]);
    into.emplace_back(box.rectangle(), runs.size());
    runs.push_back(run);
  }
}

std::optional<std::size_t> AreaIndex::Inside::holding(Point point) const {
  std::vector<Tree::value_type> candidates;
  boxes.query(bgi::intersects(Corner(point.longitude, point.latitude)), std::back_inserter(candidates));
  if (candidates.empty()) return std::nullopt;
  std::ranges::sort(candidates, {}, &Tree::value_type::second);
  auto& context = GeosContext::of_this_thread();
  const Geometry asked(GEOSGeom_createPointFromXY_r(context.handle(), point.longitude, point.latitude));
  for (const auto& candidate : candidates) {
    const char answer = GEOSPreparedIntersects_r(context.handle(), entries[candidate.second].prepared.get(), asked.get());
    if (answer == 2) throw std::runtime_error("GEOS could not place a point: " + context.last_error());
    if (answer == 1) return candidate.second;
  }
  return std::nullopt;
}

std::optional<Located> AreaIndex::Inside::nearest(Point point, double reach) const {
  const auto scale = metres_per_degree(point.latitude);
  const double up = reach / scale.latitude, aside = reach / std::max(scale.longitude, 1.0);
  std::vector<Tree::value_type> candidates;
  run_boxes.query(
      bgi::intersects(Rectangle({point.longitude - aside, point.latitude - up}, {point.longitude + aside, point.latitude + up})),
      std::back_inserter(candidates));
  std::optional<std::size_t> best;
  double least = reach;
  for (const auto& candidate : candidates) {
    const auto& run = runs[candidate.second];
    const auto flat = [&](const Point& p) {
      return Flat{(p.longitude - point.longitude) * scale.longitude, (p.latitude - point.latitude) * scale.latitude};
    };
    for (auto i = run.first; i < run.last; ++i) {
      const double distance = distance_to_segment(flat(points[i]), flat(points[i + 1]));
      if (distance < least || (distance == least && (!best || run.area < *best))) least = distance, best = run.area;
    }
  }
  if (!best) return std::nullopt;
  return Located{entries[*best].code, entries[*best].name, least};
}

AreaIndex::AreaIndex(const std::vector<Area>& areas) {
  std::vector<const Area*> given;
  for (const auto& area : areas) given.push_back(&area);
  inside_ = std::make_unique<Inside>(std::move(given));
}
AreaIndex::~AreaIndex() = default;
AreaIndex::AreaIndex(AreaIndex&&) noexcept = default;

std::optional<Located> AreaIndex::locate(Point point, double reach) const {
  if (!std::isfinite(point.latitude) || !std::isfinite(point.longitude)) return std::nullopt;
  if (const auto holding = inside_->holding(point)) return Located{inside_->entries[*holding].code, inside_->entries[*holding].name, 0};
  return inside_->nearest(point, reach);
}

Box AreaIndex::bounds() const {
  if (inside_->entries.empty()) return {};
  const auto& span = inside_->span;
  return {{span.south, span.west}, {span.north, span.east}};
}

}  // namespace portico::geo
