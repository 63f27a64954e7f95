// Which emergencies have a part in a case's promises.
#pragma once

#include "city/cases/case.h"
#include "city/standards/effects.h"

namespace portico::cases {

// Pure; what it points to lives as long as the snapshot.
standards::Effects effects_of(const Case& subject, const standards::Snapshot& standards);

}  // namespace portico::cases
