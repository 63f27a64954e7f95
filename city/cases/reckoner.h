// After a change of calendars, their zone data or emergencies: brings the clocks of every open case up to it, a slice at a time on the
// background queue, while intake goes first. How far it has come stands in the database, written with the cases, so that it goes on there
// after whatever ended it. On PostgreSQL any number of nodes may run one: one of them works, the others look on and take over when it
// stops.
#pragma once

#include <memory>
#include <optional>

#include "base/log.h"
#include "city/cases/cases.h"

namespace portico::cases {

// How a change is worked through, for /health.
struct ReckoningProgress {
  std::int64_t load = 0, emergency_change = 0;  // of the standards, that open cases are brought up to
  std::int64_t walk = 0;                        // they are walked through until a walk finds nothing to do
  std::int64_t seen = 0, of_cases = 0;          // of this walk
  std::int64_t changed = 0;                     // cases whose due instants became others
  Instant begun;
  std::optional<Instant> finished;
};
// The newest; nothing before the first.
std::optional<ReckoningProgress> reckoning_progress(store::Reader& reader);

class Reckoner {
 public:
  // `standards` is refreshed by a Reckoner on PostgreSQL, where another node may have loaded something.
  Reckoner(store::Store& store, const Cases& cases, standards::Standards& standards, const TimeSource& time, Log& log);
  ~Reckoner();  // waits for a running slice to end
  void start();
  void stop();
  // After the standards' snapshot has become another: a load, or an emergency that was declared, extended or ended. From any thread; a
  // repeat does no harm.
  void reckon_again();

  // All that there is to do, on the calling thread; for tests and one-shot commands. False where another node works at it.
  bool work();

 private:
  struct Inside;
  std::shared_ptr<Inside> inside_;
};

}  // namespace portico::cases
