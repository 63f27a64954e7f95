// Requests on a map: the page "/map", whose list is the map for who uses none, and the tiles of requests.
#pragma once

#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/pins.h"
#include "city/cases/routes_words.h"
#include "city/directory/base_map.h"
#include "platform/http/http.h"

namespace portico::cases {

// All must outlive the routes.
struct MapRoom {
  store::Store& store;
  const Cases& cases;
  const directory::Directory& directory;
  const directory::BaseMaps& base_maps;
  Pins& pins;
  const TimeSource& time;
};

// "/map", also under "/{language}", and "/tiles/requests/{zoom}/{x}/{y}.mvt".
std::vector<http::Route> map_routes(MapRoom room);

}  // namespace portico::cases
