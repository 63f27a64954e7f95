// Articles by what somebody types: in words of their language or of the city's own, and although it is misspelt.
#pragma once

#include <string_view>
#include <vector>

#include "city/documents/documents.h"

namespace portico::documents {

// Best first, at most `limit`; none for a text without a word. A whole question may be typed: of its words that any
// article has, half must be found, and those that few articles have count most. What is about a service that the words name is found, too.
// Pure; pointers live as long as the shelf.
std::vector<const Shown*> find_articles(const Shelf& shelf, const directory::Snapshot& city, std::string_view language,
                                        std::string_view typed, std::size_t limit);

}  // namespace portico::documents
