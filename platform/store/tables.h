// The store's own statements.
#pragma once

#include "platform/store/store.h"

namespace portico::store::tables {

extern const Statement has_migrations;    // one row: 1 where store_migration is there, else 0
extern const Statement applied;           // module, number, name, hash
extern const Statement record_migration;  // module, number, name, hash
extern const Statement next_in_sequence;  // name; returns the value. SQLite only: see migrations/0001_store.sql
extern const Statement keep_secret;       // name, value in hex; does nothing where there is one of that name
extern const Statement find_secret;       // name; returns the value in hex

}  // namespace portico::store::tables
