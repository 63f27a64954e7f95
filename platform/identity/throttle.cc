#include "platform/identity/throttle.h"

#include <algorithm>

namespace portico::identity {

std::int64_t remembered(const Attempts& attempts, Instant now) {
  const auto quiet = std::max(std::chrono::floor<std::chrono::hours>(now - attempts.last).count(), std::int64_t{0});
  return quiet >= 62 ? 0 : attempts.failures >> quiet;
}

Millis wait_for(const Attempts& attempts, const BackOff& rule, Instant now) {
  const std::int64_t over = remembered(attempts, now) - rule.free;
  if (over < 0) return Millis{0};
  const Millis whole = over >= 20 ? rule.longest : std::min(rule.longest, Millis{1000LL << over});
  if (attempts.last > now + rule.longest) return Millis{0};  // the clock was set back: nobody waits until it has come there again
  return std::max(Millis{0}, attempts.last + whole - now);
}

}  // namespace portico::identity
