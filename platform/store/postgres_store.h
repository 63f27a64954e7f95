// PostgreSQL: commands run in parallel, each in a transaction of its own on a session of its own; the server groups their commits.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>
#include <string>
#include <thread>

#include "platform/store/folder_lock.h"
#include "platform/store/postgres_connection.h"
#include "platform/store/store.h"

namespace portico::store {

class PostgresStore final : public Store {
 public:
  PostgresStore(const Settings& settings, std::span<const Migration> migrations);
  ~PostgresStore() override;

  Dialect dialect() const override { return Dialect::postgres; }
  Condition condition() const override;
  void read(const std::function<void(Reader&)>& work) override;
  void after_commit(std::function<void()> listener) override;

 protected:
  void enqueue(Command command, Urgency urgency) override;

 private:
  friend class PostgresTx;
  using Moment = std::chrono::steady_clock::time_point;
  struct Waiting {
    Command command;
    Moment since;
  };
  struct Queue {
    std::deque<Waiting> waiting;
    std::condition_variable changed;
  };

  std::unique_ptr<PostgresConnection> connect() const;
  void bring_up_to_date(std::span<const Migration> migrations);
  void run_commands(Queue& queue, Urgency urgency);
  void run_command(std::unique_ptr<PostgresConnection>& session, Command& command, Urgency urgency);
  bool try_command(std::unique_ptr<PostgresConnection>& session, Command& command, Urgency urgency, bool& wrote);
  void make_sequence(const std::string& name);

  const Settings settings_;
  FolderLock lock_;

  mutable std::mutex queue_mutex_;
  Queue intake_, background_;
  bool closing_ = false;

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<PostgresConnection>> readers_;

  std::mutex sequences_mutex_;
  std::set<std::string, std::less<>> sequences_;

  std::mutex listeners_mutex_;
  std::vector<std::function<void()>> listeners_;

  std::atomic<std::int64_t> commands_{0}, refused_{0}, broken_{0};
  std::atomic<double> last_sync_seconds_{0};
  std::vector<std::thread> threads_;
};

}  // namespace portico::store
