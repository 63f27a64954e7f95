// What this module hears, and the one job that follows from it.
#pragma once

#include <memory>
#include <vector>

#include "base/log.h"
#include "city/cases/cases.h"
#include "city/cases/redact.h"
#include "platform/ledger/ledger.h"

namespace portico::cases {

// Gives waiting requests of batch services their numbers, on the background queue, and drops idempotency keys that are more than two days
// old; writes down what was redacted, and on the embedded database leaves no trace of it. Runs once at the start (so that nothing waits
// over a restart) and whenever it is woken.
class Jobs {
 public:
  Jobs(store::Store& store, const Cases& cases, Log& log, Redactions* redactions = nullptr);
  ~Jobs();  // waits for a running command to end
  void start();
  void stop();
  void wake();  // from any thread; a repeat does no harm

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

// "cases.tally", "cases.touched", "cases.search", and "cases.batch" and "cases.redactions" (which wake the jobs). `jobs` may be null where
// none are run.
std::vector<ledger::Subscriber> subscribers(const directory::Directory& directory, Jobs* jobs);

}  // namespace portico::cases
