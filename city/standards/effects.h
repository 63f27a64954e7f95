// What the declared emergencies do to one case's clocks. Pure.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "city/standards/standards.h"

namespace portico::standards {

struct Effects {
  std::vector<Pause> pauses;               // of every clock, whatever reasons its promise names: see paused_by()
  const Emergency* replacement = nullptr;  // whose clocks are the promise in the place of the SLA's; lives as long as what was given
  std::vector<const Emergency*> touching;  // all that have a part in either, by `from`
};

// For a case of the service that was opened at `opened` and, where it has ended, was closed at `closed`. A case that had been closed when
// an emergency was declared, or before it began, keeps what it had; so does one that was opened after it had ended. Of several
// replacements, one after the other, the latest counts, also after its end. `emergencies` stand by `from`, as in a Snapshot.
Effects effects_on(std::string_view service, Instant opened, std::optional<Instant> closed, std::span<const Emergency> emergencies);

// The promise with the pauses' reasons among its own, so that due() counts them.
ClockPromise paused_by(const ClockPromise& promise, const Effects& effects);

}  // namespace portico::standards
