// Proposals, evidence and confirmations as lines for a terminal.
#pragma once

#include <string>
#include <vector>

#include "city/standards/evidence.h"
#include "city/standards/review.h"

namespace portico::standards {

std::string to_text(const Evidence& evidence);
std::string to_text(const Proposal& proposal, Instant now);  // with its reviews and its evidence
std::string line_of(const Proposal& proposal, Instant now);  // "7  POTHOLE (DSW)  from 2027-01-01  under_review  waits for operations"
std::string line_of(const Confirmed& confirmed);             // "POTHOLE (DSW)  from 2026-01-05  confirmed 2026-01-05  due 2027-01-05"

}  // namespace portico::standards
