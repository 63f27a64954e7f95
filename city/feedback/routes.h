// The two questions, and what was answered: pages without scripts.
#pragma once

#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/http/http.h"
#include "platform/store/store.h"

namespace portico::feedback {

// /requests/{number}/feedback (by the receipt's key), /feedback and /feedback.json (from, to: days of closing; without them the last year).
std::vector<http::Route> routes(store::Store& store, const cases::Cases& cases, const directory::Directory& directory,
                                const standards::Standards& standards, const TimeSource& time);

// What the customer answered about a case's outcomes, for the desk's page of it: a pane, "" where there is nothing.
std::string answered_on(store::Store& store, const cases::Case& subject, const std::string& language, const directory::Snapshot& city);

}  // namespace portico::feedback
