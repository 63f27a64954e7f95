// A clock as somebody wrote it, in a pack's TOML or over HTTP, and the one set of rules that it is held against.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "city/standards/clock_promise.h"
#include "platform/formats/formats.h"

namespace portico::standards {

struct WrittenClock {
  std::string kind, target;
  std::string calendar;     // "" where none is named
  std::string by;           // "" where it is not said
  std::int64_t share = 90;  // per cent
  std::vector<std::string> pauses;
  std::function<std::string(std::string_view key)> place;  // where a fault lies: of one key, or of the whole clock for ""
};

// Reads an [[….clock]]; what is of another type than it should be is a fault.
WrittenClock written_clock(const formats::TomlTable& table, std::vector<Fault>& faults);

// Puts the clock into `clocks` and adds a fault for everything that is wrong with it: an unknown kind or one that is there already, a
// target that is none, a calendar that is none of `calendars`, is missing or is too much, an end of the day, a share, a reason for pausing.
// A clock of a known kind is put in even where the rest is wrong: one fault is enough.
void check_clock(const WrittenClock& written, const std::vector<std::string>& calendars, std::vector<ClockPromise>& clocks,
                 std::vector<Fault>& faults);

// A promise has both clocks: `whose` ("the promise for 'POTHOLE'") is told to lack one, `wanted` ("[[sla.clock]]") how one is written.
// Sorts them: first_status, outcome.
void insist_on_both(std::vector<ClockPromise>& clocks, std::string_view place, std::string_view whose, std::string_view wanted,
                    std::vector<Fault>& faults);

}  // namespace portico::standards
