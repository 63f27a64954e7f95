// A bounded pool of threads for slow work.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace portico::http {

class Pool {
 public:
  Pool(int workers, std::size_t queue);
  ~Pool();

  bool offer(std::function<void()> job);   // false: the queue is full, or the pool has ended
  void insist(std::function<void()> job);  // past the bound, for what has begun already (the next block of an answer)
  std::size_t waiting() const;
  void stop();  // lets running jobs end, forgets those that wait

 private:
  void run();

  mutable std::mutex guard_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> jobs_;
  std::size_t queue_;
  bool ended_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace portico::http
