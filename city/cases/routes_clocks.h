// Why a request's clocks are due when they are, as data.
#pragma once

#include "city/cases/cases.h"
#include "platform/http/http.h"

namespace portico::cases {

// GET /requests/{number}/clocks.json. Whoever may see the request's page may see it; else the number is unknown.
http::Route clocks_route(store::Store& store, const Cases& cases, const standards::Standards& standards, const TimeSource& time);

}  // namespace portico::cases
