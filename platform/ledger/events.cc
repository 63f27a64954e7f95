#include "platform/ledger/events.h"

#include "platform/ledger/ledger.h"
#include "platform/ledger/tables.h"

namespace portico::ledger {

std::string to_json(const BackUpRestored& restored) {
  return "{\"events\":" + std::to_string(restored.events) + ",\"made\":" + std::to_string(to_millis(restored.made)) + "}";
}

void tell_restored(store::Tx& tx, const BackUpRestored& restored, Instant at) {
  tables::renumber_pending(tx);
  append(tx, {.at = at,
              .actor = "operator",
              .subject = "ledger",
              .version = tx.next("ledger.restored"),
              .type = std::string(BackUpRestored::type),
              .payload = to_json(restored)});
}

}  // namespace portico::ledger
