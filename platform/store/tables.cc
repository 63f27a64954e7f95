#include "platform/store/tables.h"

namespace portico::store::tables {

// Each database lists its tables in a place of its own.
const Statement has_migrations("store.has_migrations",
                               "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = 'store_migration'",
                               "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = CURRENT_SCHEMA AND "
                               "table_name = 'store_migration'");

const Statement applied("store.applied", "SELECT module, number, name, hash FROM store_migration ORDER BY module, number");

const Statement record_migration("store.record_migration",
                                 "INSERT INTO store_migration (module, number, name, hash) VALUES ($1, $2, $3, $4)");

const Statement step_sequence("store.step_sequence", "UPDATE store_sequence SET value = value + 1 WHERE name = $1");
const Statement begin_sequence("store.begin_sequence", "INSERT INTO store_sequence (name, value) VALUES ($1, 1)");
const Statement value_of_sequence("store.value_of_sequence", "SELECT value FROM store_sequence WHERE name = $1");

const Statement find_secret("store.find_secret", "SELECT value FROM store_secret WHERE name = $1");

const Statement keep_secret("store.keep_secret", "INSERT INTO store_secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING");

}  // namespace portico::store::tables
