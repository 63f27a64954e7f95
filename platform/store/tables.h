// The store's own statements.
#pragma once

#include "platform/store/store.h"

namespace portico::store::tables {

extern const Statement draw_number;          // (name) → the next number
extern const Statement find_migrations;      // → module, number, sha256 in hex
extern const Statement record_migration;     // (module, number, name, sha256 in hex)

extern const Statement keep_secret;          // (name, hex) unless there is one
extern const Statement find_secret;          // (name) → hex

}  // namespace portico::store::tables
