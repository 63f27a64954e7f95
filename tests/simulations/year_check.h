// Whether all that should have fired in a simulated year did, once each and when it should.
#pragma once

#include <string>
#include <vector>

#include "app/house.h"
#include "platform/calendar/calendar.h"

namespace portico::simulations {

struct Verdict {
  std::int64_t cases = 0, events = 0, due = 0, escalated = 0;
  std::vector<std::string> findings;
};

// `up`: when the city was served; what came in between fires when it is served again. Every case's due instants are worked out anew from
// its events by the rules of city/standards/history.h, which know nothing of alarms, rows or schedulers.
Verdict check_year(app::House& house, const std::vector<calendar::Span>& up);

}  // namespace portico::simulations
