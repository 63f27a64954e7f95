// Migrations: each applied once, in the order given, and never altered afterwards.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "platform/store/store.h"

namespace portico::store {

// The table that remembers what was applied; made before anything is read from it.
extern const char* const migration_table;

// Applies what is missing, inside the transaction that the caller holds. `run` runs a script of several statements.
// Throws Broken where a migration was altered since it was applied, or the database holds one that this program does not know.
void migrate(Tx& tx, std::span<const Migration> migrations, const std::function<void(const std::string& script)>& run);

}  // namespace portico::store
