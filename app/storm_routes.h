// POST /storm, and what /health says of storm mode.
#pragma once

#include <boost/json/object.hpp>
#include <vector>

#include "app/storm.h"
#include "platform/http/http.h"

namespace portico::app {

boost::json::object storm_json(const StormState& state);  // mode, intake_only, why, since
std::vector<http::Route> storm_routes(Storm& storm);

}  // namespace portico::app
