// Pausing and resuming: the pure rules. A case waits for one thing at a time; the clocks whose promise names the reason stand still.
#pragma once

#include <string>
#include <vector>

#include "city/cases/case.h"
#include "city/standards/standards.h"

namespace portico::cases {

// Begins a pause and reckons the clocks. Refused for a closed case and one that waits already (conflict), and where no running clock of its
// promise stops for the reason: the refusal lists those that are accepted.
Outcome<void> pause(Case& subject, Pause begun, const standards::Snapshot& standards);

// Ends the open pause at `at`, or at its beginning where that is later. Refused for a closed case and one that does not wait (conflict).
Outcome<void> resume(Case& subject, Instant at, const standards::Snapshot& standards);

// A closing ends an open pause too; the clocks are the caller's to reckon.
void end_pause(Case& subject, Instant at);

// The open pause; nullptr where the case does not wait.
const Pause* open_pause(const Case& subject);

}  // namespace portico::cases
