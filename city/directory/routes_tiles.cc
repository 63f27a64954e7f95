// The base map over HTTP.
#include "city/directory/base_map.h"
#include "city/directory/routes.h"

namespace portico::directory {
namespace {

http::Response tile(const http::Request& request, const BaseMap& map) {
  const auto asked = tiles::tile_named(request.part("zoom"), request.part("x"), request.part("y"));
  if (!asked || asked->zoom < base_map_from || asked->zoom > base_map_to)
    return http::problem(404, "there is no such tile of the base map: its zooms go from " + std::to_string(base_map_from) + " to " +
                                  std::to_string(base_map_to));
  // Under a name of yesterday stands today's map, for a page that was open when a pack was loaded.
  const bool as_named = request.part("print") == map.print();
  http::Response response{
      .status = 200,
      .type = "application/vnd.mapbox-vector-tile",
      .body = {},
      .headers = {{"Cache-Control", as_named ? "public, max-age=31536000, immutable" : "no-cache"}, {"Vary", "Accept-Encoding"}}};
  if (!takes_coding(request, "gzip")) {
    response.body = map.draw(*asked);
    return response;
  }
  response.body = *map.gzipped(*asked);
  if (!response.body.empty()) response.headers.emplace_back("Content-Encoding", "gzip");
  return response;
}

}  // namespace

std::string base_map_tiles(const BaseMap& map) { return "/tiles/base-" + map.print() + "/{z}/{x}/{y}.mvt"; }

std::vector<http::Route> tile_routes(const BaseMaps& maps) {
  http::Route route{
      http::Method::get,
      "/tiles/base-{print}/{zoom}/{x}/{y}.mvt",
      "public",
      http::Cost::work,
      "A square of the base map: water, parks, streets, districts. The name carries a print of what is drawn, so it may be kept for ever.",
      "",
      "Mapbox vector tile",
      http::answer([&maps](const http::Request& request) { return tile(request, *maps.now()); })};
  route.kept_as = [](const http::Request& request) { return request.path + (takes_coding(request, "gzip") ? " gzip" : ""); };
  return {std::move(route)};
}

}  // namespace portico::directory
