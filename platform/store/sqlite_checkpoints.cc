#include "platform/store/sqlite_checkpoints.h"

#include <chrono>

namespace portico::store {
namespace {

constexpr int frames_a_pass = 4'000;    // 16 MB: fewer passes write a page that changes often fewer times
constexpr int frames_at_most = 16'000;  // 64 MB: then from the start again. A log that stays in place also syncs faster than one that grows
constexpr std::chrono::seconds idle_pass{1};
constexpr std::int64_t frame_bytes = 4096 + 24;

}  // namespace

Checkpoints::Checkpoints(const std::filesystem::path& file) : db_(file, Sqlite::Mode::write), thread_([this] { work(); }) {}

Checkpoints::~Checkpoints() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Checkpoints::committed(int frames_in_log) {
  if (frames_in_log < frames_.exchange(frames_in_log)) passed_ = 0;  // SQLite began the log again
  if (frames_in_log - passed_ < frames_a_pass) return;
  {
    const std::lock_guard lock(mutex_);
    if (due_) return;
    due_ = true;
  }
  wake_.notify_one();
}

void Checkpoints::before_batch(Sqlite& lane) {
  if (!finish_.exchange(false)) return;
  int in_log = 0, carried = 0;
  sqlite3_wal_checkpoint_v2(lane.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &carried);  // a failure shows in the next pass
}

void Checkpoints::work() {
  std::unique_lock lock(mutex_);
  while (!closing_) {
    wake_.wait_for(lock, idle_pass, [&] { return due_ || closing_; });
    if (closing_ || (!due_ && trouble_.empty() && frames_ == passed_)) continue;
    lock.unlock();
    pass();
    lock.lock();
    due_ = false;
  }
}

void Checkpoints::pass() {
  const int began_with = frames_;
  int in_log = 0, carried = 0;
  const int code = sqlite3_wal_checkpoint_v2(db_.handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &in_log, &carried);
  passed_ = began_with;
  // The lane holds the checkpoint lock for a moment when it does the rest itself.
  const bool failed = code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY;
  if (!failed && in_log > frames_at_most) finish_ = true;
  const std::lock_guard lock(mutex_);
  trouble_ = failed ? std::string("The database file cannot be brought up to date: ") + sqlite3_errmsg(db_.handle()) : "";
}

std::int64_t Checkpoints::log_bytes() const { return frames_ * frame_bytes; }

std::string Checkpoints::trouble() const {
  const std::lock_guard lock(mutex_);
  return trouble_;
}

}  // namespace portico::store
