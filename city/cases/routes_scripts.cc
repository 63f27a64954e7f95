#include "city/cases/routes_scripts.h"

#include <fmt/format.h>

#include <array>
#include <boost/json.hpp>
#include <span>

#include "city/cases/report.h"
#include "city/cases/routes_report_pages.h"
#include "city/directory/built.h"
#include "city/directory/routes.h"

namespace portico::cases {
namespace {

constexpr std::array<std::string_view, 37> words_of_report{
    "map.in",       "map.out",         "map.fingers",    "pin.button",   "pin.label",     "pin.hint",     "pin.found",
    "pin.unknown",  "pin.point",       "pin.failed",     "places.list",  "places.count",  "places.none",  "here.button",
    "here.looking", "here.found",      "here.unknown",   "here.denied",  "here.failed",   "photos.list",  "photos.remove",
    "photos.count", "photos.removed",  "photos.working", "draft.kept",   "draft.forget",  "draft.gone",   "send.sending",
    "send.broken",  "waiting.waiting", "waiting.asks",   "waiting.sent", "waiting.later", "waiting.send", "waiting.receipt",
    "waiting.open", "photos.too_many"};
constexpr std::array<std::string_view, 1> words_of_request{"live.changed"};
constexpr std::array<std::string_view, 5> words_of_home{"waiting.waiting", "waiting.asks", "waiting.later", "waiting.send", "waiting.open"};
constexpr std::array<std::string_view, 11> words_of_map{"map.label",   "map.in",   "map.out",  "map.whole",  "map.count", "map.failed",
                                                        "map.fingers", "map.open", "map.late", "map.closed", "map.close"};

// A script puts its values where the message has them: "{count}" stays "{count}".
const i18n::Arguments& left_open() {
  static const i18n::Arguments open = [] {
    i18n::Arguments all;
    for (const char* name : {"count", "most", "place", "service", "state"}) all[name] = "{" + std::string(name) + "}";
    return all;
  }();
  return open;
}

std::string attribute(std::string_view name, std::string_view value) {
  return " data-" + std::string(name) + "=\"" + http::escape_html(value) + "\"";
}

std::string handed_over(const Words& words, std::span<const std::string_view> keys) {
  boost::json::object all;
  for (const auto key : keys) {
    all[key] = key == "photos.too_many" ? words.plain("report.wrong.photos", {{"count", static_cast<std::int64_t>(most_photos_at_once)}})
                                        : words.plain("script." + std::string(key), left_open());
  }
  return attribute("words", boost::json::serialize(all));
}

std::string path_of(std::string_view asset) {
  const directory::Built* built = directory::built(asset);
  return built ? std::string(built->path) : std::string();
}

http::Response offline(const http::Request& request, const directory::Snapshot& city) {
  if (city.city.languages.empty()) return directory::no_such_page(request, city);
  const Words words(city, directory::language_of(request, city));
  return directory::respond(request, city,
                            {.language = words.language(),
                             .title = words.plain("offline.title"),
                             .path = "/offline",
                             .body = danger_note(words) + "<div class=\"wrap\"" + report_attributes(words, nullptr, "") +
                                     "><div class=\"section\"><h1>" + words.say("offline.title") + "</h1><p class=\"soft\">" +
                                     words.say("offline.text") + "</p></div><p class=\"acts\"><a class=\"btn\" href=\"" +
                                     words.path("/report") + "\">" + words.say("report.title") + "</a></p></div>",
                             .description = {},
                             .scripts = {"report"}});
}

}  // namespace

std::string report_attributes(const Words& words, const directory::Service* service, std::string_view step) {
  const auto in_language = [&](std::string_view path) { return directory::path_in(words.city(), words.language(), path); };
  std::string keep = in_language("/offline") + " " + in_language("/report");
  std::string html = attribute("report", service ? service->code : "") + attribute("step", step);
  if (service) {
    html += attribute("title", words.plain_name(service->name)) + attribute("places", in_language("/places.json"));
    keep += " " + in_language("/report/" + service->code) + "?whole=yes";
  }
  return html + attribute("keep", keep) + handed_over(words, words_of_report);
}

std::string live_attributes(const Words& words, const std::string& address) {
  return (address.empty() ? "" : attribute("live", address)) + handed_over(words, words_of_request);
}

std::string home_attributes(const Words& words) { return handed_over(words, words_of_home); }

std::string ground_attributes(const directory::BaseMap& base) {
  const geo::Box city = base.bounds();
  if (city.south_west == city.north_east) return {};
  return attribute("engine", path_of("engine.js")) + attribute("drawer", path_of("drawer.js")) +
         attribute("base", directory::base_map_tiles(base)) +
         attribute("base-zooms", std::to_string(directory::base_map_from) + " " + std::to_string(directory::base_map_to)) +
         attribute("bounds", fmt::format("{:.6f},{:.6f},{:.6f},{:.6f}", city.south_west.longitude, city.south_west.latitude,
                                         city.north_east.longitude, city.north_east.latitude));
}

std::string map_attributes(const Words& words, const directory::BaseMap& base) {
  return attribute("map", "") + ground_attributes(base) + handed_over(words, words_of_map);
}

std::vector<http::Route> offline_routes(const directory::Directory& directory) {
  return directory::in_every_language(
      {{http::Method::get, "/offline", "public", http::Cost::quick,
        "What a browser shows while there is no connection; it keeps this page.", "", "HTML page",
        http::answer([&directory](const http::Request& request) { return offline(request, *directory.now()); })}},
      directory);
}

}  // namespace portico::cases
