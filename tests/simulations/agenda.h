// What happens in a city in a simulated year: drawn from a seed, the same whenever it is asked for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/instant.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"

namespace portico::simulations {

struct Step {
  enum class What { open, message, pause, resume, transfer, reclassify, close, reopen } what = What::open;
  Instant at;
  int subject = 0;    // the case's place in the year, from 0
  std::string value;  // service, agency or reason
};

struct Year {
  std::uint64_t seed = 1;
  Instant from, to;
  int cases_a_day = 10;
};

// By instant. Services are those that a stranger may ask for without answering questions.
std::vector<Step> agenda(const Year& year, const directory::Snapshot& city, const standards::Snapshot& standards);

}  // namespace portico::simulations
