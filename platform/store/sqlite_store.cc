#include "platform/store/sqlite_store.h"

#include <chrono>
#include <mutex>
#include <thread>

#include "platform/store/lock.h"
#include "platform/store/migrate.h"
#include "platform/store/sqlite_lane.h"
#include "platform/store/sqlite_tx.h"

namespace portico::store {
namespace {

constexpr std::size_t idle_readers_kept = 16;

class MigratedSqlite final : public Migrated {
 public:
  explicit MigratedSqlite(Sqlite& db) : db_(db), reader_(db) {}
  Reader& reader() override { return reader_; }
  void begin() override { db_.must(Sqlite::Control::begin); }
  void script(const std::string& sql) override { db_.script(sql); }
  void execute(const Statement& statement, Params params) override { db_.run(statement, params); }
  void commit() override { db_.must(Sqlite::Control::commit); }
  void rollback() override {
    if (db_.in_transaction()) db_.control(Sqlite::Control::rollback);
  }

 private:
  Sqlite& db_;
  SqliteReader reader_;
};

// Read connections that wait for their next use, the last used on top: its pages are the warmest.
class Readers {
 public:
  explicit Readers(std::filesystem::path file) : file_(std::move(file)) {}

  std::unique_ptr<Sqlite> take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        std::unique_ptr<Sqlite> top = std::move(idle_.back());
        idle_.pop_back();
        return top;
      }
    }
    return std::make_unique<Sqlite>(file_, Sqlite::Mode::read);
  }
  void give_back(std::unique_ptr<Sqlite> db) {
    const std::lock_guard lock(mutex_);
    if (idle_.size() < idle_readers_kept) idle_.push_back(std::move(db));
  }
  void clear() {
    const std::lock_guard lock(mutex_);
    idle_.clear();
  }

 private:
  const std::filesystem::path file_;
  std::mutex mutex_;
  std::vector<std::unique_ptr<Sqlite>> idle_;
};

class SqliteStore final : public Store {
 public:
  SqliteStore(const Settings& settings, std::span<const Migration> migrations)
      : lock_(settings.read_only ? nullptr : std::make_unique<FolderLock>(settings.folder)),
        file_(settings.folder / "portico.db"),
        readers_(file_) {
    const std::filesystem::path& file = file_;
    auto db = std::make_unique<Sqlite>(file, settings.read_only ? Sqlite::Mode::read : Sqlite::Mode::write);
    MigratedSqlite migrated(*db);
    migrate(migrated, migrations, settings.folder.string(), settings.read_only);
    if (!settings.read_only) lane_ = std::make_unique<SqliteLane>(file, std::move(db), settings.queue);
  }

  ~SqliteStore() override {
    if (lane_) lane_->close();
    readers_.clear();  // before the lane's connections: the last to close clears the log away, and a reader may not
  }

  Dialect dialect() const override { return Dialect::sqlite; }

  Condition condition() const override {
    Condition condition;
    if (lane_) lane_->tell(condition);
    return condition;
  }

  void read(const std::function<void(Reader&)>& work) override {
    std::unique_ptr<Sqlite> db = readers_.take();
    db->must(Sqlite::Control::begin);  // the snapshot is taken by the first query
    SqliteReader reader(*db);
    work(reader);  // where it throws, the connection goes with what it had begun
    db->must(Sqlite::Control::commit);
    readers_.give_back(std::move(db));
  }

  void after_commit(std::function<void()> listener) override {
    if (lane_) lane_->listen(std::move(listener));
  }

  // Freed bytes of the file are overwritten as they are freed (secure_delete); what is left stands in the log.
  void erase_traces(std::span<const std::string_view>) override {
    if (!lane_) throw Broken("The store is open for reading only.");
    Sqlite own(file_, Sqlite::Mode::write);
    sqlite3_busy_timeout(own.handle(), 50);  // the lane waits meanwhile, and a reader may hold an old snapshot: in short tries
    const auto until = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (sqlite3_wal_checkpoint_v2(own.handle(), nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr) != SQLITE_OK) {
      if (std::chrono::steady_clock::now() > until)
        throw Broken(std::string("The log of the database cannot be emptied: ") + sqlite3_errmsg(own.handle()) + ".");
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
  }

  void prepare(const Statement& statement) override {
    std::unique_ptr<Sqlite> db = readers_.take();
    db->prepare(statement);
    readers_.give_back(std::move(db));
  }

 protected:
  void enqueue(Command command, Urgency urgency) override {
    if (!lane_) throw Broken("The store is open for reading only.");
    lane_->enqueue(std::move(command), urgency);
  }

 private:
  std::unique_ptr<FolderLock> lock_;
  const std::filesystem::path file_;
  Readers readers_;
  std::unique_ptr<SqliteLane> lane_;
};

}  // namespace

std::unique_ptr<Store> open_sqlite(const Settings& settings, std::span<const Migration> migrations) {
  return std::make_unique<SqliteStore>(settings, migrations);
}

}  // namespace portico::store
