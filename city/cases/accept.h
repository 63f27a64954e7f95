// Taking a case in hand, finding its place, and letting the public read it: the pure rules.
#pragma once

#include <string>
#include <string_view>

#include "city/cases/case.h"

namespace portico::cases {

// Gives an open case to `handler`, whoever had it before. Refused for a closed one, and for whoever has it already (conflict).
Outcome<void> accept(Case& subject, std::string_view handler);

// Puts an open case that had no point at one inside the city, with the districts of the day of its opening. An empty `address` keeps what
// was given. Refused for a case that has its point (conflict), and for a point elsewhere.
Outcome<void> find_place(Case& subject, geo::Point point, std::string_view address, const directory::Snapshot& city);

// Refused where there are no words or they are shown or hidden already (conflict), and to release what is private by its service.
Outcome<void> release_words(Case& subject, const directory::Service* service);
Outcome<void> hide_words(Case& subject, const directory::Service* service);

// What becomes of words when the case is put under another service: nobody is shown what they were not told of when they wrote it.
Showing showing_after(const Case& subject, const directory::Service* before, const directory::Service& after);

}  // namespace portico::cases
