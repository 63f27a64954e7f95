// The list of a box or a circle: its blocks are walked side by side, so that the first page costs what it shows, however much is on file.
#pragma once

#include <optional>

#include "city/cases/cases.h"
#include "city/cases/sieve.h"
#include "platform/store/store.h"

namespace portico::cases {

// Newest or oldest first. Nothing where the box is too wide for its blocks, or another order is asked for: a wide one holds a large share
// of all cases, and a walk over these finds them soon.
std::optional<Page> boxed(store::Reader& reader, const Filter& filter, const Sieve& sieve);

}  // namespace portico::cases
