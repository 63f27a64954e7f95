// Instants: milliseconds since 1970 in UTC. Local time exists only in platform/calendar, beside a named zone.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/outcome.h"

namespace portico {

using Millis = std::chrono::milliseconds;
using Instant = std::chrono::sys_time<Millis>;

// "2026-03-03T19:20:00Z"; milliseconds are written only where they are not zero.
std::string iso8601(Instant at);

// Reads ISO 8601 / RFC 3339 with any offset ("Z", "+05:45", "-0500"), to the millisecond; an instant without a zone is refused,
// as is a date that does not exist. `field` names the place in the refusal.
Outcome<Instant> parse_instant(std::string_view text, std::string_view field);

constexpr std::int64_t to_millis(Instant at) { return at.time_since_epoch().count(); }
constexpr Instant from_millis(std::int64_t millis) { return Instant{Millis{millis}}; }

// Time comes in by this door: rules take an Instant, commands get it from here.
class TimeSource {
 public:
  virtual ~TimeSource() = default;
  virtual Instant now() const = 0;
};

// A time source for tests and for loading "as of" an instant: stands still until it is set.
class StillTime final : public TimeSource {
 public:
  explicit StillTime(Instant at) : at_(at) {}
  Instant now() const override { return at_; }
  void set(Instant at) { at_ = at; }

 private:
  Instant at_;
};

}  // namespace portico
