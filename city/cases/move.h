// Passing a case on: to another agency, or as another service. The pure rules.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "city/cases/case.h"
#include "city/standards/standards.h"

namespace portico::cases {

// What a case becomes by a re-classification.
struct Reclassification {
  std::string service, agency;
  std::int64_t sla_version = 0;  // of the service, in force on the city's local date of the case's opening
  Showing words = Showing::by_service;
};

// Gives an open case to another agency; changes no clock. Refused for a closed case (conflict) and for its own agency.
Outcome<Move> transfer(Case& subject, std::string_view agency, Instant at, std::string_view reason);

// Puts an open case under another service: its clocks are reckoned from the opening under that promise, with the pauses and stops that
// there were. Refused for a closed case (conflict) and for its own service.
Outcome<Move> reclassify(Case& subject, const Reclassification& to, Instant at, std::string_view reason,
                         const standards::Snapshot& standards);

}  // namespace portico::cases
