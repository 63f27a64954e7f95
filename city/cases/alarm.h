// What fires for a case, and when: the due instants of its clocks, and the escalations before and after them. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "city/cases/reckoning.h"

namespace portico::cases {

struct Alarm {
  standards::ClockKind clock = standards::ClockKind::first_status;
  Instant at;                        // when it fires
  Instant due;                       // the clock's, when the alarm was set
  standards::Escalation escalation;  // of an escalation; share 0: the due instant itself
  bool is_due() const { return escalation.share == 0; }
};

// What has fired: a due instant once for each instant, an escalation once for the whole life of a case, whatever moves its due instant.
struct Fired {
  standards::ClockKind clock = standards::ClockKind::first_status;
  int share = 0;
  std::string to;
  std::optional<Instant> due;  // of a due instant
  bool operator==(const Fired&) const = default;
};
Fired fired_of(const Alarm& alarm);

// All that a case's running clocks will fire if nothing more happens, earliest first, but for what `fired` says. Nothing fires at or before
// `since`: nobody can be told in time of what lay behind a case when it was entered. A clock that is paused fires its due instant alone,
// where the pause cannot save it.
std::vector<Alarm> alarms_of(const Case& subject, const standards::Snapshot& standards, const std::vector<Fired>& fired,
                             std::optional<Instant> since);

}  // namespace portico::cases
