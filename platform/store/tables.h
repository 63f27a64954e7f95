// The store's own statements.
#pragma once

#include "platform/store/store.h"

namespace portico::store::tables {

extern const Statement has_migrations;    // one row: 1 where store_migration is there, else 0
extern const Statement applied;           // module, number, name, hash
extern const Statement record_migration;  // module, number, name, hash
// Rows of numbers, each by its name; SQLite only: see migrations/0001_store.sql. Three plain statements, as one with RETURNING has SQLite
// keep a journal of its own for each draw, whose end costs the more the longer the batch is: a third of an import's time.
extern const Statement step_sequence;      // changes no row where it was never drawn from
extern const Statement begin_sequence;     // with 1
extern const Statement value_of_sequence;  // returns it
extern const Statement keep_secret;        // name, value in hex; does nothing where there is one of that name
extern const Statement find_secret;        // name; returns the value in hex

}  // namespace portico::store::tables
