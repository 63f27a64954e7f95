// GEOS held safely: a context per thread, geometries that free themselves. For the module's own files.
#pragma once

#include <geos_c.h>

#include <memory>
#include <string>

#include "platform/geo/shape.h"

namespace portico::geo {

// A GEOS context may be used by one thread at a time; geometries may be shared between threads as long as nobody changes them.
class GeosContext {
 public:
  GeosContext();
  ~GeosContext() { GEOS_finish_r(handle_); }
  GeosContext(const GeosContext&) = delete;
  GEOSContextHandle_t handle() const { return handle_; }
  const std::string& last_error() const { return error_; }

  static GeosContext& of_this_thread();

 private:
  std::string error_;
  GEOSContextHandle_t handle_;
};

struct FreeGeometry {
  void operator()(GEOSGeometry* geometry) const { GEOSGeom_destroy_r(GeosContext::of_this_thread().handle(), geometry); }
};
using Geometry = std::unique_ptr<GEOSGeometry, FreeGeometry>;

struct FreePrepared {
  void operator()(const GEOSPreparedGeometry* prepared) const {
    GEOSPreparedGeom_destroy_r(GeosContext::of_this_thread().handle(), prepared);
  }
};
using Prepared = std::unique_ptr<const GEOSPreparedGeometry, FreePrepared>;

// Throws std::runtime_error with GEOS' own words where it fails.
Geometry to_geos(const Shape& shape);
bool valid(const Geometry& geometry);
// The valid polygons that cover what the rings enclosed; lines and points that mending leaves over are dropped.
Shape mended(const Geometry& geometry);

}  // namespace portico::geo
