// What people write by hand for a city pack: its texts and its offices.
#pragma once

#include "tests/fuzz/targets.h"

namespace portico::fuzz {

Verdict markdown(std::string_view bytes);
Verdict article(std::string_view bytes);
Verdict offices(std::string_view bytes);

}  // namespace portico::fuzz
