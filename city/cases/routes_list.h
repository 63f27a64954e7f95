// What the list of requests and the map beside a list have in common: the form of filters, what it asks for, and the way to older requests.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "city/cases/cases.h"
#include "city/cases/routes_words.h"
#include "platform/geo/geo.h"
#include "platform/http/http.h"

namespace portico::cases {

// "box=WEST,SOUTH,EAST,NORTH" in degrees; nothing where that is not what was sent.
std::optional<geo::Box> read_box(std::string_view text);

// By the query's status, service, q, cursor and box. What is none of them does not filter.
Filter filter_of(const http::Request& request, const directory::Snapshot& city);
// The query's filters once more, "?status=open&q=…", with `more` behind them ("cursor=…", or ""); "" where there are none.
std::string query_of(const http::Request& request, std::string_view more);

// The form of the filters of the page at `path`; it keeps a box.
std::string filters_form(const Words& words, std::string_view path, const http::Request& request);
// How far the list looked back, and the way to what is older.
std::string older_link(const Words& words, std::string_view path, const http::Request& request, const Page& page);

}  // namespace portico::cases
