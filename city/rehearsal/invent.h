// A city that is nowhere, as a city pack (docs/city-pack.md).
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/outcome.h"

namespace portico::rehearsal {

struct Size {
  int services = 200;  // 1 to 400
  int agencies = 15;   // 1 to 24
  int districts = 59;  // 1 to 400
  std::uint64_t seed = 1;
};

// Name within the pack → text. Refuses a size out of bounds, naming the option.
Outcome<std::map<std::string, std::string>> invent_city(const Size& size);

}  // namespace portico::rehearsal
