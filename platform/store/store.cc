#include "platform/store/store.h"

#include "platform/store/sqlite_store.h"

namespace portico::store {

std::unique_ptr<Store> Store::open(const Settings& settings, std::span<const Migration> migrations) {
  if (!settings.postgres.empty()) throw Broken("PostgreSQL is not built in yet");
  return std::make_unique<SqliteStore>(settings, migrations);
}

}  // namespace portico::store
