#include "platform/store/tables.h"

namespace portico::store::tables {

const Statement draw_number{"store.draw_number",
                            "INSERT INTO store_sequence (name, last) VALUES ($1, 1) "
                            "ON CONFLICT (name) DO UPDATE SET last = store_sequence.last + 1 RETURNING last"};

const Statement find_migrations{"store.find_migrations", "SELECT module, number, sha256 FROM store_migration"};

const Statement record_migration{"store.record_migration", "INSERT INTO store_migration (module, number, name, sha256) VALUES ($1, $2, $3, $4)"};

const Statement keep_secret{"store.keep_secret", "INSERT INTO store_secret (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING"};

const Statement find_secret{"store.find_secret", "SELECT value FROM store_secret WHERE name = $1"};

}  // namespace portico::store::tables
