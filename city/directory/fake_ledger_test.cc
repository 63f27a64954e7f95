#include "platform/ledger/ledger.h"
namespace portico::ledger {
__attribute__((weak)) void append(store::Tx&, const NewEvent&) {}
}  // namespace portico::ledger
