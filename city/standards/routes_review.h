// Reviewing promises over HTTP: for agencies that propose and confirm, offices that review, and who publishes services.
#pragma once

#include <functional>
#include <vector>

#include "base/instant.h"
#include "city/directory/directory.h"
#include "city/standards/evidence.h"
#include "city/standards/standards.h"
#include "platform/http/http.h"
#include "platform/store/store.h"

namespace portico::standards {

// "/proposals" and what is done to one, "/evidence/{service}", "/confirmations", "/promises/{service}/confirm",
// "/services/{service}/publish": JSON, none of it public (docs/review.md). `cases` gives the past cases for the evidence. `changed` is
// called on a worker once a change to directory or standards is durable, before the answer leaves.
std::vector<http::Route> review_routes(store::Store& store, const directory::Directory& directory, const Standards& standards,
                                       const TimeSource& time, PastCases cases, std::function<void()> changed);

}  // namespace portico::standards
