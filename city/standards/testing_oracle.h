// The slow oracle: clocks worked out minute by minute, from the rules in their plainest form, by code that shares nothing with the engine:
// no calendar, no arithmetic of spans, not even its values. Local time is the C library's, asked once for each minute of a zone and kept.
// Not for many threads: the C library's zone is the process's.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace portico::standards::oracle {

using Time = std::int64_t;                       // milliseconds since 1970 in UTC
using Date = std::int32_t;                       // days since 1970 of a local calendar
using Hours = std::vector<std::pair<int, int>>;  // minutes of the local day, [from, to)

struct Calendar {
  std::string zone;
  std::array<Hours, 7> week;           // [0] is Monday
  std::map<Date, std::string> closed;  // with the holiday's name
  std::map<Date, Hours> exceptional;   // in place of the day's hours, also on a closed date
};

enum class Unit { open_minutes, open_days, elapsed_hours };
struct Clock {
  bool first_status = false;  // else the outcome's
  Unit unit = Unit::open_minutes;
  std::int64_t amount = 0;
  bool same_time = false;
  std::vector<std::string> reasons;    // of pauses that stop it
  const Calendar* calendar = nullptr;  // not asked for elapsed hours
};
struct Pause {
  Time from = 0, to = 0;
  std::string reason;
};

// The account's pieces, in order and without a gap; `why` is empty where the time counted.
struct Piece {
  Time from = 0, to = 0;
  std::string why;
  bool operator==(const Piece&) const = default;
};

Time due(const Clock& clock, Time opened, const std::vector<Pause>& pauses);
std::vector<Piece> account(const Clock& clock, Time opened, const std::vector<Pause>& pauses, Time until);

enum class Type { opened, paused, resumed, message, transferred, reclassified, closed, reopened };
struct Event {
  Time at = 0;
  Type type = Type::opened;
  bool meaningful = false;  // of a message
  std::string reason;       // of a pause
  std::size_t sla = 0;      // of a re-classification
};
struct Answer {
  bool first_status = false;
  Time due = 0;
  std::string state;
  std::optional<Time> stopped;
  std::vector<Piece> pieces;
  bool operator==(const Answer&) const = default;
};
// One for each clock of the SLA that counts at `at`; the first is the one under which the case was opened. Nothing where the events have
// not exactly one opening, or it lies after `at`.
std::optional<std::vector<Answer>> answers(const std::vector<std::vector<Clock>>& slas, std::vector<Event> events, Time at);

}  // namespace portico::standards::oracle
