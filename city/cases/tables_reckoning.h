// How far a change of calendars or emergencies has been worked through, and the walk over open cases. All SQL of it stands in
// tables_reckoning.cc.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "city/cases/case.h"
#include "platform/store/store.h"

namespace portico::cases::tables {

// A place in the walk over open cases: by agency, in each first those with a due instant, by it, then those without one.
struct OpenPlace {
  static constexpr std::int64_t without_due = std::numeric_limits<std::int64_t>::max();
  std::string agency;  // "" at the beginning
  std::int64_t due = std::numeric_limits<std::int64_t>::min();
  std::int64_t id = 0;
  bool operator==(const OpenPlace&) const = default;
};

struct WorkedThrough {
  std::int64_t id = 0, load = 0, emergency_change = 0;
  std::int64_t walk = 1;
  OpenPlace place;
  std::int64_t of_cases = 0, seen = 0, found = 0, changed = 0;  // changed: in all walks, the others in this one
  Instant begun;
  std::optional<Instant> finished;
};

std::optional<WorkedThrough> newest_reckoning(store::Reader& reader);
// Those before it are taken as finished: it does all that they had left. False where somebody else has begun it.
bool begin_reckoning(store::Tx& tx, WorkedThrough begun);
std::optional<WorkedThrough> lock_reckoning(store::Tx& tx, std::int64_t id);
void write_reckoning(store::Tx& tx, const WorkedThrough& state);

struct OpenCase {
  Case subject;  // what clocks hang on, and no more
  OpenPlace place;
};
std::int64_t count_open(store::Reader& reader);
// The next ones behind a place, of one agency and one kind; none where there is nothing more. At most `limit`. Those without a number are
// left out. `place` moves on to where the next call begins.
std::vector<OpenCase> open_cases_after(store::Reader& reader, OpenPlace& place, int limit);

void reckon_case(store::Tx& tx, const Case& changed);  // due instants, states and loads of its clocks, alarm and version

}  // namespace portico::cases::tables
