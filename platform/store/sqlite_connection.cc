#include "platform/store/sqlite_connection.h"

#include <fmt/format.h>
#include <sqlite3.h>

namespace portico::store {
namespace {

constexpr int busy_milliseconds = 10'000;

class SqliteRow final : public Row {
 public:
  SqliteRow(sqlite3_stmt* statement, const Statement& named) : statement_(statement), named_(named) {}
  bool null(int column) const override { return type(column) == SQLITE_NULL; }
  std::int64_t integer(int column) const override {
    expect(column, SQLITE_INTEGER, "an integer");
    return sqlite3_column_int64(statement_, column);
  }
  double real(int column) const override {
    if (type(column) == SQLITE_INTEGER) return static_cast<double>(sqlite3_column_int64(statement_, column));
    expect(column, SQLITE_FLOAT, "a number");
    return sqlite3_column_double(statement_, column);
  }
  std::string_view text(int column) const override {
    if (type(column) == SQLITE_NULL) return {};
    expect(column, SQLITE_TEXT, "text");
    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }
  std::string_view blob(int column) const override {
    if (type(column) == SQLITE_NULL) return {};
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
  }

 private:
  int type(int column) const {
    if (column < 0 || column >= sqlite3_column_count(statement_)) throw Broken(fmt::format("{}: there is no column {}", named_.name(), column));
    return sqlite3_column_type(statement_, column);
  }
  void expect(int column, int wanted, std::string_view word) const {
    if (type(column) != wanted) throw Broken(fmt::format("{}: column {} is not {}", named_.name(), column, word));
  }

  sqlite3_stmt* statement_;
  const Statement& named_;
};

// Leaves the statement ready for its next use, whatever happened.
class Using {
 public:
  explicit Using(sqlite3_stmt* statement) : statement_(statement) {}
  ~Using() { sqlite3_reset(statement_); }
  Using(const Using&) = delete;

 private:
  sqlite3_stmt* statement_;
};

}  // namespace

SqliteConnection::SqliteConnection(const std::filesystem::path& file, Access access) {
  const int flags = SQLITE_OPEN_NOMUTEX | (access == Access::read ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
  if (const int code = sqlite3_open_v2(file.c_str(), &db_, flags, nullptr); code != SQLITE_OK) {
    const std::string why = db_ ? sqlite3_errmsg(db_) : sqlite3_errstr(code);
    sqlite3_close(db_);
    throw Broken(fmt::format("cannot open {}: {}", file.string(), why));
  }
  sqlite3_busy_timeout(db_, busy_milliseconds);
  sqlite3_extended_result_codes(db_, 1);
  run("PRAGMA temp_store=memory; PRAGMA foreign_keys=on; PRAGMA cache_size=-16000;");
  if (access == Access::read) run("PRAGMA query_only=on;");
}

SqliteConnection::~SqliteConnection() {
  for (sqlite3_stmt* statement : prepared_) sqlite3_finalize(statement);
  sqlite3_close(db_);
}

void SqliteConnection::fail(int code, std::string_view doing) {
  const std::string why = fmt::format("{}: {}", doing, sqlite3_errmsg(db_));
  const int kind = code & 0xff;
  if (kind == SQLITE_IOERR || kind == SQLITE_CORRUPT) disk_failed_ = true;
  if (kind == SQLITE_CONSTRAINT) throw ConstraintViolated(why);
  if (kind == SQLITE_FULL) throw Full(why);
  throw Broken(why);
}

void SqliteConnection::run(const char* sql) {
  if (const int code = sqlite3_exec(db_, sql, nullptr, nullptr, nullptr); code != SQLITE_OK) fail(code, sql);
}

sqlite3_stmt* SqliteConnection::prepared(const Statement& statement) {
  if (statement.id() >= prepared_.size()) prepared_.resize(Statement::all().size(), nullptr);
  sqlite3_stmt*& made = prepared_[statement.id()];
  if (made == nullptr) {
    const std::string_view text = statement.text(Dialect::sqlite);
    const int code = sqlite3_prepare_v3(db_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT, &made, nullptr);
    if (code != SQLITE_OK) fail(code, statement.name());
  }
  return made;
}

void SqliteConnection::bind(sqlite3_stmt* statement, const Statement& named, Params params) {
  int number = 0;
  for (const Param& param : params) {
    ++number;
    const char name[3] = {'$', static_cast<char>('0' + number % 10), '\0'};
    const int index = number < 10 ? sqlite3_bind_parameter_index(statement, name) : sqlite3_bind_parameter_index(statement, fmt::format("${}", number).c_str());
    if (index == 0) throw Broken(fmt::format("{}: there is no parameter ${}", named.name(), number));
    struct Binder {
      sqlite3_stmt* statement;
      int index;
      int operator()(std::monostate) const { return sqlite3_bind_null(statement, index); }
      int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
      int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
      int operator()(std::string_view text) const { return sqlite3_bind_text(statement, index, text.data() ? text.data() : "", static_cast<int>(text.size()), SQLITE_STATIC); }
      int operator()(Blob blob) const {
        return sqlite3_bind_blob(statement, index, blob.bytes.data() ? blob.bytes.data() : "", static_cast<int>(blob.bytes.size()), SQLITE_STATIC);
      }
    };
    if (const int code = std::visit(Binder{statement, index}, param.held()); code != SQLITE_OK) fail(code, named.name());
  }
  if (number != sqlite3_bind_parameter_count(statement))
    throw Broken(fmt::format("{}: {} parameters given, {} wanted", named.name(), number, sqlite3_bind_parameter_count(statement)));
}

void SqliteConnection::query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) {
  sqlite3_stmt* made = prepared(statement);
  if (sqlite3_stmt_busy(made)) throw Broken(fmt::format("{}: used again inside its own rows", statement.name()));
  const Using guard(made);
  bind(made, statement, params);
  const SqliteRow row(made, statement);
  for (;;) {
    const int code = sqlite3_step(made);
    if (code == SQLITE_DONE) return;
    if (code != SQLITE_ROW) fail(code, statement.name());
    each(row);
  }
}

std::int64_t SqliteConnection::execute(const Statement& statement, Params params) {
  const std::int64_t before = sqlite3_total_changes64(db_);
  query(statement, params, [](const Row&) {});
  return sqlite3_total_changes64(db_) - before;
}

bool SqliteConnection::in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
std::int64_t SqliteConnection::changes() const { return sqlite3_total_changes64(db_); }

int SqliteConnection::checkpoint_passive(int& frames_in_wal, int& frames_moved) {
  return sqlite3_wal_checkpoint_v2(db_, nullptr, SQLITE_CHECKPOINT_PASSIVE, &frames_in_wal, &frames_moved);
}

}  // namespace portico::store
