#include "city/cases/routes_map.h"

#include <fmt/format.h>

#include <limits>

#include "base/text.h"
#include "city/cases/routes_list.h"
#include "city/cases/routes_scripts.h"
#include "city/cases/search.h"
#include "city/directory/routes.h"
#include "platform/formats/gzip.h"

namespace portico::cases {
namespace {

constexpr int rows_beside_map = 30, most_found_by_words = 2'000;
constexpr std::size_t worth_packing = 600;  // bytes
constexpr std::string_view tiles_path = "/tiles/requests/{z}/{x}/{y}.mvt";

// -- tiles -------------------------------------------------------------------------------------------------------------------------------

PinFilter pin_filter(const MapRoom& room, const http::Request& request, const directory::Snapshot& city) {
  const Filter asked = filter_of(request, city);
  PinFilter filter{.service = asked.services.empty() ? std::string() : asked.services.front(), .status = asked.status, .ids = {}};
  if (!trim(asked.words).empty())
    room.store.read([&](store::Reader& reader) {
      filter.ids = search(reader, city, asked.words, false, std::numeric_limits<std::int64_t>::max(), most_found_by_words).ids;
    });
  return filter;
}

std::string_view name_of(PinState state) { return state == PinState::late ? "late" : state == PinState::open ? "open" : "closed"; }

std::string drawn(const MapRoom& room, tiles::Tile tile, const Sight& sight) {
  tiles::Layer requests(tile, "requests");
  for (const Heap& heap : sight.heaps) requests.add_point(heap.at, {{"count", heap.count}, {"open", heap.open}});
  for (const Pin& pin : sight.pins)
    requests.add_point(pin.at,
                       {{"number", room.cases.number_of(pin.id)}, {"service", pin.service}, {"state", std::string(name_of(pin.state))}});
  return tiles::bytes_of({&requests, 1});
}

http::Response tile(const MapRoom& room, const http::Request& request) {
  const auto asked = tiles::tile_named(request.part("zoom"), request.part("x"), request.part("y"));
  if (!asked || asked->zoom > pins_to)
    return http::problem(404, fmt::format("there is no such tile of requests: their zooms go from 0 to {}", pins_to));
  if (!room.pins.catch_up()) {
    http::Response wait = http::problem(503, "the requests are being read in for the map; please ask again in a moment");
    wait.headers.emplace_back("Retry-After", "2");
    return wait;
  }
  const auto city = room.directory.now();
  http::Response response{.status = 200,
                          .type = "application/vnd.mapbox-vector-tile",
                          .body = drawn(room, *asked, room.pins.in(*asked, pin_filter(room, request, *city), *city, room.time.now())),
                          .headers = {{"Cache-Control", "max-age=10"}, {"Vary", "Accept-Encoding"}}};
  if (response.body.size() >= worth_packing && directory::takes_coding(request, "gzip")) {
    response.body = formats::gzip(response.body);
    response.headers.emplace_back("Content-Encoding", "gzip");
  }
  return response;
}

// -- the page ----------------------------------------------------------------------------------------------------------------------------

std::string_view state_of(const Case& subject, Instant now) {
  if (subject.status == Status::closed) return "closed";
  for (const Clock& clock : subject.clocks)
    if (!clock.stopped && state_as_of(clock, now) == ClockState::missed) return "late";
  return "open";
}

std::string entry(const Words& words, const Case& each, int row, Instant now) {
  const std::string at =
      each.place.point ? fmt::format(" data-at=\"{:.6f},{:.6f}\"", each.place.point->longitude, each.place.point->latitude) : "";
  return "<li data-number=\"" + each.number + "\" data-service=\"" + http::escape_html(each.service) + "\" data-state=\"" +
         std::string(state_of(each, now)) + "\"" + at + "><span class=\"found__no\" aria-hidden=\"true\">" +
         http::escape_html(i18n::format_number(row, words.language())) + "</span><div><h3><a href=\"" +
         words.path("/requests/" + each.number) + "\">" + words.service_in_html(each) + "</a></h3><p><bdi>" +
         http::escape_html(words.place(each)) + "</bdi></p><p>" + words.tag(each, now) + " <time datetime=\"" + iso8601(each.opened) +
         "\">" + http::escape_html(words.day(each.opened)) + "</time> <small><bdi>" + http::escape_html(each.number) +
         "</bdi></small></p></div></li>\n";
}

std::string list_beside(const MapRoom& room, const http::Request& request, const Words& words, const Page& page) {
  const bool part = read_box(request.asked("box")).has_value();
  std::string html = "<section class=\"mapped__list\" aria-labelledby=\"found\"><h2 id=\"found\">" +
                     words.say(part ? "map.found.part" : "map.found.all") + "</h2>\n";
  if (page.cases.empty())
    html += "<p>" + words.say("map.none") + "</p>\n";
  else
    html += "<p class=\"small soft\">" + words.say("map.newest", {{"count", static_cast<std::int64_t>(page.cases.size())}}) + "</p>\n";
  int row = 0;
  html += "<ol class=\"found\">\n";
  for (const Case& each : page.cases) html += entry(words, each, ++row, room.time.now());
  return html + "</ol>\n" + older_link(words, "/map", request, page) + "</section>\n";
}

// The place of the map, which a script draws: hidden, but where scripts run (portico.css), so that nothing moves when it comes.
// Nothing where the city's pack draws none.
std::string map_place(const Words& words, const directory::BaseMap& base) {
  if (ground_attributes(base).empty()) return {};
  std::string html = "<div class=\"mapped__map\" hidden><div class=\"map\"></div><ul class=\"map__legend\">";
  for (const std::string kind : {"open", "late", "closed", "heap"})
    html += "<li class=\"key key--" + kind + "\">" + words.say("script.map." + kind) + "</li>";
  return html + "</ul><p class=\"tiny soft\">" + words.say("script.map.source") + "</p></div>\n";
}

http::Response map_page(const MapRoom& room, const http::Request& request) {
  const auto city = room.directory.now();
  if (city->city.languages.empty()) return directory::no_such_page(request, *city);
  const Words words(*city, directory::language_of(request, *city));
  Filter filter = filter_of(request, *city);
  filter.limit = rows_beside_map;
  room.pins.catch_up();  // so that the page's own tiles find them
  Page page;
  room.store.read([&](store::Reader& reader) { page = room.cases.list(reader, filter); });
  const auto base = room.base_maps.now();
  const std::string body = "<div class=\"wrap wrap--map\"><div class=\"section\"><h1>" + words.say("map.title") +
                           "</h1><p class=\"soft\">" + words.say("map.lead") + " <a href=\"" + words.path("/requests") + "\">" +
                           words.say("map.as_list") + "</a></p></div>\n" + filters_form(words, "/map", request) + "<div class=\"mapped\"" +
                           map_attributes(words, *base) + " data-tiles=\"" + std::string(tiles_path) + "\">\n" +
                           list_beside(room, request, words, page) + map_place(words, *base) + "</div></div>";
  return directory::respond(request, *city,
                            {.language = words.language(),
                             .title = words.plain("map.title"),
                             .path = "/map",
                             .body = body,
                             .description = words.plain("map.lead"),
                             .scripts = {"map"}});
}

}  // namespace

std::vector<http::Route> map_routes(MapRoom room) {
  const auto shared = std::make_shared<const MapRoom>(room);
  http::Route page{http::Method::get,
                   "/map",
                   "public",
                   http::Cost::work,
                   "Public requests on a map, and the same in a list beside it.",
                   "query: status, service, q, box (west,south,east,north in degrees), cursor",
                   "HTML page",
                   http::answer([shared](const http::Request& request) { return map_page(*shared, request); })};
  page.heavy = true;
  page.put_off = directory::resting_page(room.directory);
  std::vector<http::Route> all = directory::in_every_language({std::move(page)}, room.directory);
  http::Route tiles{http::Method::get,
                    "/tiles/requests/{zoom}/{x}/{y}.mvt",
                    "public",
                    http::Cost::work,
                    "A square of the map of public requests: each by itself, or how many lie too near to each other to be told apart.",
                    "query: status, service, q",
                    "Mapbox vector tile: layer requests, points with number, service, state, or with count, open",
                    http::answer([shared](const http::Request& request) { return tile(*shared, request); })};
  tiles.kept_as = [](const http::Request& request) { return request.target + (directory::takes_coding(request, "gzip") ? " gzip" : ""); };
  all.push_back(std::move(tiles));
  return all;
}

}  // namespace portico::cases
