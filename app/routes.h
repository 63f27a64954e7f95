// Every route of the program, from every module's table.
#pragma once

#include <functional>
#include <vector>

#include "app/house.h"
#include "platform/http/http.h"
#include "platform/http/server.h"

namespace portico::app {

std::vector<http::Route> all_routes(House& house, const Settings& settings, std::function<http::Traffic()> traffic);

}  // namespace portico::app
