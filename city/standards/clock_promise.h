// One clock of a promise: how long, by which calendar, and what stops it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"

namespace portico::standards {

enum class ClockKind { first_status, outcome };  // further milestones come with their issue
std::string_view name_of(ClockKind kind);        // "first_status"
std::optional<ClockKind> clock_kind(std::string_view name);

// "90m" and "4h" are open time, "2d" open days, "48H" elapsed hours without a calendar. At most ten years.
struct Target {
  enum class Unit { open_minutes, open_days, elapsed_hours } unit = Unit::open_minutes;
  std::int64_t amount = 0;
  bool operator==(const Target&) const = default;
};
Outcome<Target> parse_target(std::string_view text, std::string_view field);
std::string to_text(const Target& target);

struct ClockPromise {
  ClockKind kind = ClockKind::first_status;
  Target target;
  std::string calendar;             // empty for elapsed hours
  bool same_time = false;           // by = "same-time"; else open days end at closing
  int share = 90;                   // per cent to be kept
  std::vector<std::string> pauses;  // reasons that stop this clock
};

}  // namespace portico::standards
