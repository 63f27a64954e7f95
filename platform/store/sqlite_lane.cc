#include "platform/store/sqlite_lane.h"

#include <malloc.h>

#include <algorithm>

#include "platform/store/disk.h"
#include "platform/store/sqlite_tx.h"

namespace portico::store {
namespace {

constexpr std::size_t most_in_a_batch = 256;
constexpr std::int64_t commits_a_look = 4'096;  // at how large the database has become
constexpr std::chrono::milliseconds intake_share{5};
constexpr std::chrono::milliseconds background_share{5};  // a command that is under way may use more: see SqliteTx
constexpr std::chrono::milliseconds least_linger{1}, most_linger{25};
constexpr int linger_of_sync = 8;  // an eighth of the last sync

constexpr std::chrono::seconds idle_after{5};
constexpr std::chrono::seconds try_again_after{1};

int keep_frames(void* frames, sqlite3*, const char*, int in_log) {
  *static_cast<int*>(frames) = in_log;
  return SQLITE_OK;
}

}  // namespace

SqliteLane::SqliteLane(std::filesystem::path file, std::unique_ptr<Sqlite> connection, std::size_t queue)
    : file_(std::move(file)), db_(std::move(connection)), checkpoints_(file_), queue_(queue) {
  sqlite3_wal_hook(db_->handle(), keep_frames, &frames_);
  changes_told_ = db_->changes_ever();
  batch_.reserve(2 * most_in_a_batch);
  thread_ = std::thread([this] { work(); });
}

SqliteLane::~SqliteLane() { close(); }

void SqliteLane::close() {
  queue_.close();
  if (thread_.joinable()) thread_.join();
}

void SqliteLane::work() {
  for (;;) {
    while (in_trouble() && !queue_.wait_for(try_again_after)) try_the_disk();
    if (!queue_.wait_for(idle_after) && db_) {
      sqlite3_db_release_memory(db_->handle());  // the pages of a long import, which a quiet city does not need again
      malloc_trim(0);
    }
    if (!queue_.wait()) break;
    linger();
    run_batch();
  }
  while (queue_.waits(Urgency::intake)) run_batch();
  while (std::optional<Waiting> left = queue_.pop(Urgency::background)) {
    left->broken = std::make_exception_ptr(Full("The store is closing."));
    batch_.push_back(std::move(*left));
  }
  answer();
}

bool SqliteLane::in_trouble() const {
  const std::lock_guard lock(told_mutex_);
  return !told_.trouble.empty();
}

// Whoever watches /health sends nobody here while it tells of trouble, so nobody's command would find out that it has passed.
void SqliteLane::try_the_disk() {
  if (!ready() || db_->control(Sqlite::Control::begin_immediate) != SQLITE_OK) {
    suspect_ = true;
    return;
  }
  if (sqlite3_exec(db_->handle(), "PRAGMA user_version = 0", nullptr, nullptr, nullptr) ==
      SQLITE_OK) {  // writes the page that it stands on
    commit();
  } else {
    if (db_->in_transaction()) db_->control(Sqlite::Control::rollback);
    suspect_ = true;
  }
}

// Nothing lingers on a disk that syncs in under 8 ms. On a slower one, those who were just answered ask again within a moment, and a batch
// that begins without them costs everyone a second sync.
void SqliteLane::linger() const {
  const Clock::duration pause = std::min<Clock::duration>(last_sync_ / linger_of_sync, most_linger);
  if (had_company_ && pause >= least_linger && !queue_.closed()) std::this_thread::sleep_for(pause);
}

void SqliteLane::run_batch() {
  int code = ready() ? SQLITE_OK : SQLITE_CANTOPEN;
  if (code == SQLITE_OK) {
    checkpoints_.before_batch(*db_);
    code = db_->control(Sqlite::Control::begin_immediate);
  }
  if (code != SQLITE_OK) {
    take_and_break(code);
  } else if (gather()) {
    settle();
  } else {
    run_each_alone();
  }
  answer();
}

bool SqliteLane::gather() {
  if (!run_queued(Urgency::intake, intake_share)) return false;
  return queue_.closed() || run_queued(Urgency::background, background_share);
}

bool SqliteLane::run_queued(Urgency urgency, Clock::duration at_most) {
  const Clock::time_point until = Clock::now() + at_most;
  for (std::size_t count = 0; count < most_in_a_batch; ++count) {
    std::optional<Waiting> next = queue_.pop(urgency);
    if (!next) return true;
    batch_.push_back(std::move(*next));
    if (!run(batch_.back())) return false;
    if (Clock::now() >= until) return true;
  }
  return true;
}

bool SqliteLane::run(Waiting& waiting) {
  SqliteTx tx(*db_, waiting.urgency, queue_);
  waiting.kept = false;
  waiting.broken = nullptr;
  try {
    waiting.kept = waiting.command.work(tx);
    if (waiting.kept && tx.failure()) waiting.broken = tx.failure();
  } catch (...) {
    waiting.broken = std::current_exception();
  }
  if (waiting.broken) waiting.kept = false;
  // FULL, IOERR, NOMEM and INTERRUPT may have rolled back everything, whatever the command saw of it.
  if (!db_->in_transaction()) return false;
  if (!tx.has_savepoint()) return true;
  int code = SQLITE_OK;
  if (!waiting.kept) code = db_->control(Sqlite::Control::rollback_to);
  if (code == SQLITE_OK) code = db_->control(Sqlite::Control::release);
  if (code == SQLITE_OK) return true;
  db_->control(Sqlite::Control::rollback);
  return false;
}

int SqliteLane::commit() {
  const Clock::time_point began = Clock::now();
  const int code = db_->control(Sqlite::Control::commit);
  last_sync_ = Clock::now() - began;
  if (code == SQLITE_OK) {
    checkpoints_.committed(frames_);
    if (++commits_ % commits_a_look == 0) db_->fit_cache();
    had_company_ = std::ranges::count(batch_, Urgency::intake, &Waiting::urgency) > 1;
    const std::lock_guard lock(told_mutex_);
    told_.last_sync_seconds = std::chrono::duration<double>(last_sync_).count();
    told_.batches += 1;
    told_.trouble.clear();
    return code;
  }
  last_error_ = reason(code);
  if (db_->in_transaction()) db_->control(Sqlite::Control::rollback);
  if (is_suspect(code)) suspect_ = true;
  return code;
}

void SqliteLane::settle() {
  const int code = commit();
  if (code == SQLITE_OK) return;
  if (!suspect_) return run_each_alone();
  // The sync may have failed half way: nobody can say what is on the disk, so nobody is told that it is, and nothing is tried again behind
  // the backs of those who asked.
  for (Waiting& waiting : batch_) waiting.broken = last_error_;
}

void SqliteLane::run_each_alone() {
  for (Waiting& waiting : batch_) run_alone(waiting);
}

void SqliteLane::run_alone(Waiting& waiting) {
  const int code = ready() ? db_->control(Sqlite::Control::begin_immediate) : SQLITE_CANTOPEN;
  if (code != SQLITE_OK) {
    waiting.broken = reason(code);
    return;
  }
  if (run(waiting)) {
    if (commit() != SQLITE_OK) waiting.broken = last_error_;
  } else if (!waiting.broken) {
    waiting.broken = std::make_exception_ptr(Broken("The database gave the command up half way."));
  }
}

void SqliteLane::take_and_break(int code) {
  const std::exception_ptr why = reason(code);
  for (const Urgency urgency : {Urgency::intake, Urgency::background}) {
    while (batch_.size() < most_in_a_batch) {
      std::optional<Waiting> next = queue_.pop(urgency);
      if (!next) break;
      batch_.push_back(std::move(*next));
      batch_.back().broken = why;
    }
  }
  if (is_suspect(code)) suspect_ = true;
}

// After an error of the disk the connection's page cache and its idea of the file are given up with it. The next commit writes the same
// part of the log again and syncs it, or fails as this one did; see README.md, "When the disk fails".
bool SqliteLane::ready() {
  if (suspect_) {
    db_.reset();
    suspect_ = false;
  }
  if (db_) return true;
  try {
    db_ = std::make_unique<Sqlite>(file_, Sqlite::Mode::write);
  } catch (const Broken& why) {
    const std::lock_guard lock(told_mutex_);
    told_.trouble = why.what();
    return false;
  }
  sqlite3_wal_hook(db_->handle(), keep_frames, &frames_);
  changes_told_ = db_->changes_ever();
  return true;
}

void SqliteLane::answer() {
  tell_listeners();
  {
    const std::lock_guard lock(told_mutex_);
    for (const Waiting& waiting : batch_) {
      told_.commands += 1;
      told_.refused += !waiting.broken && !waiting.kept ? 1 : 0;
      told_.broken += waiting.broken ? 1 : 0;
    }
  }
  for (Waiting& waiting : batch_) {
    try {
      waiting.command.done(waiting.broken);
    } catch (const std::exception& why) {  // a bug of the caller's, or a job that submits its rest while the store closes
      const std::lock_guard lock(told_mutex_);
      told_.trouble = std::string("What follows a command threw: ") + why.what();
    }
  }
  batch_.clear();
}

// Before those who asked are answered: who has its answer and asks again must find what it wrote.
void SqliteLane::tell_listeners() {
  if (!db_ || db_->changes_ever() == changes_told_) return;
  changes_told_ = db_->changes_ever();
  const std::lock_guard lock(listeners_mutex_);
  for (const auto& listener : listeners_) listener();
}

std::exception_ptr SqliteLane::reason(int code) {
  const std::string message = db_ ? sqlite3_errmsg(db_->handle()) : "the database cannot be opened";
  {
    const std::lock_guard lock(told_mutex_);
    told_.trouble = message;
  }
  const Sqlite::Trouble trouble = Sqlite::trouble(code);
  if (trouble == Sqlite::Trouble::full) return std::make_exception_ptr(DiskFull("The disk is full: nothing was kept."));
  if (trouble == Sqlite::Trouble::read_only) return std::make_exception_ptr(DiskReadOnly("The disk is read-only: nothing was kept."));
  return std::make_exception_ptr(Broken("The database failed (" + message + "): what was asked is not known to be safe on the disk."));
}

void SqliteLane::listen(std::function<void()> listener) {
  const std::lock_guard lock(listeners_mutex_);
  if (listener) {
    listeners_.push_back(std::move(listener));
  } else {
    listeners_.clear();
  }
}

void SqliteLane::tell(Condition& condition) const {
  {
    const std::lock_guard lock(told_mutex_);
    condition = told_;
  }
  queue_.tell(condition);
  condition.wal_bytes = checkpoints_.log_bytes();
  if (condition.trouble.empty()) condition.trouble = checkpoints_.trouble();
}

}  // namespace portico::store
