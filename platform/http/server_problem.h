// What a problem (RFC 9457) says, read back for whoever shows it as a page.
#pragma once

#include <string_view>
#include <vector>

#include "platform/http/http.h"

namespace portico::http {

constexpr std::string_view problem_type = "application/problem+json";

// The faults of an answer of problem() or broken(): its detail alone where it lists none.
std::vector<Fault> said_by(const Response& problem);

}  // namespace portico::http
