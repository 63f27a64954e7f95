// /health, /health/live and /metrics: what the operator's monitoring reads. No personal data, no city's figures.
#pragma once

#include <functional>
#include <vector>

#include "app/house.h"
#include "platform/http/http.h"
#include "platform/http/server.h"

namespace portico::app {

// `traffic` is of the whole server; it is asked at each reading; it may be called from any thread.
std::vector<http::Route> health_routes(House& house, const Settings& settings, std::function<http::Traffic()> traffic);

}  // namespace portico::app
