#include "platform/store/postgres_store.h"

#include <fmt/format.h>

#include <filesystem>

#include "platform/store/migrate.h"

namespace portico::store {

namespace {

using std::chrono::steady_clock;

constexpr auto slice_time = std::chrono::milliseconds(50);  // no lane waits behind it: longer slices spare round trips
constexpr int most_tries = 20;
constexpr auto pause_between_connections = std::chrono::milliseconds(200);

const Statement begin_command{"store.pg_begin_command", "BEGIN", "BEGIN"};
const Statement begin_snapshot{"store.pg_begin_snapshot", "BEGIN", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"};  // SQLite's are snapshots as they are
const Statement commit_command{"store.pg_commit", "COMMIT"};
const Statement undo_command{"store.pg_undo", "ROLLBACK"};
// SQLite draws from the table store_sequence; here a row of that table would be a lock that every command waits for.
const Statement draw_number{"store.pg_draw_number", "SELECT $1", "SELECT nextval(quote_ident($1)::regclass)"};

std::filesystem::path made(const std::filesystem::path& folder) {
  std::filesystem::create_directories(folder);
  return folder;
}

// Leaves the session ready for the next command, or drops it where even that fails.
void end_command(std::unique_ptr<PostgresConnection>& session) {
  if (!session) return;
  try {
    session->run("ROLLBACK");
  } catch (const Broken&) {
    session.reset();
  }
}

std::string sequence_name(std::string_view name) { return "store_sequence_" + std::string(name); }

}  // namespace

class PostgresTx final : public Tx {
 public:
  PostgresTx(PostgresStore& store, PostgresConnection& session, steady_clock::time_point slice_end) : store_(store), session_(session), slice_end_(slice_end) {}
  Dialect dialect() const override { return Dialect::postgres; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override { session_.query(statement, params, each); }
  std::int64_t execute(const Statement& statement, Params params) override {
    const std::int64_t changed = session_.execute(statement, params);
    wrote_ = wrote_ || changed > 0;
    return changed;
  }
  std::int64_t next(std::string_view sequence) override {
    const std::string name = sequence_name(sequence);
    store_.make_sequence(name);
    return *one(draw_number, {name}, [](const Row& row) { return row.integer(0); });
  }
  bool slice_over() const override { return steady_clock::now() >= slice_end_; }
  bool wrote() const { return wrote_; }

 private:
  PostgresStore& store_;
  PostgresConnection& session_;
  steady_clock::time_point slice_end_;
  bool wrote_ = false;
};

namespace {

class PostgresReader final : public Reader {
 public:
  explicit PostgresReader(PostgresConnection& session) : session_(session) {}
  Dialect dialect() const override { return Dialect::postgres; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override { session_.query(statement, params, each); }

 private:
  PostgresConnection& session_;
};

}  // namespace

PostgresStore::PostgresStore(const Settings& settings, std::span<const Migration> migrations) : settings_(settings), lock_(made(settings.folder)) {
  bring_up_to_date(migrations);
  for (int i = 0; i < settings_.postgres_connections; ++i) threads_.emplace_back([this] { run_commands(intake_, Urgency::intake); });
  threads_.emplace_back([this] { run_commands(background_, Urgency::background); });
}

PostgresStore::~PostgresStore() {
  {
    const std::lock_guard held(queue_mutex_);
    closing_ = true;
  }
  intake_.changed.notify_all();
  background_.changed.notify_all();
  for (auto& thread : threads_) thread.join();
}

std::unique_ptr<PostgresConnection> PostgresStore::connect() const { return std::make_unique<PostgresConnection>(settings_.postgres, settings_.schema); }

void PostgresStore::bring_up_to_date(std::span<const Migration> migrations) {
  const auto session = connect();
  session->run("BEGIN");
  // Several nodes may start at once: one migrates, the others wait.
  session->run(fmt::format("SELECT pg_advisory_xact_lock(hashtextextended('portico.migrate.{}', 0))", settings_.schema));
  session->run("CREATE SCHEMA IF NOT EXISTS " + quoted_identifier(settings_.schema));
  session->run(migration_table);
  PostgresTx tx(*this, *session, steady_clock::time_point::max());
  migrate(tx, migrations, [&](const std::string& script) { session->run(script); });
  session->run("COMMIT");
}

void PostgresStore::make_sequence(const std::string& name) {
  const std::lock_guard held(sequences_mutex_);
  if (sequences_.contains(name)) return;
  // On a session of its own: the sequence stays, whatever becomes of the command.
  const auto session = connect();
  session->run("BEGIN");
  session->run("SELECT pg_advisory_xact_lock(hashtextextended('portico.sequence', 0))");
  session->run("CREATE SEQUENCE IF NOT EXISTS " + quoted_identifier(name));
  session->run("COMMIT");
  sequences_.insert(name);
}

Condition PostgresStore::condition() const {
  Condition now;
  {
    const std::lock_guard held(queue_mutex_);
    now.intake_waiting = intake_.waiting.size();
    now.background_waiting = background_.waiting.size();
    if (!intake_.waiting.empty()) now.longest_wait_seconds = std::chrono::duration<double>(steady_clock::now() - intake_.waiting.front().since).count();
  }
  now.commands = commands_;
  now.batches = commands_ - refused_ - broken_;
  now.refused = refused_;
  now.broken = broken_;
  now.last_sync_seconds = last_sync_seconds_;
  return now;
}

void PostgresStore::read(const std::function<void(Reader&)>& work) {
  std::unique_ptr<PostgresConnection> session;
  {
    const std::lock_guard held(readers_mutex_);
    if (!readers_.empty()) {
      session = std::move(readers_.back());
      readers_.pop_back();
    }
  }
  if (!session || !session->alive()) session = connect();
  try {
    session->execute(begin_snapshot, {});
  } catch (const SessionLost&) {  // the pooled session had gone while it rested: nothing was read yet
    session = connect();
    session->execute(begin_snapshot, {});
  }
  PostgresReader reader(*session);
  try {
    work(reader);
  } catch (...) {
    if (session->alive()) session->run("ROLLBACK");
    throw;
  }
  session->execute(commit_command, {});
  const std::lock_guard held(readers_mutex_);
  if (readers_.size() < static_cast<std::size_t>(settings_.postgres_connections)) readers_.push_back(std::move(session));
}

void PostgresStore::after_commit(std::function<void()> listener) {
  const std::lock_guard held(listeners_mutex_);
  listeners_.push_back(std::move(listener));
}

void PostgresStore::enqueue(Command command, Urgency urgency) {
  Queue& queue = urgency == Urgency::intake ? intake_ : background_;
  {
    const std::lock_guard held(queue_mutex_);
    if (closing_) throw Full("the store is closing");
    if (queue.waiting.size() >= settings_.queue) throw Full("the store's queue is full");
    queue.waiting.push_back({std::move(command), steady_clock::now()});
  }
  queue.changed.notify_one();
}

void PostgresStore::run_commands(Queue& queue, Urgency urgency) {
  std::unique_ptr<PostgresConnection> session;
  for (;;) {
    std::unique_lock held(queue_mutex_);
    queue.changed.wait(held, [&] { return closing_ || !queue.waiting.empty(); });
    if (queue.waiting.empty()) return;
    Waiting next = std::move(queue.waiting.front());
    queue.waiting.pop_front();
    held.unlock();
    run_command(session, next.command, urgency);
  }
}

void PostgresStore::run_command(std::unique_ptr<PostgresConnection>& session, Command& command, Urgency urgency) {
  bool wrote = false;
  std::exception_ptr broke;
  try {
    if (!try_command(session, command, urgency, wrote)) ++refused_;
  } catch (...) {
    broke = std::current_exception();
    ++broken_;
  }
  ++commands_;
  command.done(broke);
  if (!wrote) return;
  const std::lock_guard held(listeners_mutex_);
  for (const auto& listener : listeners_) listener();
}

// Runs the command until it is committed or refused: again where the server asks for it, and where the session was lost before COMMIT was sent. Once it
// has been sent, a lost session leaves it in doubt, and the command is never repeated.
bool PostgresStore::try_command(std::unique_ptr<PostgresConnection>& session, Command& command, Urgency urgency, bool& wrote) {
  for (int tries = 1;; ++tries) {
    bool committing = false;
    try {
      if (!session || !session->alive()) session = connect();
      session->execute(begin_command, {});
      PostgresTx tx(*this, *session, urgency == Urgency::background ? steady_clock::now() + slice_time : steady_clock::time_point::max());
      const bool kept = command.work(tx);
      const auto begun = steady_clock::now();
      committing = kept;
      session->execute(kept ? commit_command : undo_command, {});
      last_sync_seconds_ = std::chrono::duration<double>(steady_clock::now() - begun).count();
      wrote = kept && tx.wrote();
      return kept;
    } catch (const TryAgain&) {
      end_command(session);
      if (tries >= most_tries) throw;
    } catch (const SessionLost&) {
      session.reset();
      if (committing || tries >= most_tries) throw;
      std::this_thread::sleep_for(pause_between_connections);
    } catch (...) {
      end_command(session);
      throw;
    }
  }
}

}  // namespace portico::store
