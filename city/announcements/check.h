// Its part of `portico check`.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/store/store.h"

namespace portico::announcements {

struct CheckedAnnouncements {
  std::int64_t announcements = 0;
  std::vector<std::string> findings;
};
// Each version against what the ledger tells of it: their number, their words' hash, whether it was withdrawn. Call when all is sealed.
CheckedAnnouncements check_announcements(store::Store& store);

}  // namespace portico::announcements
