// The embedded database: one write lane with group commit, snapshot readers, checkpoints on a thread of their own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "platform/store/folder_lock.h"
#include "platform/store/sqlite_connection.h"
#include "platform/store/store.h"

namespace portico::store {

class SqliteStore final : public Store {
 public:
  SqliteStore(const Settings& settings, std::span<const Migration> migrations);
  ~SqliteStore() override;

  Dialect dialect() const override { return Dialect::sqlite; }
  Condition condition() const override;
  void read(const std::function<void(Reader&)>& work) override;
  void after_commit(std::function<void()> listener) override;

 protected:
  void enqueue(Command command, Urgency urgency) override;

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Waiting {
    Command command;
    Moment since;
  };
  struct Batch;

  void open_lane();
  void run_lane();
  bool take(Batch& batch, Waiting& next);
  void run_batch();
  void run_in_savepoint(Batch& batch, Waiting& next, bool background);
  void commit(Batch& batch);
  void run_each_alone(Batch& batch);
  void answer(Batch& batch);
  void run_checkpoints();
  std::unique_ptr<SqliteConnection> take_reader();

  const std::filesystem::path file_;
  const std::size_t queue_limit_;
  FolderLock lock_;
  std::unique_ptr<SqliteConnection> lane_;

  mutable std::mutex queue_mutex_;
  std::condition_variable queue_changed_;
  std::deque<Waiting> intake_, background_;
  bool closing_ = false;

  std::mutex readers_mutex_;
  std::vector<std::unique_ptr<SqliteConnection>> readers_;

  std::mutex listeners_mutex_;
  std::vector<std::function<void()>> listeners_;

  std::mutex checkpoint_mutex_;
  std::condition_variable checkpoint_wanted_;
  bool checkpoint_due_ = false, checkpoints_end_ = false;

  std::atomic<std::int64_t> commands_{0}, batches_{0}, refused_{0}, broken_{0};
  std::atomic<double> last_sync_seconds_{0};

  std::thread checkpoints_thread_;
  std::thread lane_thread_;
};

}  // namespace portico::store
