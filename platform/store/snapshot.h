// What a database holds at one moment, as one file beside others: the heart of a back-up.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "platform/store/store.h"

namespace portico::store {

// "portico.db" of the embedded database; "portico.dump", in pg_dump's custom format, of PostgreSQL.
std::string_view snapshot_name(Dialect dialect);

// Writes the snapshot into a folder that has none yet, while others read and write the database. On PostgreSQL it holds one schema, without
// owners and rights, and pg_dump has to be at hand. The file is not yet synced. Throws Broken.
void write_snapshot(const Settings& settings, const std::filesystem::path& folder);

// Reads all of it, as its database's own means do. Throws Broken, with what they found.
void check_snapshot(Dialect dialect, const std::filesystem::path& folder);

// Brings it back: into settings.folder, which has no database, or into settings.schema, which must not be there and must be called as it
// was when the snapshot was written (pg_restore gives no other name). All or nothing on PostgreSQL. Throws Broken.
void restore_snapshot(const Settings& settings, const std::filesystem::path& folder);

// PostgreSQL: whether the schema is there, and the schema under another name. The embedded database lies in the data folder.
bool has_schema(const Settings& settings);
void rename_schema(const Settings& settings, const std::string& name);

}  // namespace portico::store
