// When something fires for a case, and what has fired. SQL stands in tables_alarms.cc.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "city/cases/alarm.h"
#include "platform/store/store.h"

namespace portico::cases::tables {

// Cases whose alarm has come, earliest first. On PostgreSQL they are locked, and those that another node is firing are left out.
std::vector<std::int64_t> ids_by_alarm(store::Tx& tx, Instant until, int limit);
std::optional<Instant> next_alarm(store::Reader& reader);  // of all cases; may lie behind
void set_alarm(store::Tx& tx, std::int64_t id, std::optional<Instant> alarm, std::int64_t version);

struct Past {  // of a case
  std::vector<Fired> fired;
  std::optional<Instant> entered;
};
Past past_alarms(store::Reader& reader, std::int64_t id);
void insert_fired(store::Tx& tx, std::int64_t id, const Fired& fired, Instant at);
void insert_entered(store::Tx& tx, std::int64_t id, Instant at);

}  // namespace portico::cases::tables
