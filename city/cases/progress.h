// What news does to a case: the reading of update statuses, and the pure rules by which a message, a closing or a re-opening stops or
// restarts clocks.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "city/cases/case.h"
#include "city/cases/cases.h"

namespace portico::cases {

enum class Effect {
  message,  // tells the customer something; the case stays as it is
  close,    // ends it with an outcome
  reopen,   // takes a closed case up again; on an open one it is a message
};

struct StatusMeaning {
  std::string_view status;  // as the Open311 update extension writes it
  Effect effect;
  std::string_view outcome;  // of a close
};

// All statuses that are understood, in the order in which a refusal lists them.
std::span<const StatusMeaning> status_meanings();

// What an update status means; "" is a message without a change of state. Read without regard to case; an unknown one is refused with the
// known.
Outcome<StatusMeaning> meaning_of(std::string_view update_status);

// What happened to a case by one update.
struct Progress {
  Message message;
  bool closed = false, reopened = false;  // whether the state changed
  bool first_status_stopped = false, outcome_stopped = false;
};

// Applies an update to a case's values; clocks that run on are reckoned by the newest calendars. Pure. `now` is when it is recorded:
// an end that lies before the opening or after `now` is not measured, the clock it stops is not_applicable. Refuses an unknown status and
// an update that says nothing.
//
// A meaningful message stops the first-status clock. A close stops both, and ends a pause: the outcome is told. A re-opened case's outcome
// clock runs on as if it had not stopped. News of progress that comes late does not
// re-open a closed case, and a second close does not replace the first outcome: both are kept as messages.
Outcome<Progress> apply(Case& subject, const Update& update, Instant now, const standards::Snapshot& standards);

// Takes a closed case up again without a message.
void reopen_clocks(Case& subject, const standards::Snapshot& standards);

// Ends an open case: the same rule for a command that closes without an update.
void close_clocks(Case& subject, const Closing& closing, Instant now, const standards::Snapshot& standards);

}  // namespace portico::cases
