// A case's clocks as a pure function of what the city promised, what it declared and what happened. Whatever opens, stops, pauses, resumes,
// re-classifies or re-opens a case works its clocks out here, and so does whoever asks why they are due when they are: of the same facts
// come the same instants for ever.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "city/cases/case.h"
#include "city/standards/standards.h"

namespace portico::cases {

// What the clocks of a case hang on.
struct Facts {
  std::string service;
  std::int64_t sla_version = 0;  // 0: nothing was promised
  Instant opened;
  std::vector<standards::Pause> pauses;  // oldest first; the last one may be open
  struct OfClock {
    std::int64_t load = 0;  // standards::Snapshot::loaded by whose calendars it was reckoned
    std::optional<Instant> stopped;
    bool measured = true;  // false: it stopped at an instant that cannot be right, and is neither kept nor missed
  };
  OfClock first_status, outcome;

  const OfClock& of(standards::ClockKind kind) const { return kind == standards::ClockKind::first_status ? first_status : outcome; }
};
// Of a case whose pauses were read.
Facts facts_of(const Case& subject);

// By whose calendars a running clock is reckoned: those that counted before, or those of the snapshot's own load. A clock that has stopped
// always keeps those by which it was judged.
enum class Calendars { kept, newest };

// The clocks as the case's row keeps them, so that it says the same whenever it is written: an open pause counts up to its beginning (the
// due instant is that of a case resumed at once), a clock that an emergency suspends says "running", as the end is known, and so does one
// that has run past its due instant (state_as_of tells). Throws std::invalid_argument where the snapshot does not hold the SLA version.
std::vector<Clock> reckon(const Facts& facts, const standards::Snapshot& standards, Calendars calendars);

// Puts reckon()'s clocks into the case. Where the snapshot does not hold its SLA version, due instants stay and clocks that stopped are
// held against them.
void rework(Case& subject, const standards::Snapshot& standards, Calendars calendars);

// The clocks as somebody reads them at `now`: an open pause counts up to now, what ran past its due instant is missed, what an emergency
// suspends is paused. By the calendars that counted. Throws as reckon() does.
std::vector<Clock> clocks_at(const Facts& facts, const standards::Snapshot& standards, Instant now);

// The reasons for which a clock that has not stopped stands still, sorted.
std::vector<std::string> pause_reasons(const Facts& facts, const standards::Snapshot& standards);

// What a case's row should say by the newest calendars and emergencies, where it does not.
struct Outdated {
  std::vector<Clock> clocks;
  bool moved = false;  // a due instant is another
  std::string why;     // "calendar:office", "tzdata:2026b", "emergency:2026-01-12-snow"
};
// Nothing for a closed case, and where the snapshot does not hold its SLA version or is older than what the case was reckoned by.
std::optional<Outdated> outdated(const Case& subject, const standards::Snapshot& standards);

// When a clock of reckon() is missed if nothing more happens: past its due instant; nothing for one that has stopped, or that the pause
// will save however long it lasts. A pause does not save a clock in open days that began in the last hours of its last day.
std::optional<Instant> runs_out(const Clock& clock, const Facts& facts, const standards::Snapshot& standards);

// Why a clock is due then, at `now`.
struct Reckoned {
  Clock clock;                                           // as of clocks_at()
  standards::ClockPromise promise;                       // an emergency's where that replaced the SLA's; with all reasons that stop it
  const standards::Emergency* replaced_by = nullptr;     // lives as long as the snapshot
  const standards::CalendarVersion* calendar = nullptr;  // nullptr for elapsed hours; lives as long as the snapshot
  std::vector<standards::Pause> pauses;                  // those that stop this clock, cut where it stopped
  standards::Due why;                                    // of [opened, due), piece by piece
};
std::vector<Reckoned> why_due(const Facts& facts, const standards::Snapshot& standards, Instant now);

}  // namespace portico::cases
