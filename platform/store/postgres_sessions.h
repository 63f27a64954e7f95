// What a store on PostgreSQL shares among its threads: where to connect to, the sessions for reading, the sequences known to be there.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "platform/store/postgres_connection.h"

namespace portico::store {

class PostgresSessions {
 public:
  explicit PostgresSessions(const Settings& settings) : settings_(settings), free_(settings.postgres_connections) {}

  std::unique_ptr<PostgresConnection> connect() const;  // throws SessionLost

  // Runs `work` on a session for reading, within one snapshot. Throws Full where all are in use for ten seconds.
  void read(const std::function<void(Reader&)>& work);

  // The name of the sequence behind a named row of numbers, quoted; made where it is missing.
  std::string sequence(std::string_view name);

 private:
  std::unique_ptr<PostgresConnection> take();
  void give_back(std::unique_ptr<PostgresConnection> session);  // null where it is not to be used again

  const Settings settings_;
  std::mutex readers_mutex_;
  std::condition_variable reader_free_;
  int free_;  // how many more may read at once
  std::vector<std::unique_ptr<PostgresConnection>> idle_;
  std::mutex sequences_mutex_;
  std::set<std::string, std::less<>> sequences_;
};

class PostgresReader final : public Reader {
 public:
  explicit PostgresReader(PostgresConnection& session) : session_(session) {}
  Dialect dialect() const override { return Dialect::postgres; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override {
    session_.query(statement, params, each);
  }

 private:
  PostgresConnection& session_;
};

}  // namespace portico::store
