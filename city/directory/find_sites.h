// The city's own offices, by what somebody types in place of an address.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/directory/directory.h"
#include "city/directory/streets.h"

namespace portico::directory {

// Best first, at most `limit`, of those that stand on the map: "old port", "Centro del Puerto Viejo". Each word must be one of the name's,
// in any of its languages, but for a mistake or its end; with all of the name's words a place is exact. The label has the name in
// `language`, and the address.
std::vector<FoundPlace> find_sites(const Snapshot& city, std::string_view language, std::string_view typed, std::size_t limit);

}  // namespace portico::directory
