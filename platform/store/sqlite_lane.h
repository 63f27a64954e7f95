// The write lane of SQLite: one thread that runs commands in batches, each in a savepoint, and commits them together.
//
// A batch is what is queued, at most 256 commands or 5 ms of intake and then 5 ms of background work, 25 in a quiet city (SqliteTx);
// nothing lingers for more, but on a disk whose syncs take long (linger()). Waiters are told after COMMIT has returned, which is after the
// sync. What happens when something breaks stands in README.md.
#pragma once

#include <filesystem>
#include <mutex>
#include <thread>
#include <vector>

#include "platform/store/queue.h"
#include "platform/store/sqlite.h"
#include "platform/store/sqlite_checkpoints.h"

namespace portico::store {

class SqliteLane {
 public:
  // Takes the connection that migrated the file. Throws nothing once it runs.
  SqliteLane(std::filesystem::path file, std::unique_ptr<Sqlite> connection, std::size_t queue);
  ~SqliteLane();

  void enqueue(Store::Command command, Urgency urgency) { queue_.push(std::move(command), urgency); }
  void listen(std::function<void()> listener);  // see Store::after_commit
  void tell(Condition& condition) const;
  void close();  // does the intake that waits, answers Full to the rest, ends the thread

 private:
  void work();
  void linger() const;
  void run_batch();
  bool gather();  // runs what is queued; false where the transaction was lost on the way, as in the next two
  bool run_queued(Urgency urgency, Clock::duration at_most);
  bool run(Waiting& waiting);
  void settle();
  int commit();
  void run_each_alone();
  void run_alone(Waiting& waiting);
  void take_and_break(int code);
  void answer();
  void tell_listeners();
  bool ready();  // has a connection, a new one after trouble
  bool in_trouble() const;
  void try_the_disk();
  std::exception_ptr reason(int code);

  const std::filesystem::path file_;
  std::unique_ptr<Sqlite> db_;
  Checkpoints checkpoints_;
  Queue queue_;
  std::vector<Waiting> batch_;
  std::int64_t changes_told_ = 0;  // of the connection, when the listeners were last called
  Clock::duration last_sync_{0};
  bool had_company_ = false;  // the last batch answered more than one who asked
  int frames_ = 0;            // in the write-ahead log
  std::int64_t commits_ = 0;
  bool suspect_ = false;           // the connection is not to be used again
  std::exception_ptr last_error_;  // of the commit that failed last

  mutable std::mutex told_mutex_;
  Condition told_;
  std::mutex listeners_mutex_;
  std::vector<std::function<void()>> listeners_;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace portico::store
