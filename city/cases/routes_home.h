// The first page: "/", also under "/{language}".
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "city/cases/cases.h"
#include "city/cases/routes_words.h"
#include "platform/http/http.h"

namespace portico::cases {

// What a module above or beside knows of the city's day, for the first page: HTML in a language, "" where there is nothing.
using Today = std::function<std::string(const std::string& language)>;

std::vector<http::Route> home_routes(store::Store& store, const Cases& cases, const directory::Directory& directory,
                                     const standards::Standards& standards, const TimeSource& time, Today today = {});

// The form in which a number is typed, below a heading of that level ("h1", "h2"); `wrong`: HTML, "" where nothing is.
std::string check_form(const Words& words, std::string_view heading, std::string_view typed, const std::string& wrong);

}  // namespace portico::cases
