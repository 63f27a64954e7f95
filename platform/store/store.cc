#include "platform/store/store.h"

#include "platform/store/postgres_store.h"
#include "platform/store/sqlite_store.h"

namespace portico::store {

std::unique_ptr<Store> Store::open(const Settings& settings, std::span<const Migration> migrations) {
  if (!settings.postgres.empty()) return std::make_unique<PostgresStore>(settings, migrations);
  return std::make_unique<SqliteStore>(settings, migrations);
}

}  // namespace portico::store
