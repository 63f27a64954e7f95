// The earliest alarm that commands have set since somebody last asked: how the scheduler hears of it without looking. From any thread.
#pragma once

#include <atomic>
#include <cstdint>

#include "base/instant.h"

namespace portico::cases {

class Soonest {
 public:
  static constexpr Instant never = Instant::max();

  void tell(Instant alarm) {
    std::int64_t known = millis_.load();
    while (to_millis(alarm) < known && !millis_.compare_exchange_weak(known, to_millis(alarm))) {
    }
  }
  Instant take() { return from_millis(millis_.exchange(to_millis(never))); }

 private:
  std::atomic<std::int64_t> millis_ = to_millis(never);
};

}  // namespace portico::cases
