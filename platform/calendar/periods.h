// A zone's shifts laid out for fast look-ups; for the module's own files.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace portico::calendar {

// While one offset is in force: [from, to), local time = instant + offset.
struct Period {
  Instant from, to;
  Millis offset;
  std::string abbreviation;
};

struct Periods {
  std::vector<Period> all;  // without a gap, from before the year 1 to after 9999

  const Period& at(Instant instant) const;
  std::size_t index_at(Instant instant) const;
};

// Read once for each name and kept for ever; nullptr for an unknown name. Safe from many threads.
const Periods* periods_of(std::string_view zone);

}  // namespace portico::calendar
