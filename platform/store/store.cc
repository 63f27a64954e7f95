#include "platform/store/store.h"

#include "platform/store/postgres_store.h"
#include "platform/store/sqlite_store.h"

namespace portico::store {

std::unique_ptr<Store> Store::open(const Settings& settings, std::span<const Migration> migrations) {
  return settings.postgres.empty() ? open_sqlite(settings, migrations) : open_postgres(settings, migrations);
}

}  // namespace portico::store
