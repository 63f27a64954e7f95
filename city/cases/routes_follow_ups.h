// Follow-ups that are due: customers who could not be told, and those who wait for a first word.
#pragma once

#include <memory>
#include <vector>

#include "city/cases/routes_desk.h"

namespace portico::cases {

// GET /desk/follow-ups; POST /desk/follow-ups/{telling}/again.
std::vector<http::Route> follow_up_routes(const std::shared_ptr<const Desk>& desk);

}  // namespace portico::cases
