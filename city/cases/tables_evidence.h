// What the evidence beside a proposed promise reads of cases; the SQL is in tables_evidence.cc.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/tables.h"

namespace portico::cases::tables {

struct PastRow {
  std::int64_t id = 0;
  Instant opened;
  std::optional<Clock> first_status, outcome;  // nothing where nothing was promised
  std::optional<Instant> closed;
  std::optional<Instant> first_message;  // the first meaningful one; only where nothing was promised
  std::string flags;                     // packed
  std::int64_t pause_count = 0;
};
// The service's cases behind `after` that were opened before `until`, in order of opening, then id.
std::vector<PastRow> past_rows(store::Reader& reader, std::string_view service, Mark after, Instant until, int limit);

}  // namespace portico::cases::tables
