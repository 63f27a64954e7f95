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
  // `queue` tells whether a background command has to make room.
  SqliteTx(Sqlite& db, Urgency urgency, const Queue& queue)
      : db_(db), queue_(queue), begun_(urgency == Urgency::background ? std::optional(Clock::now()) : std::nullopt) {}

  Dialect dialect() const override { return Dialect::sqlite; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override {
    guarded(statement, params, &each);
  }
  std::int64_t execute(const Statement& statement, Params params) override { return guarded(statement, params, nullptr); }
  std::int64_t next(std::string_view sequence) override {
    if (execute(tables::step_sequence, {sequence}) == 0) execute(tables::begin_sequence, {sequence});
    std::int64_t drawn = 0;
    query(tables::value_of_sequence, {sequence}, [&](const Row& row) { drawn = row.integer(0); });
    return drawn;
  }
  bool slice_over() const override {
    if (!begun_) return false;
    const Clock::duration used = Clock::now() - *begun_;
    return used >= slice && (used >= quiet_slice || !queue_.no_intake_for(quiet_after));
  }

  bool has_savepoint() const { return savepoint_; }
  const std::exception_ptr& failure() const { return failure_; }  // what a statement threw, whatever the command made of it

  // The longer one is for a quiet city: each commit writes the pages that it touched anew, and many rows touch the same ones. Where people
  // are about, each of them would wait for such a commit.
  static constexpr std::chrono::milliseconds slice{5}, quiet_slice{25}, quiet_after{2'000};

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
  const Queue& queue_;
  std::optional<Clock::time_point> begun_;  // of a background command
  bool savepoint_ = false;
  std::exception_ptr failure_;
};

}  // namespace portico::store
