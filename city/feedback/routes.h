// The two questions, and what was answered: pages without scripts.
#pragma once

#include <vector>

#include "city/cases/cases.h"
#include "city/directory/directory.h"
#include "platform/http/http.h"
#include "platform/store/store.h"

namespace portico::feedback {

// /requests/{number}/feedback (by the receipt's key), /feedback and /feedback.json (from, to: days of closing; without them the last year).
std::vector<http::Route> routes(store::Store& store, const cases::Cases& cases, const directory::Directory& directory,
                                const TimeSource& time);

}  // namespace portico::feedback
