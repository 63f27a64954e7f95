// A schema of PostgreSQL as a file, by PostgreSQL's own programs (pg_dump, pg_restore), which have to be on the PATH.
#pragma once

#include <filesystem>

#include "platform/store/store.h"

namespace portico::store {

void dump_schema(const Settings& settings, const std::filesystem::path& file);
void read_dump(const std::filesystem::path& file);
void restore_schema(const Settings& settings, const std::filesystem::path& file);

}  // namespace portico::store
