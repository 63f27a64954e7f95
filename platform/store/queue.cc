#include "platform/store/queue.h"

namespace portico::store {

void Queue::push(Store::Command command, Urgency urgency) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) throw Full("The store is closing.");
    if (row(urgency).size() >= bound_) throw Full("Too many commands are waiting.");
    const Clock::time_point now = Clock::now();
    row(urgency).push_back({std::move(command), now, urgency});
    if (urgency == Urgency::intake) last_intake_ = now;
  }
  arrived_.notify_one();
  (urgency == Urgency::intake ? intake_arrived_ : background_arrived_).notify_one();
}

std::optional<Waiting> Queue::pop(Urgency urgency) {
  const std::lock_guard lock(mutex_);
  std::deque<Waiting>& from = row(urgency);
  if (from.empty()) return std::nullopt;
  std::optional<Waiting> first(std::move(from.front()));
  from.pop_front();
  return first;
}

bool Queue::wait() {
  std::unique_lock lock(mutex_);
  arrived_.wait(lock, [&] { return !intake_.empty() || !background_.empty() || closed_; });
  return !closed_;
}

bool Queue::wait_for(Clock::duration bound) {
  std::unique_lock lock(mutex_);
  return arrived_.wait_for(lock, bound, [&] { return !intake_.empty() || !background_.empty() || closed_; });
}

bool Queue::wait_for(Urgency urgency, Clock::duration bound) {
  std::unique_lock lock(mutex_);
  return (urgency == Urgency::intake ? intake_arrived_ : background_arrived_).wait_for(lock, bound, [&] {
    return !row(urgency).empty() || closed_;
  });
}

std::optional<Waiting> Queue::wait_and_pop(Urgency urgency) {
  std::unique_lock lock(mutex_);
  std::deque<Waiting>& from = row(urgency);
  (urgency == Urgency::intake ? intake_arrived_ : background_arrived_).wait(lock, [&] { return !from.empty() || closed_; });
  if (from.empty() || (closed_ && urgency == Urgency::background)) return std::nullopt;
  std::optional<Waiting> first(std::move(from.front()));
  from.pop_front();
  return first;
}

bool Queue::waits(Urgency urgency) const {
  const std::lock_guard lock(mutex_);
  return urgency == Urgency::intake ? !intake_.empty() : !background_.empty();
}

bool Queue::no_intake_for(Clock::duration time) const {
  const std::lock_guard lock(mutex_);
  return intake_.empty() && (!last_intake_ || Clock::now() - *last_intake_ >= time);
}

void Queue::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  arrived_.notify_all();
  intake_arrived_.notify_all();
  background_arrived_.notify_all();
}

bool Queue::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

void Queue::tell(Condition& condition) const {
  const std::lock_guard lock(mutex_);
  condition.intake_waiting = intake_.size();
  condition.background_waiting = background_.size();
  if (!intake_.empty()) condition.longest_wait_seconds = std::chrono::duration<double>(Clock::now() - intake_.front().since).count();
}

}  // namespace portico::store
