// Past cases of a service, for the evidence that stands beside a proposed promise (city/standards/evidence.h).
#pragma once

#include "base/instant.h"
#include "city/standards/evidence.h"
#include "platform/store/store.h"

namespace portico::cases {

inline constexpr int past_cases_at_once = 2'000;

// Reads them in slices of so many rows, each in a snapshot of its own, so that a service with a million cases holds up nobody. A case that
// waits for its number is none yet. `store` and `time` must outlive what is given.
standards::PastCases past_cases(store::Store& store, const TimeSource& time, int at_once = past_cases_at_once);

}  // namespace portico::cases
