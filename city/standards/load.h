// Puts a plan of promises in force: rows and events in the caller's transaction, so that a whole city pack is loaded in one.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/standards/plan.h"
#include "platform/store/store.h"

namespace portico::standards {

// Answers the number of the load. A plan that changes nothing writes nothing and answers the load it was based on. Refused as a conflict
// where something else was loaded since the plan was made. `actor` is who the ledger says did it: "operator". `tzdata` is that of the plan.
// Call Standards::refresh() once it is durable.
Outcome<std::int64_t> apply(store::Tx& tx, const Plan& plan, Instant at, std::string_view actor, std::string_view tzdata);

}  // namespace portico::standards
