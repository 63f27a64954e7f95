#include "platform/http/pool.h"

#include <algorithm>

namespace portico::http {

Pool::Pool(int workers, std::size_t queue) : queue_(queue) {
  for (int i = 0; i < std::max(workers, 1); ++i) threads_.emplace_back([this] { run(); });
}

Pool::~Pool() { stop(); }

bool Pool::offer(std::function<void()> job) {
  {
    const std::lock_guard lock(guard_);
    if (ended_ || jobs_.size() >= queue_) return false;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
  return true;
}

void Pool::insist(std::function<void()> job) {
  {
    const std::lock_guard lock(guard_);
    if (ended_) return;
    jobs_.push_back(std::move(job));
  }
  wake_.notify_one();
}

std::size_t Pool::waiting() const {
  const std::lock_guard lock(guard_);
  return jobs_.size();
}

void Pool::stop() {
  std::deque<std::function<void()>> forgotten;  // destroyed outside of the lock: a dropped job may answer somebody
  {
    const std::lock_guard lock(guard_);
    ended_ = true;
    forgotten.swap(jobs_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Pool::run() {
  for (;;) {
    std::function<void()> job;
    {
      std::unique_lock lock(guard_);
      wake_.wait(lock, [&] { return ended_ || !jobs_.empty(); });
      if (ended_) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    job();
  }
}

}  // namespace portico::http
