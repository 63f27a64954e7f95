// `portico check` for this module: references that lead nowhere and effects of which only half is there.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/store/store.h"

namespace portico::cases {

struct Checked {
  std::int64_t cases = 0, messages = 0, events = 0;
  std::vector<std::string> findings;  // a sentence each, the first hundred of a kind; empty: all is whole
};

// Reads every case, message and event in short snapshots, by key. Seal what is committed first (Ledger::seal_now), or on PostgreSQL events
// without a position count as missing. Looked at: a case and its events agree (opened once, as many events as its version says, closed or
// open as they end); messages and MessageSent events are as many; a case's clocks fit its state, its SLA version and service are known, its
// number is the one its id gives, its districts' slots are there; no message, reporter, token, slot, answer, pause or move hangs on a case
// that is not there. Clocks, pauses, agency and service are those that the events tell, and due instants and states those that the
// calendars give by which they were reckoned; what a Reckoner has still to bring up to newer ones is none of it.
Checked check(store::Store& store, const directory::Snapshot& city, const standards::Snapshot& standards, std::string_view number_key);

}  // namespace portico::cases
