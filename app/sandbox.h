// A city's sandbox, behind Open311's "test" endpoint: the same pack, a data folder of its own inside the city's (on PostgreSQL a schema
// beside the city's), and in no figure. Where the folder DIR/sandbox is there, it is served and kept in line; without it there is none.
#pragma once

#include <string_view>
#include <vector>

#include "app/house.h"
#include "app/settings.h"
#include "platform/http/http.h"

namespace portico::app {

inline constexpr std::string_view sandbox_path = "/test";      // before every path of it
inline constexpr std::string_view sandbox_folder = "sandbox";  // within the city's

bool has_sandbox(const Settings& of);
Settings sandbox_settings(const Settings& of);

// Open311 and the photos that it links to, under sandbox_path; none where the house has no sandbox.
std::vector<http::Route> sandbox_routes(const House& house);

}  // namespace portico::app
