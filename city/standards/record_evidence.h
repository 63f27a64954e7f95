// Evidence as the store keeps it beside a proposal: canonical JSON (keys sorted, no white space), whose hash the ledger tells.
#pragma once

#include <string>
#include <string_view>

#include "city/standards/evidence.h"

namespace portico::standards {

std::string record_of(const Evidence& evidence);
Evidence evidence_of(std::string_view record);  // throws std::runtime_error where it cannot be read

}  // namespace portico::standards
