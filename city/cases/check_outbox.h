// `portico check` for what is to be told of cases: each note is of a case, a message and somebody that there are.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "city/directory/directory.h"
#include "platform/store/store.h"

namespace portico::cases {

struct CheckedOutbox {
  std::int64_t notes = 0;
  std::vector<std::string> findings;  // a sentence each, the first hundred; empty: all is whole
};

// Reads every note that waits, or that nobody knew how to tell, in short snapshots. A follower or reporter who is gone is no finding: who
// takes an address back is told nothing any more, and a channel finds that out when it tells.
CheckedOutbox check_outbox(store::Store& store, const directory::Snapshot& city);

}  // namespace portico::cases
