// One connection to SQLite, with the statements that it has prepared. Used by one thread at a time.
#pragma once

#include <sqlite3.h>

#include <deque>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "platform/store/store.h"

namespace portico::store {

class Sqlite {
 public:
  enum class Mode { write, read };

  // Throws Broken. A writer makes the database where it is missing.
  Sqlite(const std::filesystem::path& file, Mode mode);
  ~Sqlite();
  Sqlite(const Sqlite&) = delete;

  // `each` may be null; a row is valid until the next step. The returned count is of rows changed. `writing` is called before a
  // statement that writes takes its first step.
  template <class Writing>
  std::int64_t run(const Statement& statement, Params params, const std::function<void(const Row&)>* each, Writing&& writing) {
    const Use use(*this, prepared(statement));
    if (use.prepared.writes) writing();
    return step(use.prepared, params, each);
  }
  std::int64_t run(const Statement& statement, Params params, const std::function<void(const Row&)>* each = nullptr) {
    return run(statement, params, each, [] {});
  }
  void prepare(const Statement& statement) { prepared(statement); }
  void fit_cache();  // to the database's size, which grows; done once when it is opened

  // Transaction control, prepared once: "BEGIN", "SAVEPOINT command" … Does not throw; the answer is SQLite's extended code.
  enum class Control { begin, begin_immediate, commit, rollback, savepoint, release, rollback_to };
  int control(Control what);
  void must(Control what);  // throws

  void script(const std::string& sql);  // several statements; throws

  bool in_transaction() const { return sqlite3_get_autocommit(db_) == 0; }
  std::int64_t changes_ever() const { return sqlite3_total_changes64(db_); }
  sqlite3* handle() { return db_; }
  [[noreturn]] void fail(int code, std::string_view doing) const;
  enum class Trouble { full, read_only, other };
  static Trouble trouble(int code);  // what SQLite's code says of the disk

 private:
  struct Prepared {
    const Statement* statement = nullptr;
    sqlite3_stmt* handle = nullptr;
    std::vector<int> order;  // SQLite numbers parameters as it meets them: which of ours is the first, the second …
    int count = 0;           // how many of ours there are
    bool writes = false;
    bool busy = false;
  };
  // A statement that is already being stepped through, further up the stack, is prepared a second time for the nested use.
  struct Use {
    Use(Sqlite& sqlite, Prepared& cached);
    ~Use();
    std::unique_ptr<Prepared> nested;
    Prepared& prepared;
  };

  Prepared& prepared(const Statement& statement);
  Prepared make(const Statement& statement);
  std::int64_t step(Prepared& prepared, Params params, const std::function<void(const Row&)>* each);
  void bind(Prepared& prepared, Params params);

  std::filesystem::path file_;
  Mode mode_;
  sqlite3* db_ = nullptr;
  std::deque<Prepared> prepared_;  // by Statement::id(); places stay where they are as it grows
  sqlite3_stmt* controls_[7] = {};
};

// True where the disk or the file itself is in question, so that what was asked last may or may not be on it.
bool is_suspect(int code);

}  // namespace portico::store
