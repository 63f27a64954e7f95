// One PostgreSQL session with its prepared statements. Used by one thread at a time.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/store/store.h"

struct pg_conn;
struct pg_result;

namespace portico::store {

// The server ended the transaction so that another could go on (serialization failure, deadlock): running the command again may succeed.
class TryAgain : public Broken {
 public:
  using Broken::Broken;
};

// The session is gone; whatever was not yet committed is not done.
class SessionLost : public Broken {
 public:
  using Broken::Broken;
};

class PostgresConnection {
 public:
  PostgresConnection(const std::string& url, const std::string& schema);  // connects; throws SessionLost
  ~PostgresConnection();
  PostgresConnection(const PostgresConnection&) = delete;

  void run(const std::string& sql);                            // one or more statements without parameters
  void control(const char* transaction) { run(transaction); }  // "BEGIN", "ROLLBACK" …
  void commit();  // throws where the server rolled back instead, which it does without an error after a statement failed
  bool ended();   // ends what transaction is open; false where the session is not to be used again
  void prepare(const Statement& statement);
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each);
  std::int64_t execute(const Statement& statement, Params params);  // rows changed
  bool alive() const;

  // Of the transaction, since forget_writes(): whether a row was written, and whether the server asked for another try.
  void forget_writes() { written_ = another_try_ = false; }
  bool has_written() const { return written_; }
  bool wants_another_try() const { return another_try_; }

  std::string quoted_text(std::string_view text);

 private:
  struct Clear {
    void operator()(pg_result* result) const;
  };
  using Result = std::unique_ptr<pg_result, Clear>;
  Result ask(const Statement& statement, Params params);
  Result checked(Result result, std::string_view doing);

  pg_conn* session_ = nullptr;
  std::vector<bool> prepared_;  // by Statement::id
  bool written_ = false, another_try_ = false;
};

std::string quoted_identifier(std::string_view name);

}  // namespace portico::store
