// What the public may read of promises: the page and the open data.
#pragma once

#include <vector>

#include "base/instant.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/http/http.h"

namespace portico::standards {

// "/promises" in every language of the city, "/promises.json" and "/promises.csv". Services that are not listed are left out.
std::vector<http::Route> routes(const directory::Directory& directory, const Standards& standards, const TimeSource& time);

}  // namespace portico::standards
