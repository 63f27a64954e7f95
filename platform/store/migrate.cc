#include "platform/store/migrate.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/store/tables.h"

namespace portico::store {

const char* const migration_table =
    "CREATE TABLE IF NOT EXISTS store_migration ("
    "module TEXT NOT NULL, number BIGINT NOT NULL, name TEXT NOT NULL, sha256 TEXT NOT NULL, PRIMARY KEY (module, number))";

namespace {

std::string in_dialect(std::string_view sql, Dialect dialect) {
  constexpr std::string_view token = "KEY64";
  const std::string_view key = dialect == Dialect::sqlite ? "INTEGER PRIMARY KEY" : "BIGINT PRIMARY KEY";
  std::string text;
  for (std::size_t at = 0;;) {
    const std::size_t found = sql.find(token, at);
    text += sql.substr(at, found - at);
    if (found == std::string_view::npos) return text;
    text += key;
    at = found + token.size();
  }
}

using Applied = std::map<std::pair<std::string, std::int64_t>, std::string>;

void refuse_unknown(const Applied& applied, std::span<const Migration> migrations) {
  for (const auto& [key, hash] : applied) {
    const bool known = std::ranges::any_of(migrations, [&](const Migration& m) { return m.module == key.first && m.number == key.second; });
    if (!known) throw Broken(fmt::format("the database is newer than this program: it holds migration {} of {}", key.second, key.first));
  }
}

}  // namespace

void migrate(Tx& tx, std::span<const Migration> migrations, const std::function<void(const std::string&)>& run) {
  Applied applied;
  tx.query(tables::find_migrations, {}, [&](const Row& row) { applied[{std::string(row.text(0)), row.integer(1)}] = std::string(row.text(2)); });
  refuse_unknown(applied, migrations);
  for (const Migration& migration : migrations) {
    const std::string hash = hex(crypto::view(crypto::sha256(migration.sql)));
    const auto known = applied.find({std::string(migration.module), migration.number});
    if (known == applied.end()) {
      run(in_dialect(migration.sql, tx.dialect()));
      tx.execute(tables::record_migration, {migration.module, migration.number, migration.name, hash});
    } else if (known->second != hash) {
      throw Broken(fmt::format("migration {} of {} was altered after it had been applied", migration.name, migration.module));
    }
  }
}

}  // namespace portico::store
