// "/places.json": suggestions for who types an address, and the address of who has a position.
#include <boost/json.hpp>
#include <cmath>

#include "base/text.h"
#include "city/directory/find_places.h"
#include "city/directory/routes.h"

namespace portico::directory {
namespace {

constexpr std::size_t most_places = 7, least_letters = 2, most_bytes = 200;
constexpr double near_metres = 150;

http::Response refused(std::string field, std::string reason, std::string accepted) {
  return http::problem(Refusal{Refused::invalid, {Fault{std::move(field), std::move(reason), std::move(accepted)}}});
}

double sixth(double degrees) { return std::round(degrees * 1e6) / 1e6; }  // a tenth of a metre

http::Response written(const std::vector<FoundPlace>& found, std::string kept) {
  boost::json::array places;
  for (const FoundPlace& place : found)
    places.push_back({{"label", place.label}, {"lat", sixth(place.point.latitude)}, {"long", sixth(place.point.longitude)}});
  return {.status = 200,
          .type = "application/json; charset=utf-8",
          .body = boost::json::serialize(boost::json::object{{"places", std::move(places)}}),
          .headers = {{"Cache-Control", std::move(kept)}, {"Vary", "Accept-Language, Cookie"}}};
}

http::Response places(const http::Request& request, const Snapshot& city, const StreetIndex& streets) {
  const std::string_view lat = request.asked("lat"), longitude = request.asked("long"), typed = trim(request.asked("q"));
  if (!lat.empty() || !longitude.empty()) {
    const auto north = parse_number(lat), east = parse_number(longitude);
    if (!north || *north < -90 || *north > 90) return refused("lat", "This is no latitude.", "degrees from -90 to 90, like 43.4775");
    if (!east || *east < -180 || *east > 180) return refused("long", "This is no longitude.", "degrees from -180 to 180, like -68.6967");
    const auto near = streets.nearest({*north, *east}, near_metres);
    return written(near ? std::vector{*near} : std::vector<FoundPlace>(), "no-store");  // where somebody is
  }
  if (typed.size() > most_bytes || !valid_utf8(typed)) return refused("q", "This is no address.", "at most 200 bytes of UTF-8");
  if (count_characters(typed) < least_letters) return written({}, "no-cache");
  return written(find_places(city, streets, language_of(request, city), typed, most_places), "max-age=60");
}

}  // namespace

std::vector<http::Route> place_routes(const Directory& directory, const Streets& streets) {
  http::Route route{
      http::Method::get,
      "/places.json",
      "public",
      http::Cost::work,
      "Suggests places for what somebody types, or gives the known address nearest to a point.",
      "query: q, lat, long",
      "JSON object: places",
      http::answer([&directory, &streets](const http::Request& request) { return places(request, *directory.now(), *streets.now()); })};
  route.heavy = true;
  return in_every_language({std::move(route)}, directory);
}

}  // namespace portico::directory
