// What pages hand to their scripts: words in the reader's language, and where things are.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "city/cases/routes_words.h"
#include "city/directory/base_map.h"
#include "city/directory/directory.h"
#include "platform/http/http.h"

namespace portico::cases {

// ` data-report="POTHOLE" …`, for the element that holds a page of a report. `service`: "" where the page is about none; `step`: of the
// report.
std::string report_attributes(const Words& words, const directory::Service* service, std::string_view step);
// ` data-live="…" data-words="…"`, for the element that holds a request's page. `address`: where it hears of changes.
std::string live_attributes(const Words& words, const std::string& address);
// ` data-engine="…" data-base="…" …`: what a map of the city needs, for the element that holds it; "" where the pack draws nothing.
std::string ground_attributes(const directory::BaseMap& base);
// The same with ` data-map data-words="…"`, for the map of requests.
std::string map_attributes(const Words& words, const directory::BaseMap& base);

// ` data-words="…"`, for the element of the first page where a report that waits is told.
std::string home_attributes(const Words& words);

// "/offline": what a browser shows while there is no connection.
std::vector<http::Route> offline_routes(const directory::Directory& directory);

}  // namespace portico::cases
