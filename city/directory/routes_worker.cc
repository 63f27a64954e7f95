// What makes the pages of a city something to keep on a phone: the web manifest, and the service worker with the list of what it keeps.
#include <boost/json.hpp>

#include <algorithm>

#include "base/text.h"
#include "city/directory/built.h"
#include "city/directory/routes.h"
#include "platform/crypto/crypto.h"

namespace portico::directory {
namespace {

std::string brand_of(const City& city, std::string_view name, std::string otherwise) {
  for (const auto& [key, value] : city.brand)
    if (key == name) return value;
  return otherwise;
}

http::Response manifest(const http::Request& request, const Snapshot& city) {
  if (city.city.languages.empty()) return no_such_page(request, city);
  const std::string language = language_of(request, city), &own = city.city.languages.front();
  const auto known = i18n::find_language(language, "language");
  boost::json::array icons;
  for (const auto& path : asset_paths(city))
    if (path.starts_with("/assets/seal-")) icons.push_back({{"src", path}, {"sizes", "any"}, {"type", "image/svg+xml"}});
  const boost::json::object all{{"name", in_language(city.city.short_name, language, own)},
                                {"short_name", in_language(city.city.short_name, language, own)},
                                {"description", in_language(city.city.name, language, own)},
                                {"lang", language},
                                {"dir", known && known->right_to_left ? "rtl" : "ltr"},
                                {"id", "/"},
                                {"start_url", path_in(city, language, "/")},
                                {"scope", "/"},
                                {"display", "minimal-ui"},
                                {"theme_color", brand_of(city.city, "brand-deep", "#06323b")},
                                {"background_color", "#ffffff"},
                                {"icons", std::move(icons)}};
  return {.status = 200,
          .type = "application/manifest+json; charset=utf-8",
          .body = boost::json::serialize(all),
          .headers = {{"Cache-Control", "no-cache"}, {"Vary", "Accept-Language, Cookie"}}};
}

// What stands before the script: which assets it keeps, under a version that changes with any of them, and which paths have a language.
std::string kept_by_worker(const Snapshot& city) {
  std::string version(built("worker.js")->path);
  boost::json::array assets, languages;
  for (const auto& path : asset_paths(city)) {
    // Not itself, not what staff's pages have, and not what draws maps: that is large, and a map needs a connection.
    const auto is = [&path](std::string_view name) { return path == built(name)->path; };
    if (is("worker.js") || is("desk.css") || is("engine.js") || is("drawer.js")) continue;
    version += path;
    assets.emplace_back(path);
  }
  for (std::size_t at = 1; at < city.city.languages.size(); ++at) languages.emplace_back(city.city.languages[at]);
  const boost::json::object kept{{"version", hex(crypto::view(crypto::sha256(version))).substr(0, 12)},
                                 {"assets", std::move(assets)},
                                 {"languages", std::move(languages)}};
  return "self.portico=" + boost::json::serialize(kept) + ";\n";
}

http::Response service_worker(const Snapshot& city) {
  return {.status = 200,
          .type = "text/javascript; charset=utf-8",
          .body = kept_by_worker(city) + std::string(built("worker.js")->plain),
          .headers = {{"Cache-Control", "no-cache"}}};
}

}  // namespace

std::vector<http::Route> worker_routes(const Directory& directory) {
  std::vector<http::Route> all =
      in_every_language({{http::Method::get, "/manifest.webmanifest", "public", http::Cost::quick,
                          "The web manifest: the city's name, seal and colours.", "", "JSON object: a web manifest",
                          http::answer([&directory](const http::Request& request) { return manifest(request, *directory.now()); })}},
                        directory);
  all.push_back({http::Method::get, "/service-worker.js", "public", http::Cost::quick,
                 "The service worker: keeps what a report needs while there is no connection.", "", "JavaScript",
                 http::answer([&directory](const http::Request&) { return service_worker(*directory.now()); })});
  return all;
}

}  // namespace portico::directory
