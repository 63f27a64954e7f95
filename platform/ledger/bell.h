// Wakes one thread from others; rings while it is awake are remembered as one.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <utility>

namespace portico::ledger {

class Bell {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      if (rung_) return;
      rung_ = true;
    }
    woken_.notify_one();
  }
  // No ring is heard as a wish to end: the thread asks ended() itself.
  void end() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
    }
    woken_.notify_all();
  }
  void begin() {
    const std::lock_guard lock(mutex_);
    ended_ = false;
  }
  bool ended() const {
    const std::lock_guard lock(mutex_);
    return ended_;
  }
  // Until it rings or ends, at most so long. Returns whether it had rung.
  bool wait(std::chrono::milliseconds longest) {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, longest, [&] { return rung_ || ended_; });
    return std::exchange(rung_, false);
  }
  // Lets time pass, so that many rings become one; only end() cuts it short.
  void pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    woken_.wait_for(lock, time, [&] { return ended_; });
  }

 private:
  mutable std::mutex mutex_;
  std::condition_variable woken_;
  bool rung_ = false, ended_ = false;
};

}  // namespace portico::ledger
