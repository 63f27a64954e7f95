// The store's own statements.
#pragma once

#include "platform/store/store.h"

namespace portico::store::tables {

extern const Statement draw_number;          // (name) → the next number
extern const Statement find_migrations;      // → module, number, sha256 in hex
extern const Statement record_migration;     // (module, number, name, sha256 in hex)

}  // namespace portico::store::tables
