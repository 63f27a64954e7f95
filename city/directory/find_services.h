// Services by what somebody types: in words of their language, of the city's own or of the pack's keywords, and although it is misspelt.
#pragma once

#include <string_view>
#include <vector>

#include "city/directory/directory.h"

namespace portico::directory {

// Those that can be asked for, best first, at most `limit`; none for a text without a word. Every word that was typed must be found in a
// service, but for little ones. Pure.
std::vector<const Service*> find_services(const Snapshot& city, std::string_view language, std::string_view text, std::size_t limit);

}  // namespace portico::directory
