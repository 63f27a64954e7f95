#include "platform/store/postgres_store.h"

#include <fmt/format.h>

#include <thread>

#include "platform/store/disk.h"
#include "platform/store/lock.h"
#include "platform/store/migrate.h"
#include "platform/store/postgres_sessions.h"
#include "platform/store/queue.h"

namespace portico::store {
namespace {

constexpr auto background_slice = std::chrono::milliseconds(50);  // no lane waits behind it: longer slices spare round trips
constexpr int most_tries = 20;
constexpr auto longest_trying = std::chrono::seconds(5);  // of a command while no session can be had; HTTP's clients wait
constexpr auto pause_between_connections = std::chrono::milliseconds(200);
constexpr auto try_again_after = std::chrono::seconds(1);

// SQLite draws from the table store_sequence; here a row of that table would be a lock that every command waits for.
const Statement draw_number{"store.draw_number", "SELECT $1", "SELECT nextval(CAST($1 AS TEXT)::regclass)"};

class PostgresTx final : public Tx {
  template <class F>
  auto noting(F run) {
    try {
      return run();
    } catch (const Broken&) {
      if (!failure_) failure_ = std::current_exception();
      throw;
    }
  }

 public:
  PostgresTx(PostgresSessions& sessions, PostgresConnection& session, Urgency urgency)
      : sessions_(sessions),
        session_(session),
        slice_end_(urgency == Urgency::background ? Clock::now() + background_slice : Clock::time_point::max()) {}

  Dialect dialect() const override { return Dialect::postgres; }
  void query(const Statement& statement, Params params, const std::function<void(const Row&)>& each) override {
    noting([&] { return session_.query(statement, params, each); });
  }
  std::int64_t execute(const Statement& statement, Params params) override {
    return noting([&] { return session_.execute(statement, params); });
  }
  std::int64_t next(std::string_view sequence) override {
    const std::string quoted = sessions_.sequence(sequence);
    return *one(draw_number, {quoted}, [](const Row& row) { return row.integer(0); });
  }
  bool slice_over() const override { return Clock::now() >= slice_end_; }
  const std::exception_ptr& failure() const { return failure_; }  // what a statement threw, whatever the command made of it

 private:
  PostgresSessions& sessions_;
  PostgresConnection& session_;
  Clock::time_point slice_end_;
  std::exception_ptr failure_;
};

class MigratedPostgres final : public Migrated {
 public:
  explicit MigratedPostgres(PostgresConnection& session) : session_(session), reader_(session) {}
  Reader& reader() override { return reader_; }
  // The whole runs in the transaction that holds the lock against other nodes.
  void begin() override {}
  void script(const std::string& sql) override { session_.run(sql); }
  void execute(const Statement& statement, Params params) override { session_.execute(statement, params); }
  void commit() override {}
  void rollback() override {}

 private:
  PostgresConnection& session_;
  PostgresReader reader_;
};

class PostgresStore final : public Store {
 public:
  PostgresStore(const Settings& settings, std::span<const Migration> migrations)
      : settings_(settings),
        lock_(settings.read_only ? nullptr : std::make_unique<FolderLock>(settings.folder)),
        sessions_(settings),
        queue_(settings.queue) {
    bring_up_to_date(migrations);
    if (settings_.read_only) return;
    for (int i = 0; i < settings_.postgres_connections; ++i) threads_.emplace_back([this] { work(Urgency::intake); });
    threads_.emplace_back([this] { work(Urgency::background); });
  }
  ~PostgresStore() override {
    queue_.close();
    for (auto& thread : threads_) thread.join();
  }

  Dialect dialect() const override { return Dialect::postgres; }
  Condition condition() const override;
  void read(const std::function<void(Reader&)>& work) override { sessions_.read(work); }
  void after_commit(std::function<void()> listener) override;
  void prepare(const Statement& statement) override { sessions_.connect()->prepare(statement); }
  void erase_traces(std::span<const std::string_view> tables) override;

 protected:
  void enqueue(Command command, Urgency urgency) override {
    if (settings_.read_only) throw Broken("The store is open for reading only.");
    queue_.push(std::move(command), urgency);
  }

 private:
  using Session = std::unique_ptr<PostgresConnection>;
  void bring_up_to_date(std::span<const Migration> migrations);
  void work(Urgency urgency);
  bool in_trouble() const;
  void try_the_database(Session& session);
  void run(Session& session, Waiting& waiting);
  bool try_until_settled(Session& session, Waiting& waiting);
  void try_once(Session& session, Waiting& waiting, bool& commit_sent, bool& wrote);
  void answer(Waiting& waiting, bool wrote);

  const Settings settings_;
  std::unique_ptr<FolderLock> lock_;
  PostgresSessions sessions_;
  Queue queue_;
  mutable std::mutex told_mutex_;
  Condition told_;
  std::mutex listeners_mutex_;
  std::vector<std::function<void()>> listeners_;
  std::vector<std::thread> threads_;
};

void PostgresStore::erase_traces(std::span<const std::string_view> tables) {
  const Session session = sessions_.connect();
  session->run("SET lock_timeout = '10s'");
  for (const auto table : tables)
    session->run("VACUUM (FULL, ANALYZE) " + quoted_identifier(settings_.schema) + "." + quoted_identifier(table));
  session->run("VACUUM FULL pg_catalog.pg_statistic");  // it samples values of columns, words among them
  session->run("SELECT pg_switch_wal()");
  session->run("CHECKPOINT");
}

void PostgresStore::bring_up_to_date(std::span<const Migration> migrations) {
  const Session session = sessions_.connect();
  session->control("BEGIN");
  if (!settings_.read_only) {
    // Several nodes may start at once: one migrates, the others wait.
    session->run(
        fmt::format("SELECT pg_advisory_xact_lock(hashtextextended('portico.migrate.' || {}, 0))", session->quoted_text(settings_.schema)));
    session->run("CREATE SCHEMA IF NOT EXISTS " + quoted_identifier(settings_.schema));
  }
  MigratedPostgres migrated(*session);
  migrate(migrated, migrations, fmt::format("the schema {} of PostgreSQL", settings_.schema), settings_.read_only);
  session->control("COMMIT");
}

Condition PostgresStore::condition() const {
  Condition condition;
  {
    const std::lock_guard lock(told_mutex_);
    condition = told_;
  }
  queue_.tell(condition);
  return condition;
}

void PostgresStore::after_commit(std::function<void()> listener) {
  const std::lock_guard lock(listeners_mutex_);
  if (listener)
    listeners_.push_back(std::move(listener));
  else
    listeners_.clear();
}

void PostgresStore::work(Urgency urgency) {
  Session session;
  for (;;) {
    while (urgency == Urgency::background && !queue_.wait_for(urgency, try_again_after))
      if (in_trouble()) try_the_database(session);
    std::optional<Waiting> next = queue_.wait_and_pop(urgency);
    if (!next) break;
    run(session, *next);
  }
  while (urgency == Urgency::background) {
    std::optional<Waiting> left = queue_.pop(urgency);
    if (!left) return;
    left->broken = std::make_exception_ptr(Full("The store is closing."));
    answer(*left, false);
  }
}

bool PostgresStore::in_trouble() const {
  const std::lock_guard lock(told_mutex_);
  return !told_.trouble.empty();
}

// Whoever watches /health sends nobody here while it tells of trouble, so nobody's command would find out that it has passed.
void PostgresStore::try_the_database(Session& session) {
  try {
    if (!session || !session->alive()) session = sessions_.connect();
    session->run("SELECT pg_current_xact_id()");  // a number of its own makes even this a transaction that is written down
  } catch (const Broken&) {
    session.reset();
    return;
  }
  const std::lock_guard lock(told_mutex_);
  told_.trouble.clear();
}

void PostgresStore::run(Session& session, Waiting& waiting) {
  bool wrote = false;
  try {
    wrote = try_until_settled(session, waiting);
  } catch (...) {
    waiting.broken = std::current_exception();
    waiting.kept = false;
  }
  answer(waiting, wrote);
}

// Runs the command until it is committed or refused: again where the server asks for it, and where the session was lost before COMMIT was
// sent. Once it has been sent, a lost session leaves it in doubt, and the command is never repeated.
bool PostgresStore::try_until_settled(Session& session, Waiting& waiting) {
  const Clock::time_point until = Clock::now() + longest_trying;
  for (int tries = 1;; ++tries) {
    bool commit_sent = false, wrote = false;
    try {
      try_once(session, waiting, commit_sent, wrote);
      return wrote;
    } catch (const TryAgain&) {
      if (session && !session->ended()) session.reset();
      if (tries >= most_tries) throw;
    } catch (const SessionLost&) {
      session.reset();
      if (commit_sent || tries >= most_tries || Clock::now() >= until || queue_.closed()) throw;
      if (tries > 1) std::this_thread::sleep_for(pause_between_connections);
    } catch (...) {
      if (session && !session->ended()) session.reset();
      throw;
    }
  }
}

void PostgresStore::try_once(Session& session, Waiting& waiting, bool& commit_sent, bool& wrote) {
  if (!session || !session->alive()) session = sessions_.connect();
  session->control("BEGIN");
  session->forget_writes();
  PostgresTx tx(sessions_, *session, waiting.urgency);
  waiting.kept = waiting.command.work(tx);
  // A transaction in which a statement failed would answer COMMIT by rolling back, without an error. Where the session was lost or the
  // server asked for another try, this throws what says so, whatever the command made of it.
  if (tx.failure() && (waiting.kept || !session->alive() || session->wants_another_try())) std::rethrow_exception(tx.failure());
  if (!waiting.kept) return session->control("ROLLBACK");
  const Clock::time_point began = Clock::now();
  commit_sent = true;
  session->commit();
  wrote = session->has_written();
  const std::lock_guard lock(told_mutex_);
  told_.batches += 1;
  told_.last_sync_seconds = std::chrono::duration<double>(Clock::now() - began).count();
  told_.trouble.clear();
}

void PostgresStore::answer(Waiting& waiting, bool wrote) {
  std::string trouble;
  try {
    if (waiting.broken) std::rethrow_exception(waiting.broken);
  } catch (const SessionLost& why) {
    trouble = why.what();
  } catch (const DiskFull& why) {
    trouble = why.what();
  } catch (const DiskReadOnly& why) {
    trouble = why.what();
  } catch (...) {  // the command's own affair: it is told below
  }
  try {
    waiting.command.done(waiting.broken);
  } catch (const std::exception& why) {  // a bug of the caller's, or a job that submits its rest while the store closes
    trouble = std::string("What follows a command threw: ") + why.what();
  }
  {
    const std::lock_guard lock(told_mutex_);
    told_.commands += 1;
    told_.refused += !waiting.broken && !waiting.kept ? 1 : 0;
    told_.broken += waiting.broken ? 1 : 0;
    if (!trouble.empty()) told_.trouble = trouble;
  }
  if (!wrote) return;
  const std::lock_guard lock(listeners_mutex_);
  for (const auto& listener : listeners_) listener();
}

}  // namespace

std::unique_ptr<Store> open_postgres(const Settings& settings, std::span<const Migration> migrations) {
  return std::make_unique<PostgresStore>(settings, migrations);
}

}  // namespace portico::store
