#include "platform/geo/geos.h"

#include <fmt/format.h>

#include <stdexcept>

namespace portico::geo {
namespace {

void keep_message(const char* message, void* error) { static_cast<std::string*>(error)->assign(message); }

[[noreturn]] void throw_broken(const char* what) {
  throw std::runtime_error(fmt::format("GEOS could not {}: {}", what, GeosContext::of_this_thread().last_error()));
}

GEOSContextHandle_t here() { return GeosContext::of_this_thread().handle(); }

Geometry to_geos(const Ring& ring) {
  auto* sequence = GEOSCoordSeq_create_r(here(), static_cast<unsigned>(ring.size()), 2);
  if (!sequence) throw_broken("make a ring");
  for (unsigned i = 0; i < ring.size(); ++i) GEOSCoordSeq_setXY_r(here(), sequence, i, ring[i].longitude, ring[i].latitude);
  Geometry made(GEOSGeom_createLinearRing_r(here(), sequence));  // owns the sequence, even where it fails
  if (!made) throw_broken("make a ring");
  return made;
}

Geometry to_geos(const Polygon& polygon) {
  auto outline = to_geos(polygon.front());
  std::vector<Geometry> holes;
  for (std::size_t i = 1; i < polygon.size(); ++i) holes.push_back(to_geos(polygon[i]));
  std::vector<GEOSGeometry*> given;
  for (auto& hole : holes) given.push_back(hole.release());
  Geometry made(GEOSGeom_createPolygon_r(here(), outline.release(), given.data(), static_cast<unsigned>(given.size())));
  if (!made) throw_broken("make a polygon");
  return made;
}

Ring ring_of(const GEOSGeometry* ring) {
  const auto* sequence = ring ? GEOSGeom_getCoordSeq_r(here(), ring) : nullptr;
  unsigned size = 0;
  if (!sequence || !GEOSCoordSeq_getSize_r(here(), sequence, &size)) throw_broken("read a ring");
  Ring points(size);
  for (unsigned i = 0; i < size; ++i) {
    if (!GEOSCoordSeq_getXY_r(here(), sequence, i, &points[i].longitude, &points[i].latitude)) throw_broken("read a position");
  }
  return points;
}

void collect_polygons(const GEOSGeometry* geometry, Shape& into) {
  const int type = GEOSGeomTypeId_r(here(), geometry);
  if (type == GEOS_POLYGON && !GEOSisEmpty_r(here(), geometry)) {
    Polygon polygon{ring_of(GEOSGetExteriorRing_r(here(), geometry))};
    for (int i = 0; i < GEOSGetNumInteriorRings_r(here(), geometry); ++i)
      polygon.push_back(ring_of(GEOSGetInteriorRingN_r(here(), geometry, i)));
    into.push_back(std::move(polygon));
  } else if (type == GEOS_MULTIPOLYGON || type == GEOS_GEOMETRYCOLLECTION) {
    for (int i = 0; i < GEOSGetNumGeometries_r(here(), geometry); ++i) collect_polygons(GEOSGetGeometryN_r(here(), geometry, i), into);
  }
}

}  // namespace

GeosContext::GeosContext() : handle_(GEOS_init_r()) { GEOSContext_setErrorMessageHandler_r(handle_, keep_message, &error_); }

GeosContext& GeosContext::of_this_thread() {
  thread_local GeosContext context;
  return context;
}

Geometry to_geos(const Shape& shape) {
  std::vector<Geometry> polygons;
  for (const auto& polygon : shape) polygons.push_back(to_geos(polygon));
  std::vector<GEOSGeometry*> given;
  for (auto& polygon : polygons) given.push_back(polygon.release());
  Geometry made(GEOSGeom_createCollection_r(here(), GEOS_MULTIPOLYGON, given.data(), static_cast<unsigned>(given.size())));
  if (!made) throw_broken("make a multipolygon");
  return made;
}

bool valid(const Geometry& geometry) {
  const char answer = GEOSisValid_r(here(), geometry.get());
  if (answer == 2) throw_broken("tell whether a polygon is valid");
  return answer == 1;
}

Shape mended(const Geometry& geometry) {
  const Geometry made(GEOSMakeValid_r(here(), geometry.get()));
  if (!made) throw_broken("mend a polygon");
  Shape shape;
  collect_polygons(made.get(), shape);
  return shape;
}

}  // namespace portico::geo
