// What the public may read of promises: the page and the open data.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/http/http.h"

namespace portico::standards {

// "/promises" with the notices of emergencies and "/promises/{service}" with its history, in every language of the city, "/promises.json"
// and
// "/promises.csv". Services that are not listed are left out.
std::vector<http::Route> routes(const directory::Directory& directory, const Standards& standards, const TimeSource& time);

// "/emergencies.json", and, for who may declare_emergency: POST "/emergencies", "/emergencies/{code}/extend", "/emergencies/{code}/end".
// `changed` is called on a worker once a change is durable, before the answer leaves.
std::vector<http::Route> emergency_routes(store::Store& store, const directory::Directory& directory, const Standards& standards,
                                          const TimeSource& time, std::function<void()> changed);

// An emergency as open data, one JSON object. Services that are not listed are counted but not named.
std::string emergency_json(const Emergency& emergency, const directory::Snapshot& city, Instant now);

}  // namespace portico::standards
