// How long a reading may go on for one asker, for the sake of all others. What it gives then must be whole as far as it goes.
#pragma once

#include <chrono>

#include "base/instant.h"

namespace portico::store {

class Patience {
 public:
  explicit Patience(Millis most) : until_(std::chrono::steady_clock::now() + most) {}
  bool over() const { return std::chrono::steady_clock::now() >= until_; }

 private:
  std::chrono::steady_clock::time_point until_;
};

}  // namespace portico::store
