// The clock strip: a clock's time as one bar. What its text says already, drawn.
#pragma once

#include <string>
#include <vector>

#include "city/cases/reckoning.h"
#include "city/cases/routes_words.h"

namespace portico::cases {

// What all strips of a case are drawn over, so that the same day stands at the same place: from its opening to its last due instant, or to
// what has come later.
struct StripWindow {
  Instant from, to;
};
StripWindow window_of(Instant opened, const std::vector<Reckoned>& clocks, Instant now);

// How much of the promised time was used, and the bar: counted, stood still, left, late, and when it is due. "" of a clock that is not
// measured.
std::string strip_of(const Words& words, const Reckoned& reckoned, const StripWindow& window, Instant now);
std::string legend_of_strips(const Words& words);

}  // namespace portico::cases
