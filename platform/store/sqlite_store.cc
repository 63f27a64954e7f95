#include "platform/store/sqlite_store.h"

#include <system_error>

#include "platform/store/migrate.h"
#include "platform/store/tables.h"

namespace portico::store {
namespace {

using std::chrono::steady_clock;

// architecture.md, "The write lane": measured there.
constexpr std::size_t batch_commands = 256;
constexpr auto batch_time = std::chrono::milliseconds(5);
constexpr auto slice_time = std::chrono::milliseconds(5);
constexpr std::int64_t checkpoint_bytes = 4 << 20;

const Statement begin_writing{"store.begin_writing", "BEGIN IMMEDIATE", "BEGIN"};  // SQLite: takes the write lock at once
const Statement begin_reading{"store.begin_reading", "BEGIN", "BEGIN"};
const Statement commit_all{"store.commit", "COMMIT"};
const Statement savepoint{"store.savepoint", "SAVEPOINT command"};
const Statement release{"store.release", "RELEASE SAVEPOINT command"};
const Statement undo{"store.undo", "ROLLBACK TO SAVEPOINT command"};
const Statement roll_back{"store.roll_back", "ROLLBACK"};

class SqliteTx final : public Tx {
 public:
  explicit SqliteTx(SqliteConnection& connection, steady_clock::time_point slice_end = steady_clock::time_point::max())
      : connection_(connection), slice_end_(slice_end) {}
  Dialect dialect() const override { return Dialect::sqlite; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override { connection_.query(statement, params, each); }
  std::int64_t execute(const Statement& statement, Params params) override { return connection_.execute(statement, params); }
  std::int64_t next(std::string_view sequence) override {
    return *one(tables::draw_number, {sequence}, [](const Row& row) { return row.integer(0); });
  }
  bool slice_over() const override { return steady_clock::now() >= slice_end_; }

 private:
  SqliteConnection& connection_;
  steady_clock::time_point slice_end_;
};

class SqliteReader final : public Reader {
 public:
  explicit SqliteReader(SqliteConnection& connection) : connection_(connection) {}
  Dialect dialect() const override { return Dialect::sqlite; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override { connection_.query(statement, params, each); }

 private:
  SqliteConnection& connection_;
};

std::int64_t size_of(const std::filesystem::path& file) {
  std::error_code absent;
  const auto size = std::filesystem::file_size(file, absent);
  return absent ? 0 : static_cast<std::int64_t>(size);
}

std::filesystem::path made(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  return folder;
}

}  // namespace

// What one commit takes with it.
struct SqliteStore::Batch {
  struct Ran {
    Command command;
    std::exception_ptr broken;
    bool kept = false;
  };
  std::vector<Ran> ran;
  Moment begun = steady_clock::now();
  bool background_taken = false;
  bool rolled_back = false;   // SQLite itself has ended the transaction
  std::int64_t changes_before = 0;
  bool wrote = false;
};

SqliteStore::SqliteStore(const Settings& settings, std::span<const Migration> migrations)
    : file_(made(settings.folder) / "portico.db"), queue_limit_(settings.queue), lock_(settings.folder) {
  open_lane();
  lane_->run("BEGIN IMMEDIATE");
  lane_->run(migration_table);
  SqliteTx tx(*lane_);
  migrate(tx, migrations, [&](const std::string& script) { lane_->run(script.c_str()); });
  lane_->run("COMMIT");
  checkpoints_thread_ = std::thread([this] { run_checkpoints(); });
  lane_thread_ = std::thread([this] { run_lane(); });
}

SqliteStore::~SqliteStore() {
  {
    const std::lock_guard held(queue_mutex_);
    closing_ = true;
  }
  queue_changed_.notify_all();
  lane_thread_.join();
  {
    const std::lock_guard held(checkpoint_mutex_);
    checkpoints_end_ = true;
  }
  checkpoint_wanted_.notify_all();
  checkpoints_thread_.join();
}

void SqliteStore::open_lane() {
  auto opened = std::make_unique<SqliteConnection>(file_, SqliteConnection::Access::write);
  opened->run("PRAGMA page_size=4096; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0; PRAGMA cache_size=-64000;");
  lane_ = std::move(opened);
}

Condition SqliteStore::condition() const {
  Condition now;
  {
    const std::lock_guard held(queue_mutex_);
    now.intake_waiting = intake_.size();
    now.background_waiting = background_.size();
    if (!intake_.empty()) now.longest_wait_seconds = std::chrono::duration<double>(steady_clock::now() - intake_.front().since).count();
  }
  now.commands = commands_;
  now.batches = batches_;
  now.refused = refused_;
  now.broken = broken_;
  now.last_sync_seconds = last_sync_seconds_;
  now.wal_bytes = size_of(file_.string() + "-wal");
  return now;
}

std::unique_ptr<SqliteConnection> SqliteStore::take_reader() {
  {
    const std::lock_guard held(readers_mutex_);
    if (!readers_.empty()) {
      auto taken = std::move(readers_.back());
      readers_.pop_back();
      return taken;
    }
  }
  return std::make_unique<SqliteConnection>(file_, SqliteConnection::Access::read);
}

void SqliteStore::read(const std::function<void(Reader&)>& work) {
  auto connection = take_reader();
  connection->execute(begin_reading, {});
  SqliteReader reader(*connection);
  try {
    work(reader);
  } catch (...) {
    if (connection->in_transaction()) connection->execute(roll_back, {});
    throw;
  }
  connection->execute(commit_all, {});
  const std::lock_guard held(readers_mutex_);
  readers_.push_back(std::move(connection));
}

void SqliteStore::after_commit(std::function<void()> listener) {
  const std::lock_guard held(listeners_mutex_);
  listeners_.push_back(std::move(listener));
}

void SqliteStore::enqueue(Command command, Urgency urgency) {
  {
    const std::lock_guard held(queue_mutex_);
    auto& queue = urgency == Urgency::intake ? intake_ : background_;
    if (closing_) throw Full("the store is closing");
    if (queue.size() >= queue_limit_) throw Full("the write lane's queue is full");
    queue.push_back({std::move(command), steady_clock::now()});
  }
  queue_changed_.notify_one();
}

void SqliteStore::run_lane() {
  for (;;) {
    std::unique_lock held(queue_mutex_);
    queue_changed_.wait(held, [&] { return closing_ || !intake_.empty() || !background_.empty(); });
    if (closing_ && intake_.empty() && background_.empty()) return;
    held.unlock();
    run_batch();
  }
}

// Intake first; one background slice a batch, so that neither starves the other.
bool SqliteStore::take(Batch& batch, Waiting& next) {
  const std::lock_guard held(queue_mutex_);
  if (batch.ran.size() < batch_commands && !intake_.empty() && (batch.ran.empty() || steady_clock::now() - batch.begun < batch_time)) {
    next = std::move(intake_.front());
    intake_.pop_front();
    return true;
  }
  if (batch.background_taken || background_.empty()) return false;
  next = std::move(background_.front());
  background_.pop_front();
  batch.background_taken = true;
  return true;
}

void SqliteStore::run_batch() {
  Batch batch;
  try {
    if (!lane_) open_lane();
    lane_->execute(begin_writing, {});
  } catch (...) {
    // Nothing can be written at all: whoever waits is told, and the next batch tries again on a new connection.
    Waiting next;
    while (take(batch, next)) batch.ran.push_back({std::move(next.command), std::current_exception(), false});
    lane_.reset();
    return answer(batch);
  }
  batch.changes_before = lane_->changes();
  Waiting next;
  while (!batch.rolled_back && take(batch, next)) run_in_savepoint(batch, next, batch.background_taken);
  if (batch.rolled_back)
    run_each_alone(batch);
  else
    commit(batch);
  answer(batch);
}

void SqliteStore::run_in_savepoint(Batch& batch, Waiting& next, bool background) {
  batch.ran.push_back({std::move(next.command), nullptr, false});
  auto& ran = batch.ran.back();
  try {
    lane_->execute(savepoint, {});
    SqliteTx tx(*lane_, background ? steady_clock::now() + slice_time : steady_clock::time_point::max());
    ran.kept = ran.command.work(tx);
    if (!ran.kept) lane_->execute(undo, {});
    lane_->execute(release, {});
  } catch (...) {
    ran.broken = std::current_exception();
    // FULL, IOERR, NOMEM and INTERRUPT may have rolled back the whole batch.
    if (!lane_->in_transaction()) {
      batch.rolled_back = true;
      return;
    }
    lane_->execute(undo, {});
    lane_->execute(release, {});
  }
}

void SqliteStore::commit(Batch& batch) {
  const auto begun = steady_clock::now();
  batch.wrote = lane_->changes() != batch.changes_before;
  try {
    lane_->execute(commit_all, {});
  } catch (...) {
    // What was written may or may not reach the disk: nobody is told that it is safe. A connection whose sync has failed is not trusted again.
    for (auto& ran : batch.ran)
      if (!ran.broken) ran.broken = std::current_exception();
    batch.wrote = false;
    lane_.reset();
  }
  last_sync_seconds_ = std::chrono::duration<double>(steady_clock::now() - begun).count();
}

void SqliteStore::run_each_alone(Batch& batch) {
  for (auto& ran : batch.ran) {
    ran.broken = nullptr;
    try {
      if (!lane_) open_lane();
      lane_->execute(begin_writing, {});
      SqliteTx tx(*lane_, steady_clock::now() + slice_time);
      ran.kept = ran.command.work(tx);
      lane_->execute(ran.kept ? commit_all : roll_back, {});
      batch.wrote = batch.wrote || ran.kept;
    } catch (...) {
      ran.broken = std::current_exception();
      lane_.reset();
    }
  }
}

void SqliteStore::answer(Batch& batch) {
  ++batches_;
  for (auto& ran : batch.ran) {
    ++commands_;
    if (ran.broken) ++broken_;
    else if (!ran.kept) ++refused_;
    ran.command.done(ran.broken);
  }
  if (!batch.wrote) return;
  {
    const std::lock_guard held(listeners_mutex_);
    for (const auto& listener : listeners_) listener();
  }
  if (size_of(file_.string() + "-wal") < checkpoint_bytes) return;
  {
    const std::lock_guard held(checkpoint_mutex_);
    checkpoint_due_ = true;
  }
  checkpoint_wanted_.notify_one();
}

void SqliteStore::run_checkpoints() {
  SqliteConnection connection(file_, SqliteConnection::Access::write);
  for (;;) {
    {
      std::unique_lock held(checkpoint_mutex_);
      checkpoint_wanted_.wait(held, [&] { return checkpoint_due_ || checkpoints_end_; });
      if (checkpoints_end_) return;
      checkpoint_due_ = false;
    }
    // A busy or failed checkpoint costs nothing but a longer log; the next batch asks again.
    int frames = 0, moved = 0;
    connection.checkpoint_passive(frames, moved);
  }
}

}  // namespace portico::store
