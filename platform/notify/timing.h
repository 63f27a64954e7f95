// When somebody is told: quiet hours, digests, back-off. Pure functions.
#pragma once

#include <optional>

#include "base/instant.h"
#include "platform/calendar/calendar.h"
#include "platform/notify/reach.h"

namespace portico::notify {

// The first instant from `at` on that is outside the quiet hours; `at` itself where it is.
Instant after_quiet(Instant at, const calendar::Zone& zone, const QuietHours& quiet);

// When what comes at `at` is gathered: the next full hour, as the local clock stands then, or the next local `daily_at`; always later than
// `at`.
Instant digest_time(Instant at, const calendar::Zone& zone, Digest digest, std::chrono::minutes daily_at);

struct BackOff {
  Millis first = std::chrono::minutes(1);  // after the first try that failed
  Millis longest = std::chrono::hours(4);
  int tries = 16;  // the last one after some 30 hours
};
// When it is tried again after its `tries`-th try failed at `at`: first · 2^(tries − 1), at most `longest`, more or less by up to a
// quarter; `chance` in [0, 1) says by how much. Nothing after the last try.
std::optional<Instant> next_try(const BackOff& back_off, int tries, Instant at, double chance);

// How long a channel rests that has been down `times` times in a row: from 5 s, twice as long each time, at most 5 minutes.
Millis rest_of(int times);

}  // namespace portico::notify
