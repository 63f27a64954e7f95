// /suppressed: addresses that are not used any more, and the way to use one again. Pages without scripts.
#pragma once

#include <vector>

#include "platform/http/http.h"
#include "platform/identity/routes.h"
#include "platform/notify/marks.h"
#include "platform/store/store.h"

namespace portico::notify {

// Behind the permission of templates: manage_templates.
std::vector<http::Route> suppressed_routes(store::Store& store, const Marks& marks, const identity::Surroundings& around,
                                           const TimeSource& time);

}  // namespace portico::notify
