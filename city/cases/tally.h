// Counts of what was asked, done and kept, by day, service and agency: made from events alone, so they can be made again.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/tables.h"
#include "city/directory/directory.h"
#include "platform/ledger/ledger.h"
#include "platform/store/store.h"

namespace portico::cases {

// Hears this module's own events under the name "cases.tally". An event counts on the city's own day of the opening, the message or the
// closing that it tells of. A re-opening takes back what the closing had made of the outcome clock, on the day of that closing. A case that
// is passed to another agency or service takes what was counted of it along.
ledger::Subscriber tally_subscriber(const directory::Directory& directory);

struct Standing {
  tables::Counts counts;
  // Of clocks that were stopped, how many in a hundred were kept; rounded down, so that 100 means all. -1 where none was stopped.
  int first_share() const;
  int outcome_share() const;
};
// All services together from `first` to `last`, both inclusive, in days of the city's calendar.
Standing standing(store::Reader& reader, std::chrono::sys_days first, std::chrono::sys_days last);
// A row for each day, service and agency.
std::vector<tables::TallyRow> tally(store::Reader& reader, std::chrono::sys_days first, std::chrono::sys_days last);

}  // namespace portico::cases
