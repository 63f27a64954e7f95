// The database behind Portico: SQLite in a folder, or PostgreSQL. Everything above sees only what stands in this header.
//
// Reading:  store.read([&](Reader& reader) { … })        one consistent snapshot, on the calling thread; keep it short (under 5 s)
// Writing:  store.run<T>([&](Tx& tx) -> Outcome<T> { … })  blocks until durable or refused
//           store.submit<T>(command, done)                 returns at once; done is called when it is durable or refused
//
// A command runs on the write lane, in a transaction that only the lane begins and commits. It may be run twice (after a batch was
// rolled back, after a serialization failure): it must change nothing but the database. Nothing in memory may change before `done`.
#pragma once

#include <chrono>
#include <cstdint>
#include <exception>
#include <filesystem>
#include <functional>
#include <future>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/outcome.h"

namespace portico::store {

enum class Dialect { sqlite, postgres };

// A named constant: plain SQL with $1 … $9, each first met in order. Statements register themselves, so that a test can prepare every
// one on both databases. Give a second text only where the databases must differ, and say why beside it. A statement lives for ever: as
// a constant of a tables.cc, or as a static in a test.
class Statement {
 public:
  Statement(std::string_view name, std::string_view sql) : Statement(name, sql, sql) {}
  Statement(std::string_view name, std::string_view sqlite, std::string_view postgres);
  Statement(const Statement&) = delete;

  std::string_view name() const { return name_; }  // "cases.insert_case"
  std::string_view text(Dialect dialect) const { return dialect == Dialect::sqlite ? sqlite_ : postgres_; }
  std::size_t id() const { return id_; }  // dense, from 0: a connection keeps its prepared ones in an array
  static const std::vector<const Statement*>& all();

 private:
  std::string_view name_, sqlite_, postgres_;
  std::size_t id_;
};

struct Blob {
  std::string_view bytes;
};

// A value bound to a statement. Text and blobs are only looked at during the call. Text must be UTF-8 without NUL: PostgreSQL takes no
// other.
class Param {
 public:
  using Held = std::variant<std::monostate, std::int64_t, double, std::string_view, Blob>;
  Param(std::nullptr_t) {}
  Param(std::int64_t value) : held_(value) {}
  Param(int value) : held_(std::int64_t{value}) {}
  Param(bool value) : held_(std::int64_t{value ? 1 : 0}) {}
  Param(double value) : held_(value) {}
  Param(std::string_view text) : held_(text) {}
  Param(const std::string& text) : held_(std::string_view(text)) {}
  Param(const char* text) : held_(std::string_view(text)) {}
  Param(Blob blob) : held_(blob) {}
  template <class T>
  Param(const std::optional<T>& value) {
    if (value) held_ = Param(*value).held_;
  }
  const Held& held() const { return held_; }

 private:
  Held held_;
};
using Params = std::initializer_list<Param>;

// One row of an answer; valid inside the callback only. Columns count from 0. A wrong type or column throws.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool null(int column) const = 0;
  virtual std::int64_t integer(int column) const = 0;
  virtual double real(int column) const = 0;
  virtual std::string_view text(int column) const = 0;  // "" for NULL
  virtual std::string_view blob(int column) const = 0;
  std::optional<std::int64_t> maybe_integer(int c) const { return null(c) ? std::nullopt : std::optional(integer(c)); }
  std::optional<double> maybe_real(int c) const { return null(c) ? std::nullopt : std::optional(real(c)); }
  std::optional<std::string> maybe_text(int c) const { return null(c) ? std::nullopt : std::optional(std::string(text(c))); }
};

class Reader {
 public:
  virtual ~Reader() = default;
  virtual Dialect dialect() const = 0;
  virtual void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) = 0;

  template <class F>
  auto one(const Statement& statement, Params params, F map) -> std::optional<std::invoke_result_t<F, const Row&>> {
    std::optional<std::invoke_result_t<F, const Row&>> found;
    query(statement, params, [&](const Row& row) {
      if (!found) found.emplace(map(row));
    });
    return found;
  }
  template <class F>
  auto all(const Statement& statement, Params params, F map) -> std::vector<std::invoke_result_t<F, const Row&>> {
    std::vector<std::invoke_result_t<F, const Row&>> found;
    query(statement, params, [&](const Row& row) { found.push_back(map(row)); });
    return found;
  }
};

// A transaction on the lane.
class Tx : public Reader {
 public:
  // Runs a statement that writes; returns the rows it changed. A violated constraint throws store::ConstraintViolated. Once a statement
  // has thrown, the command can only refuse or throw: nothing that it wrote is kept, whatever it returns.
  virtual std::int64_t execute(const Statement& statement, Params params) = 0;
  // The next number of a named row of numbers, from 1; gaps are possible. Numbers drawn by a refused command may be drawn again.
  virtual std::int64_t next(std::string_view sequence) = 0;
  // True once a background command has used its slice (5 ms): it should end here and submit its rest again.
  virtual bool slice_over() const = 0;
};

class Broken : public std::runtime_error {  // the database failed; what was asked is not done
 public:
  using std::runtime_error::runtime_error;
};
class ConstraintViolated : public Broken {
 public:
  using Broken::Broken;
};
class Full : public Broken {  // the lane's queue is full, the disk is full, or the store is closing: HTTP 503
 public:
  using Broken::Broken;
};

// Intake goes first; background commands (imports, subscribers, jobs) have their own queue and run in slices between.
enum class Urgency { intake, background };

// A module's numbered migrations, immutable by hash once applied. In their text KEY64 stands for "INTEGER PRIMARY KEY" on SQLite and
// "BIGINT PRIMARY KEY" on PostgreSQL; lines from "-- only sqlite" or "-- only postgres" to "-- both" are for that database alone; all other
// text is taken by both. `sql` may hold several statements.
struct Migration {
  std::string_view module;  // "city/cases"
  int number;               // 1 for 0001_cases.sql
  std::string_view name;    // "0001_cases.sql"
  std::string_view sql;
};

struct Settings {
  std::filesystem::path folder;    // the data folder (always there: control socket, heads, keys); made if missing
  std::string postgres;            // "postgresql://…"; empty for the embedded database DIR/portico.db
  std::string schema = "portico";  // PostgreSQL: one schema is one jurisdiction
  int postgres_connections = 8;    // for commands; as many again for reads
  std::size_t queue = 4096;        // commands of each urgency waiting before Full
  bool read_only = false;          // beside a running `serve`: takes no lock, migrates nothing, refuses every command
};

// What /health and /metrics tell.
struct Condition {
  std::size_t intake_waiting = 0, background_waiting = 0;
  std::int64_t commands = 0, batches = 0, refused = 0, broken = 0;
  std::int64_t wal_bytes = 0;
  double last_sync_seconds = 0;
  double longest_wait_seconds = 0;  // age of the oldest command in the intake queue
  std::string trouble;              // why the last batch broke; empty again once one has been committed
};

class Store {
 public:
  // Opens or makes the database and applies migrations in the order given. Throws Broken (with a plain sentence) where the folder is in
  // use by another process, the database is newer than this program, or a migration was altered.
  static std::unique_ptr<Store> open(const Settings& settings, std::span<const Migration> migrations);
  virtual ~Store() = default;

  virtual Dialect dialect() const = 0;
  virtual Condition condition() const = 0;
  virtual void read(const std::function<void(Reader&)>& work) = 0;

  // Called on the lane's thread after each commit that wrote something: wakes sealer and subscribers. Must not block. Several may listen;
  // an empty function sends all away, and none is running any more when that returns.
  virtual void after_commit(std::function<void()> listener) = 0;

  // Leaves nothing of deleted or overwritten rows of these tables in any file of the database: SQLite carries its log over and empties it;
  // PostgreSQL writes the tables and its statistics anew (they are locked meanwhile), ends the log's file and makes a checkpoint, for which
  // the role needs to be superuser or pg_checkpoint. Throws Broken, with what was not done, where that cannot be had within ten seconds.
  virtual void erase_traces(std::span<const std::string_view> tables) = 0;

  // Throws Broken where the database does not take the statement.
  virtual void prepare(const Statement& statement) = 0;

  // `done` is called exactly once, on a thread of the store's, with the outcome or the exception that broke the command; it must not
  // block. Commands of one urgency from one thread run in the order submitted (on PostgreSQL they may overlap). On PostgreSQL an exception
  // after a lost connection leaves in doubt whether the command was kept. When the store closes, intake that waits is still done;
  // background commands that wait get Full. Throws Full where the queue is full or the store is closing.
  template <class T>
  using Done = std::function<void(std::expected<Outcome<T>, std::exception_ptr>)>;

  template <class T>
  void submit(std::function<Outcome<T>(Tx&)> command, Done<T> done, Urgency urgency = Urgency::intake) {
    auto outcome = std::make_shared<std::optional<Outcome<T>>>();
    enqueue({.work =
                 [command = std::move(command), outcome](Tx& tx) {
                   outcome->emplace(command(tx));
                   return (*outcome)->has_value();
                 },
             .done =
                 [done = std::move(done), outcome](std::exception_ptr broken) {
                   if (broken)
                     done(std::unexpected(broken));
                   else
                     done(std::move(**outcome));
                 }},
            urgency);
  }

  template <class T>
  Outcome<T> run(std::function<Outcome<T>(Tx&)> command, Urgency urgency = Urgency::intake) {
    std::promise<Outcome<T>> answer;
    std::optional<Outcome<T>> outcome;
    enqueue({.work =
                 [&](Tx& tx) {
                   outcome.emplace(command(tx));
                   return outcome->has_value();
                 },
             .done =
                 [&](std::exception_ptr broken) {
                   if (broken)
                     answer.set_exception(std::move(broken));
                   else
                     answer.set_value(*std::move(outcome));
                 }},
            urgency);
    return answer.get_future().get();
  }

  // work returns whether to keep what it wrote (false: refused, rolled back to its savepoint).
  struct Command {
    std::function<bool(Tx&)> work;
    std::function<void(std::exception_ptr)> done;
  };

 protected:
  virtual void enqueue(Command command, Urgency urgency) = 0;  // throws Full
};

// Prepares every statement that is linked into this program; one line, "name: why", for each that fails or whose name is taken twice.
std::vector<std::string> prepare_all(Store& store);

}  // namespace portico::store
