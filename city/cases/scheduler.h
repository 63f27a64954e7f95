// Fires due instants and escalations. Nothing polls: it sleeps until the next alarm, or until a command sets an earlier one; a restart
// fires what came meanwhile, each once. Several nodes on PostgreSQL may each run one: an alarm fires in the transaction that takes it from
// its case.
#pragma once

#include <memory>

#include "base/instant.h"
#include "base/log.h"
#include "city/cases/cases.h"
#include "platform/store/store.h"

namespace portico::cases {

class Scheduler {
 public:
  Scheduler(store::Store& store, const Cases& cases, const TimeSource& time, Log& log);
  ~Scheduler();

  void start();  // once
  void stop();
  void look();  // fires what is due by now without waiting; for a clock that was set

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::cases
