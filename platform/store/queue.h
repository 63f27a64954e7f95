// Commands that wait: two bounded rows, intake and background.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <optional>

#include "platform/store/store.h"

namespace portico::store {

using Clock = std::chrono::steady_clock;  // for slices and ages only; never seen by a rule

struct Waiting {
  Store::Command command;
  Clock::time_point since;
  Urgency urgency;
  bool kept = false;
  std::exception_ptr broken = nullptr;
};

class Queue {
 public:
  explicit Queue(std::size_t bound) : bound_(bound) {}

  void push(Store::Command command, Urgency urgency);  // throws Full
  std::optional<Waiting> pop(Urgency urgency);         // does not wait

  bool wait_for(Clock::duration bound);  // false where nothing came in that time
  bool wait_for(Urgency urgency, Clock::duration bound);
  bool wait();                                           // until something is there; false once the queue is closed
  std::optional<Waiting> wait_and_pop(Urgency urgency);  // nothing once the queue is closed; intake only when none waits any more
  bool waits(Urgency urgency) const;
  bool no_intake_for(Clock::duration time) const;  // none waits, and none has come since then

  void close();  // push throws from now on; what waits can still be popped
  bool closed() const;

  void tell(Condition& condition) const;

 private:
  std::deque<Waiting>& row(Urgency urgency) { return urgency == Urgency::intake ? intake_ : background_; }

  const std::size_t bound_;
  mutable std::mutex mutex_;
  std::condition_variable arrived_, intake_arrived_, background_arrived_;
  std::deque<Waiting> intake_, background_;
  std::optional<Clock::time_point> last_intake_;
  bool closed_ = false;
};

}  // namespace portico::store
