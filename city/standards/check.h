// Walks what was proposed, reviewed and published, and holds it against itself and the ledger; changes nothing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/store/store.h"

namespace portico::standards {

struct CheckedReviews {
  std::int64_t proposals = 0;
  std::vector<std::string> findings;  // a sentence each; empty: all is as it was said
};
// Every promise, reason and evidence have the hashes that the ledger tells; every proposal that was approved has its version, and every
// version, confirmation and publication what it names. The ledger's newest events must be sealed (Ledger::seal_now).
CheckedReviews check_reviews(store::Store& store);

}  // namespace portico::standards
