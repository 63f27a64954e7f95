#include "platform/store/snapshot.h"

#include "platform/store/postgres_snapshot.h"
#include "platform/store/sqlite.h"

namespace portico::store {
namespace {

namespace fs = std::filesystem;

std::string sql_text(std::string_view text) {
  std::string all = "'";
  for (const char letter : text) all += letter == '\'' ? std::string("''") : std::string(1, letter);
  return all + "'";
}

std::string answer(Sqlite& db, const char* question) {
  std::string lines;
  const auto add = [](void* to, int columns, char** values, char**) {
    if (columns > 0 && values[0] != nullptr) *static_cast<std::string*>(to) += std::string(values[0]) + "\n";
    return 0;
  };
  if (const int code = sqlite3_exec(db.handle(), question, add, &lines, nullptr); code != SQLITE_OK) db.fail(code, question);
  return lines;
}

void check_sqlite(const fs::path& file) {
  Sqlite db(file, Sqlite::Mode::read);
  if (const std::string found = answer(db, "PRAGMA integrity_check"); found != "ok\n")
    throw Broken("The database " + file.string() + " is damaged: " + found);
}

bool on_postgres(const Settings& settings) { return !settings.postgres.empty(); }

}  // namespace

std::string_view snapshot_name(Dialect dialect) { return dialect == Dialect::sqlite ? "portico.db" : "portico.dump"; }

void write_snapshot(const Settings& settings, const fs::path& folder) {
  if (on_postgres(settings)) return dump_schema(settings, folder / snapshot_name(Dialect::postgres));
  // One read transaction, never stepped copies: under load those begin again for ever.
  Sqlite db(settings.folder / snapshot_name(Dialect::sqlite), Sqlite::Mode::read);
  db.script("VACUUM INTO " + sql_text((folder / snapshot_name(Dialect::sqlite)).string()));
}

void check_snapshot(Dialect dialect, const fs::path& folder) {
  const fs::path file = folder / snapshot_name(dialect);
  dialect == Dialect::sqlite ? check_sqlite(file) : read_dump(file);
}

void restore_snapshot(const Settings& settings, const fs::path& folder) {
  if (on_postgres(settings)) return restore_schema(settings, folder / snapshot_name(Dialect::postgres));
  const fs::path name(snapshot_name(Dialect::sqlite));
  std::error_code failed;
  fs::copy_file(folder / name, settings.folder / name, failed);
  if (failed) throw Broken("The database cannot be copied to " + settings.folder.string() + ": " + failed.message() + ".");
}

}  // namespace portico::store
