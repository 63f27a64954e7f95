// One SQLite connection with its prepared statements. Used by one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "platform/store/store.h"

struct sqlite3;
struct sqlite3_stmt;

namespace portico::store {

class SqliteConnection {
 public:
  enum class Access { read, write };
  SqliteConnection(const std::filesystem::path& file, Access access);  // throws Broken
  ~SqliteConnection();
  SqliteConnection(const SqliteConnection&) = delete;

  void run(const char* sql);                       // one or more statements without parameters; throws Broken
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each);
  std::int64_t execute(const Statement& statement, Params params);  // rows changed
  bool in_transaction() const;                     // false once SQLite itself has rolled back
  std::int64_t changes() const;                    // rows changed since the connection was opened
  int checkpoint_passive(int& frames_in_wal, int& frames_moved);
  bool interrupted_by_disk() const { return disk_failed_; }

 private:
  sqlite3_stmt* prepared(const Statement& statement);
  void bind(sqlite3_stmt* statement, const Statement& named, Params params);
  [[noreturn]] void fail(int code, std::string_view doing);

  sqlite3* db_ = nullptr;
  std::vector<sqlite3_stmt*> prepared_;  // by Statement::id
  bool disk_failed_ = false;
};

}  // namespace portico::store
