// What a grant of a role comes to. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "city/directory/directory.h"

namespace portico::directory {

// Whether the city has such a role, agency and unit for it: a role within an agency is granted with one, a role within a unit with one.
// `agency` and `unit` may be "".
Outcome<void> check_grant(const Snapshot& city, std::string_view role, std::string_view agency, std::string_view unit);

// What the grant allows now: "read_case:DSW". Nothing for a role that the city no longer has.
std::vector<std::string> permissions_of(const Snapshot& city, std::string_view role, std::string_view agency, std::string_view unit);

}  // namespace portico::directory
