#include "platform/store/migrate.h"

#include <map>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/store/migrations.h"
#include "platform/store/tables.h"

namespace portico::store {
namespace {

constexpr std::string_view own_module = "platform/store";

struct Applied {
  std::string name, hash;
};
using Key = std::pair<std::string, int>;  // module, number

std::string hash_of(const Migration& migration) { return hex(crypto::view(crypto::sha256(migration.sql))); }

// The store's own come first, as the others are recorded in its table; callers may or may not list them.
std::vector<Migration> with_own(std::span<const Migration> given) {
  std::vector<Migration> all;
  for (const Migration& own : store::migrations()) all.push_back(own);
  for (const Migration& one : given)
    if (one.module != own_module) all.push_back(one);
  return all;
}

std::map<Key, Applied> read_applied(Reader& reader) {
  std::map<Key, Applied> found;
  if (reader.one(tables::has_migrations, {}, [](const Row& row) { return row.integer(0); }).value_or(0) == 0) return found;
  reader.query(tables::applied, {}, [&](const Row& row) {
    found[{std::string(row.text(0)), static_cast<int>(row.integer(1))}] = {std::string(row.text(2)), std::string(row.text(3))};
  });
  return found;
}

// Takes out of `applied` what the program knows; what then remains was made by a newer program.
std::vector<Migration> missing(std::map<Key, Applied> applied, const std::vector<Migration>& known, std::string_view where) {
  std::vector<Migration> left;
  std::map<std::string_view, int> last;
  for (const Migration& migration : known) {
    if (migration.number != ++last[migration.module])
      throw std::logic_error(std::string(migration.module) + ": migrations must be numbered 1, 2, 3 … in the order given");
    const auto found = applied.find({std::string(migration.module), migration.number});
    if (found == applied.end()) {
      left.push_back(migration);
      continue;
    }
    if (found->second.hash != hash_of(migration))
      throw Broken("The migration " + std::string(migration.module) + "/migrations/" + found->second.name +
                   " was altered after it had been applied to " + std::string(where) + ". Use the program that this data belongs to.");
    applied.erase(found);
  }
  if (!applied.empty()) {
    const auto& [key, unknown] = *applied.begin();
    throw Broken("The data in " + std::string(where) + " is newer than this program: it has the migration " + key.first + "/migrations/" +
                 unknown.name + ", which this program does not know. Use a newer one.");
  }
  return left;
}

bool in_word(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }

// What stands between "-- only sqlite" (or postgres) and "-- both" is for that database alone.
std::string lines_for(Dialect dialect, std::string_view sql) {
  if (sql.find("-- only ") == std::string_view::npos) return std::string(sql);
  const std::string_view other = dialect == Dialect::sqlite ? "-- only postgres" : "-- only sqlite";
  std::string text;
  bool taken = true;
  for (const auto line : split(sql, '\n')) {
    if (line.starts_with("-- only ")) taken = line != other;
    if (line == "-- both") taken = true;
    if (taken) text.append(line).append("\n");
  }
  return text;
}

}  // namespace

std::string text_for(Dialect dialect, std::string_view whole) {
  const std::string sql = lines_for(dialect, whole);
  constexpr std::string_view token = "KEY64";
  const std::string_view key = dialect == Dialect::sqlite ? "INTEGER PRIMARY KEY" : "BIGINT PRIMARY KEY";
  std::string text;
  std::size_t from = 0;
  for (std::size_t at = sql.find(token); at != std::string::npos; at = sql.find(token, at + token.size())) {
    const std::size_t end = at + token.size();
    if ((at > 0 && in_word(sql[at - 1])) || (end < sql.size() && in_word(sql[end]))) continue;
    text.append(sql, from, at - from).append(key);
    from = end;
  }
  return text.append(sql, from);
}

void migrate(Migrated& database, std::span<const Migration> migrations, std::string_view where, bool only_check) {
  const std::vector<Migration> left = missing(read_applied(database.reader()), with_own(migrations), where);
  if (only_check && !left.empty())
    throw Broken("The data in " + std::string(where) + " is older than this program: start `portico serve` with it once.");
  if (left.empty()) return;
  std::string_view module, name;
  database.begin();
  try {
    for (const Migration& migration : left) {
      module = migration.module;
      name = migration.name;
      database.script(text_for(database.reader().dialect(), migration.sql));
      database.execute(tables::record_migration, {module, migration.number, name, hash_of(migration)});
    }
    database.commit();
  } catch (const Broken& why) {
    database.rollback();
    throw Broken("The migration " + std::string(module) + "/migrations/" + std::string(name) + " failed in " + std::string(where) + ": " +
                 why.what());
  }
}

}  // namespace portico::store
