#include "platform/store/postgres_connection.h"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <array>
#include <cstdlib>
#include <deque>

#include "base/text.h"

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
    if (column < 0 || column >= PQnfields(result_)) throw Broken(fmt::format("{}: there is no column {}", named_.name(), column));
    return PQgetisnull(result_, row_, column) == 1;
  }
  std::int64_t integer(int column) const override {
    const auto value = parse_integer(sent(column));
    if (!value) throw Broken(fmt::format("{}: column {} is not an integer", named_.name(), column));
    return *value;
  }
  double real(int column) const override {
    const auto value = parse_number(sent(column));
    if (!value) throw Broken(fmt::format("{}: column {} is not a number", named_.name(), column));
    return *value;
  }
  std::string_view text(int column) const override { return null(column) ? std::string_view{} : sent(column); }
  std::string_view blob(int column) const override {
    if (null(column)) return {};
    const std::string_view packed = sent(column);
    auto bytes = packed.starts_with("\\x") ? from_hex(packed.substr(2)) : std::nullopt;
    if (!bytes) throw Broken(fmt::format("{}: column {} is not a blob", named_.name(), column));
    return unpacked_.emplace_back(std::move(*bytes));
  }

 private:
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
  explicit Sent(Params params) {
    if (params.size() > values_.size()) throw Broken("too many parameters");
    for (const Param& param : params) std::visit([this](const auto& value) { add(value); }, param.held());
  }
  int count() const { return count_; }
  const char* const* values() const { return values_.data(); }
  const int* lengths() const { return lengths_.data(); }
  const int* formats() const { return formats_.data(); }

 private:
  void add(std::monostate) { put(nullptr, 0, 0); }
  void add(std::int64_t value) { add_text(fmt::to_string(value)); }
  void add(double value) { add_text(fmt::format("{}", value)); }
  void add(std::string_view text) { add_text(std::string(text)); }
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
  const char* const names[] = {"dbname", "application_name", "client_encoding", "connect_timeout", nullptr};
  const std::string application = "portico " + schema;  // pg_stat_activity then tells jurisdictions apart
  const char* const values[] = {url.c_str(), application.c_str(), "UTF8", "10", nullptr};
  session_ = PQconnectdbParams(names, values, 1);
  if (PQstatus(session_) != CONNECTION_OK) {
    const std::string why = plain(PQerrorMessage(session_));
    PQfinish(session_);
    throw SessionLost(fmt::format("cannot reach PostgreSQL: {}", why));
  }
  PQsetNoticeProcessor(session_, [](void*, const char*) {}, nullptr);
  try {
    run(fmt::format("SET search_path TO {}; SET TimeZone TO 'UTC'; SET idle_in_transaction_session_timeout TO '60s'; SET extra_float_digits TO 1",
                    quoted_identifier(schema)));
  } catch (...) {
    PQfinish(session_);
    throw;
  }
}

PostgresConnection::~PostgresConnection() { PQfinish(session_); }

bool PostgresConnection::alive() const { return PQstatus(session_) == CONNECTION_OK; }
bool PostgresConnection::in_transaction() const { return PQtransactionStatus(session_) != PQTRANS_IDLE; }

PostgresConnection::Result PostgresConnection::checked(Result result, std::string_view doing) {
  const ExecStatusType status = PQresultStatus(result.get());
  if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return result;
  const char* const code = PQresultErrorField(result.get(), PG_DIAG_SQLSTATE);
  const std::string state = code ? code : "";
  const std::string why = fmt::format("{}: {}", doing, plain(result ? PQresultErrorMessage(result.get()) : PQerrorMessage(session_)));
  // 57P01 to 57P05: the server ends the session; 08: the connection is broken; 25P03: the transaction idled too long.
  if (!alive() || state.starts_with("57P") || state.starts_with("08") || state == "25P03") throw SessionLost(why);
  if (state == "40001" || state == "40P01") throw TryAgain(why);
  if (state.starts_with("23")) throw ConstraintViolated(why);
  if (state.starts_with("53")) throw Full(why);
  throw Broken(why);
}

void PostgresConnection::run(const std::string& sql) { checked(Result(PQexec(session_, sql.c_str())), sql); }

void PostgresConnection::prepare(const Statement& statement) {
  if (statement.id() >= prepared_.size()) prepared_.resize(Statement::all().size(), false);
  if (prepared_[statement.id()]) return;
  const std::string name = fmt::to_string(statement.id()), text(statement.text(Dialect::postgres));
  checked(Result(PQprepare(session_, name.c_str(), text.c_str(), 0, nullptr)), statement.name());
  prepared_[statement.id()] = true;
}

PostgresConnection::Result PostgresConnection::ask(const Statement& statement, Params params) {
  prepare(statement);
  const Sent sent(params);
  const std::string name = fmt::to_string(statement.id());
  return checked(Result(PQexecPrepared(session_, name.c_str(), sent.count(), sent.values(), sent.lengths(), sent.formats(), 0)), statement.name());
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
