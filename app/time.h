// The system's clock: the one place where Portico asks what time it is.
#pragma once

#include "base/instant.h"

namespace portico::app {

class SystemTime final : public TimeSource {
 public:
  Instant now() const override { return std::chrono::floor<Millis>(std::chrono::system_clock::now()); }
};

}  // namespace portico::app
