// What the ledger tells of itself. The subject is "ledger".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "platform/store/store.h"

namespace portico::ledger {

// A back-up was brought back: what the ledger held behind its first `events` events by then is gone, and heads that were published of it
// have no tree here. Said, so that whoever kept such heads finds out why.
struct BackUpRestored {
  static constexpr std::string_view type = "BackUpRestored/1";
  Instant made;             // the back-up
  std::int64_t events = 0;  // that it held
  bool operator==(const BackUpRestored&) const = default;
};

std::string to_json(const BackUpRestored& restored);
// Once, in a database that was brought back, before anything else is told.
void tell_restored(store::Tx& tx, const BackUpRestored& restored, Instant at);

}  // namespace portico::ledger
