// What a client sent, as names and values: a query or a form.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/outcome.h"

namespace portico::open311 {

using Fields = std::vector<std::pair<std::string, std::string>>;

// The first value of that name that is not empty: an empty parameter counts as not sent.
std::string_view value_of(const Fields& fields, std::string_view name);

// "a,b, c" → a, b, c; blanks at the ends and empty parts are dropped.
std::vector<std::string> list_of(std::string_view text);

using Faults = std::vector<Fault>;

}  // namespace portico::open311
