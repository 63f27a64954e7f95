// How long whoever guesses has to wait: longer with each failure, never for ever, so that nobody can lock another out for good. Pure.
#pragma once

#include <cstdint>

#include "base/instant.h"

namespace portico::identity {

// What is on file of one name or one address.
struct Attempts {
  std::int64_t failures = 0;
  Instant last;
};

// The first failures are free; each one after them doubles the wait, up to the longest. One half is forgotten with every hour of quiet.
struct BackOff {
  std::int64_t free;
  Millis longest;
};
constexpr BackOff of_name{5, Millis{60'000}};
constexpr BackOff of_address{20, Millis{900'000}};  // a whole office may share one

std::int64_t remembered(const Attempts& attempts, Instant now);
// How long still to wait; 0: try.
Millis wait_for(const Attempts& attempts, const BackOff& rule, Instant now);

}  // namespace portico::identity
