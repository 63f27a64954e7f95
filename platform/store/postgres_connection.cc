#include "platform/store/postgres_connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <cmath>
#include <cstdlib>
#include <deque>

#include "base/text.h"
#include "platform/store/disk.h"

namespace portico::store {
namespace {

// Values come as text: PostgreSQL's sums are numerics, which have no plain binary form.
class PostgresRow final : public Row {
 public:
  PostgresRow(const pg_result* result, const Statement& named) : result_(result), named_(named) {}
  void stand_on(int row) {
    row_ = row;
    unpacked_.clear();
  }
  bool null(int column) const override {
    if (column < 0 || column >= PQnfields(result_)) wrong(column, "column of this answer");
    return PQgetisnull(result_, row_, column) == 1;
  }
  std::int64_t integer(int column) const override {
    if (!null(column) && kind(column) == boolean) return sent(column) == "t" ? 1 : 0;
    const auto value = parse_integer(sent(column));
    if (!value) wrong(column, "integer");
    return *value;
  }
  double real(int column) const override {
    const auto value = parse_number(sent(column));
    if (!value) wrong(column, "number");
    return *value;
  }
  std::string_view text(int column) const override {
    if (null(column)) return {};
    switch (kind(column)) {  // as SQLite has it: what is no text is not read as one
      case bytes:
      case boolean:
      case int8:
      case int2:
      case int4:
      case float4:
      case float8:
      case numeric:
        wrong(column, "text");
      default:
        return sent(column);
    }
  }
  std::string_view blob(int column) const override {
    if (null(column)) return {};
    auto raw = kind(column) == bytes ? from_hex(sent(column).substr(2)) : std::nullopt;  // "\\x…"
    if (!raw) wrong(column, "blob");
    return unpacked_.emplace_back(std::move(*raw));
  }

 private:
  enum Kind : unsigned {
    boolean = 16,
    bytes = 17,
    int8 = 20,
    int2 = 21,
    int4 = 23,
    float4 = 700,
    float8 = 701,
    numeric = 1700
  };  // pg_type
  Kind kind(int column) const { return static_cast<Kind>(PQftype(result_, column)); }
  [[noreturn]] void wrong(int column, const char* wanted) const {
    throw std::logic_error(fmt::format("{}: column {} is no {}", named_.name(), column, wanted));
  }
  std::string_view sent(int column) const {
    if (null(column)) return {};
    return {PQgetvalue(result_, row_, column), static_cast<std::size_t>(PQgetlength(result_, row_, column))};
  }

  const pg_result* result_;
  const Statement& named_;
  int row_ = 0;
  mutable std::deque<std::string> unpacked_;  // blobs of this row, kept where views of them point
};

// Parameters in the form that libpq wants: text, but for blobs.
class Sent {
 public:
  Sent(Params params, const Statement& named) : named_(named) {
    if (params.size() > values_.size()) throw std::logic_error("too many parameters");
    for (const Param& param : params) std::visit([this](const auto& value) { add(value); }, param.held());
  }
  int count() const { return count_; }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(std::monostate) { put(nullptr, 0, 0); }
  void add(std::int64_t value) { add_text(fmt::to_string(value)); }
  void add(double value) {
    if (!std::isfinite(value)) throw std::logic_error(fmt::format("{}: a number that is not finite", named_.name()));
    add_text(fmt::format("{}", value));
  }
  void add(std::string_view text) {
    if (text.find('\0') != std::string_view::npos) throw Broken(fmt::format("{}: text with a NUL in it", named_.name()));
    add_text(std::string(text));
  }
  void add(Blob blob) { put(blob.bytes.data() ? blob.bytes.data() : "", static_cast<int>(blob.bytes.size()), 1); }
  void add_text(std::string text) {
    const std::string& kept = texts_.emplace_back(std::move(text));
    put(kept.c_str(), static_cast<int>(kept.size()), 0);
  }
  void put(const char* value, int length, int format) {
    const auto at = static_cast<std::size_t>(count_++);
    values_[at] = value;
    lengths_[at] = length;
    formats_[at] = format;
  }

  const Statement& named_;
  std::deque<std::string> texts_;
  std::array<const char*, 64> values_{};
  std::array<int, 64> lengths_{}, formats_{};
  int count_ = 0;
};

std::string plain(const char* message) { return std::string(trim(message ? message : "")); }

}  // namespace

std::string quoted_identifier(std::string_view name) {
  std::string quoted = "\"";
  for (const char c : name) {
    if (c == '"') quoted += '"';
    quoted += c;
  }
  return quoted + "\"";
}

void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::PostgresConnection(const std::string& url, const std::string& schema) {
  const char* const names[] = {"dbname", "application_name", "client_encoding", "connect_timeout", "tcp_user_timeout", nullptr};
  const std::string application = "portico " + schema;  // pg_stat_activity then tells jurisdictions apart
  const char* const values[] = {url.c_str(), application.c_str(), "UTF8", "10", "30000", nullptr};
  session_ = PQconnectdbParams(names, values, 1);
  if (PQstatus(session_) != CONNECTION_OK) {
    const std::string why = plain(PQerrorMessage(session_));
    PQfinish(session_);
    throw SessionLost(fmt::format("cannot reach PostgreSQL: {}", why));
  }
  PQsetNoticeProcessor(session_, [](void*, const char*) {}, nullptr);
  try {
    run(fmt::format(
        "SET search_path TO {}; SET TimeZone TO 'UTC'; SET idle_in_transaction_session_timeout TO '60s'; SET extra_float_digits TO 1",
        quoted_identifier(schema)));
  } catch (...) {
    PQfinish(session_);
    throw;
  }
}

PostgresConnection::~PostgresConnection() { PQfinish(session_); }

bool PostgresConnection::alive() const { return PQstatus(session_) == CONNECTION_OK; }

PostgresConnection::Result PostgresConnection::checked(Result result, std::string_view doing) {
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
  const char* const code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  const std::string state = code ? code : "";
  // The primary message alone: the detail beside it quotes values, which may be personal and would go into logs.
  const char* const primary = PQresultErrorField(result.get(), PG_DIAG_MESSAGE_PRIMARY);
  const std::string why = fmt::format("{}: {}", doing, plain(primary ? primary : PQerrorMessage(session_)));
  // 57P01 to 57P05: the server ends the session; 08: the connection is broken; 25P03: the transaction idled too long.
  if (!alive() || state.starts_with("57P") || state.starts_with("08") || state == "25P03") throw SessionLost(why);
  if (state == "40001" || state == "40P01") {
    another_try_ = true;
    throw TryAgain(why);
  }
  if (state.starts_with("23")) throw ConstraintViolated(why);
  if (state == "53100") throw DiskFull(why);
  if (state.starts_with("53")) throw Full(why);
  if (state == "25006") throw DiskReadOnly(why);
  throw Broken(why);
}

void PostgresConnection::run(const std::string& sql) { checked(Result(PQexec(session_, sql.c_str())), sql); }

void PostgresConnection::commit() {
  const Result result = checked(Result(PQexec(session_, "COMMIT")), "COMMIT");
  if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") throw Broken("COMMIT: the server rolled back");
}

bool PostgresConnection::ended() {
  if (!alive()) return false;
  if (PQtransactionStatus(session_) == PQTRANS_IDLE) return true;
  try {
    control("ROLLBACK");
    return true;
  } catch (const Broken&) {
    return false;
  }
}

std::string PostgresConnection::quoted_text(std::string_view text) {
  char* const quoted = PQescapeLiteral(session_, text.data(), text.size());
  if (quoted == nullptr) throw Broken(plain(PQerrorMessage(session_)));
  std::string kept = quoted;
  PQfreemem(quoted);
  return kept;
}

void PostgresConnection::prepare(const Statement& statement) {
  if (statement.id() >= prepared_.size()) prepared_.resize(statement.id() + 1, false);
  if (prepared_[statement.id()]) return;
  const std::string name = fmt::to_string(statement.id()), text(statement.text(Dialect::postgres));
  checked(Result(PQprepare(session_, name.c_str(), text.c_str(), 0, nullptr)), statement.name());
  prepared_[statement.id()] = true;
}

PostgresConnection::Result PostgresConnection::ask(const Statement& statement, Params params) {
  prepare(statement);
  const Sent sent(params, statement);
  const std::string name = fmt::to_string(statement.id());
  Result result = checked(Result(PQexecPrepared(session_, name.c_str(), sent.count(), sent.values(), sent.lengths(), sent.formats(), 0)),
                          statement.name());
  const std::string_view did = PQcmdStatus(result.get());
  if (!did.starts_with("SELECT") && std::string_view(PQcmdTuples(result.get())) != "0") written_ = true;
  return result;
}

void PostgresConnection::query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) {
  const Result result = ask(statement, params);
  PostgresRow row(result.get(), statement);
  for (int i = 0; i < PQntuples(result.get()); ++i) {
    row.stand_on(i);
    each(row);
  }
}

std::int64_t PostgresConnection::execute(const Statement& statement, Params params) {
  const Result result = ask(statement, params);
  return parse_integer(PQcmdTuples(result.get())).value_or(0);
}

}  // namespace portico::store
