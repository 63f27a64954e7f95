// What a command sees of the lane's connection, and what a read sees of its own.
#pragma once

#include "platform/store/queue.h"
#include "platform/store/sqlite.h"
#include "platform/store/tables.h"

namespace portico::store {

class SqliteReader final : public Reader {
 public:
  explicit SqliteReader(Sqlite& db) : db_(db) {}
  Dialect dialect() const override { return Dialect::sqlite; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override {
    db_.run(statement, params, &each);
  }

 private:
  Sqlite& db_;
};

// One command's part of the batch. Its savepoint begins with its first write: one that decides against itself before that costs nothing.
class SqliteTx final : public Tx {
 public:
  SqliteTx(Sqlite& db, Urgency urgency)
      : db_(db), slice_(urgency == Urgency::background ? Clock::now() + slice : Clock::time_point::max()) {}

  Dialect dialect() const override { return Dialect::sqlite; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override {
    guarded(statement, params, &each);
  }
  std::int64_t execute(const Statement& statement, Params params) override { return guarded(statement, params, nullptr); }
  std::int64_t next(std::string_view sequence) override {
    std::int64_t drawn = 0;
    query(tables::next_in_sequence, {sequence}, [&](const Row& row) { drawn = row.integer(0); });
    return drawn;
  }
  bool slice_over() const override { return Clock::now() >= slice_; }

  bool has_savepoint() const { return savepoint_; }
  const std::exception_ptr& failure() const { return failure_; }  // what a statement threw, whatever the command made of it

  static constexpr std::chrono::milliseconds slice{5};

 private:
  std::int64_t guarded(const Statement& statement, Params params, const std::function<void(const Row&)>* each) {
    try {
      return db_.run(statement, params, each, [this] {
        if (savepoint_) return;
        db_.must(Sqlite::Control::savepoint);
        savepoint_ = true;
      });
    } catch (const Broken&) {
      failure_ = std::current_exception();
      throw;
    }
  }

  Sqlite& db_;
  Clock::time_point slice_;
  bool savepoint_ = false;
  std::exception_ptr failure_;
};

}  // namespace portico::store
