#include "platform/store/sqlite.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <mutex>

#include "platform/store/disk.h"

namespace portico::store {
namespace {

constexpr int busy_milliseconds = 5000;  // only a stranger's process (the sqlite3 shell) can make the lane wait

void configure_once() {
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });  // its counters are one lock for all threads
}

[[noreturn]] void wrong_type(sqlite3_stmt* statement, int column, const char* wanted) {
  throw std::logic_error(std::string(sqlite3_sql(statement)) + ": column " + std::to_string(column) + " is no " + wanted);
}

class SqliteRow final : public Row {
 public:
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement), columns_(sqlite3_column_count(statement)) {}

  bool null(int column) const override { return type(column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override {
    if (type(column) != SQLITE_INTEGER) wrong_type(statement_, column, "integer");
    return sqlite3_column_int64(statement_, column);
  }
  double real(int column) const override {
    const int found = type(column);
    if (found != SQLITE_FLOAT && found != SQLITE_INTEGER) wrong_type(statement_, column, "number");
    return sqlite3_column_double(statement_, column);
  }
  std::string_view text(int column) const override {
    const int found = type(column);
    if (found == SQLITE_NULL) return {};
    if (found != SQLITE_TEXT) wrong_type(statement_, column, "text");
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::string_view blob(int column) const override {
    const int found = type(column);
    if (found == SQLITE_NULL) return {};
    if (found != SQLITE_BLOB) wrong_type(statement_, column, "blob");
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  int type(int column) const {
    if (column < 0 || column >= columns_) wrong_type(statement_, column, "column of this answer");
    return sqlite3_column_type(statement_, column);
  }
  sqlite3_stmt* statement_;
  int columns_;
};

struct Binder {
  sqlite3_stmt* statement;
  int at;
  std::string_view name;

  int operator()(std::monostate) const { return sqlite3_bind_null(statement, at); }
  int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, at, value); }
  int operator()(double value) const {
    if (!std::isfinite(value)) throw std::logic_error(std::string(name) + ": a number that is not finite");  // SQLite would store NULL
    return sqlite3_bind_double(statement, at, value);
  }
  int operator()(std::string_view text) const {
    if (!text.empty() && std::memchr(text.data(), 0, text.size()) != nullptr)
      throw Broken(std::string(name) + ": text with a NUL in it");  // as PostgreSQL has it
    return sqlite3_bind_text64(statement, at, text.empty() ? "" : text.data(), text.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  int operator()(Blob blob) const {
    return sqlite3_bind_blob64(statement, at, blob.bytes.empty() ? "" : blob.bytes.data(), blob.bytes.size(), SQLITE_STATIC);
  }
};

// A bound, in KiB. The inner pages of all indexes should find room in it, and for the lane the leaves that it writes. Not more than that
// for the lane: with each commit to a database under 1 GB SQLite looks through all that it holds, once it has met the page of the locks.
std::int64_t cache_kib(Sqlite::Mode mode, std::int64_t bytes) {
  const std::int64_t kib = bytes / 1024;
  if (mode == Sqlite::Mode::write) return std::clamp<std::int64_t>(kib / 64, 32 << 10, 256 << 10);
  return std::clamp<std::int64_t>(kib / 16, 2 << 10, 16 << 10);
}

}  // namespace

bool is_suspect(int code) {
  switch (code & 0xff) {
    case SQLITE_IOERR:
      return code != SQLITE_IOERR_NOMEM;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
      return true;
    default:
      return false;
  }
}

Sqlite::Sqlite(const std::filesystem::path& file, Mode mode) : file_(file), mode_(mode) {
  configure_once();
  const int flags = mode == Mode::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(file.c_str(), &db_, flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, nullptr);
  if (code != SQLITE_OK) {
    const std::string why = db_ != nullptr ? sqlite3_errmsg(db_) : "no memory";
    sqlite3_close_v2(db_);
    throw Broken("The database " + file.string() + " cannot be opened: " + why + ".");
  }
  sqlite3_busy_timeout(db_, busy_milliseconds);
  try {
    if (mode == Mode::write)
      script(
          "PRAGMA page_size = 4096; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; "
          "PRAGMA temp_store = MEMORY; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;");
    else
      script("PRAGMA temp_store = MEMORY;");
    fit_cache();
  } catch (...) {
    sqlite3_close_v2(db_);
    throw;
  }
}

Sqlite::~Sqlite() {
  for (const Prepared& one : prepared_) sqlite3_finalize(one.handle);
  for (sqlite3_stmt* one : controls_) sqlite3_finalize(one);
  sqlite3_close_v2(db_);
}

void Sqlite::fit_cache() {
  std::error_code unknown;
  const auto bytes = std::filesystem::file_size(file_, unknown);
  script("PRAGMA cache_size = -" + std::to_string(cache_kib(mode_, unknown ? 0 : static_cast<std::int64_t>(bytes))));
}

void Sqlite::fail(int code, std::string_view doing) const {
  const std::string message = std::string(doing) + ": " + sqlite3_errmsg(db_);
  if ((code & 0xff) == SQLITE_CONSTRAINT) throw ConstraintViolated(message);
  switch (trouble(code)) {
    case Trouble::full:
      throw DiskFull(message);
    case Trouble::read_only:
      throw DiskReadOnly(message);
    case Trouble::other:
      break;
  }
  throw Broken(message);
}

// A disk that has just been turned read-only first fails a write like any other error; from the next command on its name is known.
Sqlite::Trouble Sqlite::trouble(int code) {
  if ((code & 0xff) == SQLITE_FULL) return Trouble::full;
  return (code & 0xff) == SQLITE_READONLY ? Trouble::read_only : Trouble::other;
}

int Sqlite::control(Control what) {
  static constexpr const char* texts[] = {"BEGIN",           "BEGIN IMMEDIATE",    "COMMIT", "ROLLBACK", "SAVEPOINT command",
                                          "RELEASE command", "ROLLBACK TO command"};
  const auto which = static_cast<std::size_t>(what);
  sqlite3_stmt*& statement = controls_[which];
  if (statement == nullptr) {
    const int code = sqlite3_prepare_v3(db_, texts[which], -1, SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return code;
  }
  const int code = sqlite3_step(statement);
  sqlite3_reset(statement);
  return code == SQLITE_DONE ? SQLITE_OK : code;
}

void Sqlite::must(Control what) {
  const int code = control(what);
  if (code != SQLITE_OK) fail(code, "transaction");
}

void Sqlite::script(const std::string& sql) {
  const int code = sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, "script");
}

Sqlite::Prepared Sqlite::make(const Statement& statement) {
  Prepared made;
  made.statement = &statement;
  const std::string_view text = statement.text(Dialect::sqlite);
  const int code = sqlite3_prepare_v3(db_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT, &made.handle, nullptr);
  if (code != SQLITE_OK) fail(code, statement.name());
  made.writes = sqlite3_stmt_readonly(made.handle) == 0;
  for (int at = 1; at <= sqlite3_bind_parameter_count(made.handle); ++at) {
    const char* name = sqlite3_bind_parameter_name(made.handle, at);
    const int number = name != nullptr && name[0] == '$' ? std::atoi(name + 1) : 0;
    if (number < 1) {
      sqlite3_finalize(made.handle);
      throw Broken(std::string(statement.name()) + ": parameters are written $1, $2 …");
    }
    made.order.push_back(number - 1);
    made.count = std::max(made.count, number);
  }
  return made;
}

Sqlite::Prepared& Sqlite::prepared(const Statement& statement) {
  if (statement.id() >= prepared_.size()) prepared_.resize(statement.id() + 1);
  Prepared& found = prepared_[statement.id()];
  if (found.handle == nullptr) found = make(statement);
  return found;
}

Sqlite::Use::Use(Sqlite& sqlite, Prepared& cached)
    : nested(cached.busy ? std::make_unique<Prepared>(sqlite.make(*cached.statement)) : nullptr), prepared(nested ? *nested : cached) {
  prepared.busy = true;
}

Sqlite::Use::~Use() {
  sqlite3_reset(prepared.handle);
  prepared.busy = false;
  if (nested) sqlite3_finalize(nested->handle);
}

void Sqlite::bind(Prepared& prepared, Params params) {
  const std::string_view name = prepared.statement->name();
  if (params.size() != static_cast<std::size_t>(prepared.count))
    throw std::logic_error(std::string(name) + ": takes " + std::to_string(prepared.count) + " parameters, not " +
                           std::to_string(params.size()));
  int at = 0;
  for (const int which : prepared.order) {
    ++at;
    const int code = std::visit(Binder{prepared.handle, at, name}, (params.begin() + which)->held());
    if (code != SQLITE_OK) fail(code, name);
  }
}

std::int64_t Sqlite::step(Prepared& prepared, Params params, const std::function<void(const Row&)>* each) {
  bind(prepared, params);
  const std::int64_t before = sqlite3_total_changes64(db_);
  const SqliteRow row(prepared.handle);
  int code = sqlite3_step(prepared.handle);
  for (; code == SQLITE_ROW; code = sqlite3_step(prepared.handle))
    if (each != nullptr) (*each)(row);
  if (code != SQLITE_DONE) fail(code, prepared.statement->name());
  return prepared.writes && sqlite3_total_changes64(db_) != before ? sqlite3_changes64(db_) : 0;
}

}  // namespace portico::store
