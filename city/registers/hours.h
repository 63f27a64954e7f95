// When an office is open, as its calendar says. Pure. Instants in UTC; dates are those of the calendar's own zone.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "platform/calendar/calendar.h"

namespace portico::registers {

// What stands on the door at a moment.
struct Door {
  bool open = false;
  std::optional<Instant> changes;  // when it closes, or opens next; nothing: it is open day and night
  std::string holiday;             // why it is closed all day; "" on a common day
};
Door door_at(const calendar::Calendar& hours, Instant now);

struct Day {
  std::chrono::sys_days date;
  std::vector<calendar::Span> open;  // in order; empty: closed
  std::string why;                   // the holiday for which it is closed; "" else
  bool unusual = false;              // other hours than that day of the week has
};
std::vector<Day> days_from(const calendar::Calendar& hours, std::chrono::sys_days first, int count);

// The week, and the days of `count` that are other, in OpenStreetMap's notation of opening_hours: "Mo 09:00-17:00; 2026 Dec 24 off".
std::string opening_hours(const calendar::Calendar& hours, std::chrono::sys_days first, int count);

}  // namespace portico::registers
