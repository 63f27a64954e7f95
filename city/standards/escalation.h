// Who is told when a promise runs out.
#pragma once

#include <string>
#include <vector>

#include "base/instant.h"
#include "platform/calendar/calendar.h"

namespace portico::standards {

// At a share of a clock's target somebody is told.
struct Escalation {
  int share = 100;      // per cent of the target, 1 to 1000
  std::string to;       // a role, "dispatcher"
  bool urgent = false;  // told at night, too
  bool operator==(const Escalation&) const = default;
};

struct EscalationPolicy {
  std::vector<Escalation> steps;  // by share, then role
  std::string quiet;              // the calendar outside whose hours nobody is told what is not urgent; "": told at any hour
  bool operator==(const EscalationPolicy&) const = default;
};

// When somebody may be told of what happens at `at`: then, where it is urgent or there is no calendar of quiet hours; else in the next
// open minute.
Instant tell_at(const Escalation& escalation, const calendar::Calendar* quiet, Instant at);

}  // namespace portico::standards
