#include "city/cases/tables_pins.h"

#include <algorithm>
#include <string>

namespace portico::cases::tables {
namespace {

using store::Statement;

#define CASES_PIN                                                                                                                        \
  "SELECT id, service, status, CASE WHEN number IS NULL THEN 0 ELSE 1 END, latitude, longitude, first_due, first_state, first_stopped, " \
  "outcome_due, outcome_state, outcome_stopped FROM cases_case WHERE "
const Statement select_after("cases.pins_after", CASES_PIN "id > $1 ORDER BY id LIMIT $2");
// A list of keys is one parameter: SQLite opens it as JSON, PostgreSQL as an array.
const Statement select_of("cases.pins_of", CASES_PIN "id IN (SELECT value FROM json_each($1))",
                          CASES_PIN "id = ANY(CAST(translate($1, '[]', '{}') AS BIGINT[]))");
#undef CASES_PIN

// A clock that stands still or has stopped makes nothing late.
void take_clock(const store::Row& row, int due, std::optional<std::int64_t>& late_from) {
  if (row.null(due) || !row.null(due + 2)) return;
  const auto state = static_cast<ClockState>(row.integer(due + 1));
  if (state != ClockState::running && state != ClockState::missed) return;
  late_from = std::min(late_from.value_or(row.integer(due)), row.integer(due));
}

auto seen_by(const SeePin& see) {
  return [&see](const store::Row& row) {
    PinRow read{row.integer(0), row.text(1), static_cast<Status>(row.integer(2)), row.integer(3) != 0, {}, {}};
    if (!row.null(4)) read.point = geo::Point{row.real(4), row.real(5)};
    take_clock(row, 6, read.late_from);
    take_clock(row, 9, read.late_from);
    see(read);
  };
}

}  // namespace

void pins_after(store::Reader& reader, std::int64_t id, int limit, const SeePin& see) {
  reader.query(select_after, {id, limit}, seen_by(see));
}

void pins_of(store::Reader& reader, std::span<const std::int64_t> ids, const SeePin& see) {
  std::string list = "[";
  for (const std::int64_t id : ids) list += (list.size() > 1 ? "," : "") + std::to_string(id);
  reader.query(select_of, {list + "]"}, seen_by(see));
}

}  // namespace portico::cases::tables
