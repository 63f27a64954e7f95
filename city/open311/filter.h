// Which requests a client asks for. Pure.
#pragma once

#include "city/cases/cases.h"
#include "city/open311/fields.h"

namespace portico::open311 {

struct Wanted {
  cases::Filter filter;
  bool nothing = false;  // beyond the 10,000th row, or ids that cannot be: an empty list without asking
  bool extensions = false;
  bool by_number = false;  // service_request_id, which overrides everything else
  int page = 1;
};

// Every fault at once. Without dates the newest 90 days; a wider range gives its newest 90 days. `whole_range`: without that window (bulk).
Outcome<Wanted> read_wanted(const Fields& query, const directory::Snapshot& city, Instant now, bool whole_range = false);

}  // namespace portico::open311
