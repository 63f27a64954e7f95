// Places by what somebody types in place of an address: streets and corners, and the city's own offices by their names.
#pragma once

#include <string_view>
#include <vector>

#include "city/directory/directory.h"
#include "city/directory/find_sites.h"
#include "city/directory/streets.h"

namespace portico::directory {

// Best first, at most `limit`; what is exactly what was typed stands first.
std::vector<FoundPlace> find_places(const Snapshot& city, const StreetIndex& streets, std::string_view language, std::string_view typed,
                                    std::size_t limit);

}  // namespace portico::directory
