#include "platform/store/postgres_sessions.h"

#include <chrono>

namespace portico::store {
namespace {

constexpr std::chrono::seconds longest_wait{10};

}  // namespace

std::unique_ptr<PostgresConnection> PostgresSessions::connect() const {
  return std::make_unique<PostgresConnection>(settings_.postgres, settings_.schema);
}

std::unique_ptr<PostgresConnection> PostgresSessions::take() {
  std::unique_lock lock(readers_mutex_);
  if (!reader_free_.wait_for(lock, longest_wait, [&] { return free_ > 0; })) throw Full("All sessions for reading are in use.");
  --free_;
  if (idle_.empty()) return nullptr;
  std::unique_ptr<PostgresConnection> top = std::move(idle_.back());
  idle_.pop_back();
  return top;
}

void PostgresSessions::give_back(std::unique_ptr<PostgresConnection> session) {
  {
    const std::lock_guard lock(readers_mutex_);
    ++free_;
    if (session) idle_.push_back(std::move(session));
  }
  reader_free_.notify_one();
}

void PostgresSessions::read(const std::function<void(Reader&)>& work) {
  std::unique_ptr<PostgresConnection> session = take();
  const auto begin = [&] { session->control("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"); };
  try {
    try {
      if (!session) session = connect();
      begin();
    } catch (const SessionLost&) {  // it had gone while it rested: nothing was read yet
      session = connect();
      begin();
    }
    PostgresReader reader(*session);
    work(reader);
    session->control("COMMIT");
  } catch (...) {
    if (session && !session->ended()) session.reset();
    give_back(std::move(session));
    throw;
  }
  give_back(std::move(session));
}

std::string PostgresSessions::sequence(std::string_view name) {
  const std::string quoted = quoted_identifier("store_sequence_" + std::string(name));
  const std::lock_guard lock(sequences_mutex_);
  if (sequences_.contains(quoted)) return quoted;
  // On a session of its own: the sequence stays, whatever becomes of the command. The lock is against two nodes that make it at once.
  const auto session = connect();
  session->control("BEGIN");
  session->run("SELECT pg_advisory_xact_lock(hashtextextended('portico.sequence', 0))");
  session->run("CREATE SEQUENCE IF NOT EXISTS " + quoted);
  session->control("COMMIT");
  sequences_.insert(quoted);
  return quoted;
}

}  // namespace portico::store
