// What `portico check` asks of the cases that waiting notes name.
#pragma once

#include <cstdint>
#include <set>

#include "platform/store/store.h"

namespace portico::cases::tables {

// Those of these ids that there are.
std::set<std::int64_t> cases_there(store::Reader& reader, const std::set<std::int64_t>& ids);
std::set<std::int64_t> messages_there(store::Reader& reader, const std::set<std::int64_t>& ids);

}  // namespace portico::cases::tables
