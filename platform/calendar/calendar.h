// Working time: weekly opening hours in a named zone, holidays, exceptional days. Pure; knows no city word.
// Zones come from the system's tzdata. Local days follow daylight saving: a civil day may have 23 or 25 hours.
//
// An instant is open where its wall clock, in the calendar's zone, stands within the hours of its local date. So an hour that the clock
// shows twice is open twice, and a missing one never.
#pragma once

#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"

namespace portico::calendar {

using Date = std::chrono::year_month_day;
using Minutes = std::chrono::minutes;

// Half-open minutes of a local day: [from, to), 00:00 to 24:00.
struct Hours {
  Minutes from{0}, to{0};
  bool operator==(const Hours&) const = default;
};

struct Span {  // [from, to) of real time
  Instant from, to;
  bool operator==(const Span&) const = default;
};

// What a calendar is made from.
struct Plan {
  std::string code;
  std::string zone;                                                 // "America/New_York"
  std::array<std::vector<Hours>, 7> week;                           // [0] is Monday; sorted, not overlapping
  std::map<std::chrono::sys_days, std::string> closed;              // local date → why ("Thanksgiving")
  std::map<std::chrono::sys_days, std::vector<Hours>> exceptional;  // replaces the day's hours, even on a closed date
  bool operator==(const Plan&) const = default;
};

Outcome<Hours> parse_hours(std::string_view text, std::string_view field);  // "09:00-17:00", "00:00-24:00"
Outcome<Date> parse_date(std::string_view text, std::string_view field);    // "2026-07-03"

// An immutable calendar, cheap to copy and safe from many threads. A year's spans are worked out when the year is first asked for and kept,
// so that a question costs well under a microsecond. Years 1 to 9999; beyond them every question throws std::out_of_range.
class Calendar {
  struct Inside;

 public:
  // Refuses an unknown zone, unsorted or overlapping hours, and a calendar without a single open minute in a year: its week must have open
  // hours, and so must every year in which dates are closed or exceptional. `place` is the faults' field.
  static Outcome<Calendar> make(Plan plan, std::string_view place);

  const Plan& plan() const;
  std::chrono::sys_days local_date(Instant at) const;
  Instant day_end(Instant at) const;                                  // the first instant after `at` on another local date
  std::vector<Span> open_on(std::chrono::sys_days local_date) const;  // that local day's open spans, merged, in order; empty when closed
  std::span<const Span> hours_on(std::chrono::sys_days local_date) const;  // the same without a copy; lives as long as the calendar
  // The holiday's name; "" where it is no holiday, or one on which exceptional hours are kept.
  std::string why_closed(std::chrono::sys_days local_date) const;

  bool is_open(Instant at) const;
  Instant next_open(Instant at) const;  // `at` itself when open
  // The open spans that intersect [from, to), clipped to it, in order; touching spans across midnight are merged.
  std::vector<Span> open_between(Instant from, Instant to) const;
  // The first instant at which `amount` of open time has passed since `from`. A due instant at a closing minute stays there; zero gives
  // next_open(from).
  Instant after_open_time(Instant from, Millis amount) const;
  Millis open_time(Instant from, Instant to) const;  // 0 where `to` is not after `from`

 private:
  explicit Calendar(std::shared_ptr<const Inside> inside) : inside_(std::move(inside)) {}
  std::shared_ptr<const Inside> inside_;
};

// Local wall time → instant. An ambiguous hour takes its first reading, a missing one the next valid instant; both are told.
enum class Reading { plain, ambiguous, missing };
struct LocalReading {
  Instant at;
  Reading reading = Reading::plain;
};
// A named zone; cheap to copy. The system's tzdata tells shifts up to 2037; later years keep the last offset.
class Zone {
 public:
  static Outcome<Zone> find(std::string_view name, std::string_view field);
  LocalReading instant_of(std::chrono::local_time<Millis> local) const;
  std::chrono::local_time<Millis> local_of(Instant at) const;
  std::chrono::sys_days local_date(Instant at) const;
  std::string abbreviation(Instant at) const;
  const std::string& name() const;

 private:
  std::string name_;
  const void* zone_ = nullptr;
};
std::string tzdata_version();  // "2026f"; "unknown" where the system does not tell

// Whole-day events of an iCalendar file (RFC 5545): local date → summary; two of one date are joined by " / ". Rules (RRULE, RDATE, EXDATE)
// are expanded up to and including `until`. An event with a time of day, a broken line or rule is refused with file and line.
Outcome<std::map<std::chrono::sys_days, std::string>> read_holidays(std::string_view ics, std::string_view file,
                                                                    std::chrono::sys_days until);

}  // namespace portico::calendar
