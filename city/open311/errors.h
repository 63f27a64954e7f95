// Refusals in Open311's words: each fault one error with a code and a description.
#pragma once

#include <string>
#include <vector>

#include "base/outcome.h"
#include "city/open311/render.h"

namespace portico::open311 {

int code_of(Refused kind);  // the HTTP status; also the <code> of each error
std::string errors_body(Format format, const Refusal& refusal);

// "POTHOLE is not known (accepted: …)".
std::string description_of(const Fault& fault);

}  // namespace portico::open311
