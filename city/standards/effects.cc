#include "city/standards/effects.h"

#include <algorithm>

namespace portico::standards {

Effects effects_on(std::string_view service, Instant opened, std::optional<Instant> closed, std::span<const Emergency> emergencies) {
  Effects effects;
  for (const auto& each : emergencies) {
    if (each.end() <= each.from || each.end() <= opened || !each.names(service)) continue;
    if (closed && *closed <= std::max(each.declared, each.from)) continue;
    if (each.kind == Emergency::Kind::suspend)
      effects.pauses.push_back({std::max(each.from, opened), each.end(), each.reason()});
    else
      effects.replacement = &each;
    effects.touching.push_back(&each);
  }
  return effects;
}

ClockPromise paused_by(const ClockPromise& promise, const Effects& effects) {
  auto paused = promise;
  for (const auto& pause : effects.pauses) {
    if (std::ranges::find(paused.pauses, pause.reason) == paused.pauses.end()) paused.pauses.push_back(pause.reason);
  }
  return paused;
}

}  // namespace portico::standards
