// Carries committed pages from the write-ahead log into the database, on a thread and a connection of its own, without holding up the
// lane (PASSIVE). Under load the lane writes on while a pass runs, so that no pass reaches the end and the log would grow for ever:
// past a bound the lane is asked to do the short rest between two batches, after which SQLite writes the log from its start again.
#pragma once

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <string>
#include <thread>

#include "platform/store/sqlite.h"

namespace portico::store {

class Checkpoints {
 public:
  explicit Checkpoints(const std::filesystem::path& file);
  ~Checkpoints();

  void committed(int frames_in_log);  // on the lane's thread, after each commit
  void before_batch(Sqlite& lane);    // on the lane's thread, outside a transaction: does the rest where that is due
  std::int64_t log_bytes() const;
  std::string trouble() const;  // why the last pass failed; empty where it did not

 private:
  void work();
  void pass();

  Sqlite db_;
  std::atomic<int> frames_ = 0;  // in the log after the newest commit
  std::atomic<int> passed_ = 0;  // of these, in the log when the last pass began
  std::atomic<bool> finish_ = false;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  bool due_ = false, closing_ = false;
  std::string trouble_;
  std::thread thread_;
};

}  // namespace portico::store
