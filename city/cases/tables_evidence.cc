#include "city/cases/tables_evidence.h"

namespace portico::cases::tables {
namespace {

using store::Row;

const store::Statement select_past(
    "cases.past_of_service",
    "SELECT id, opened, first_due, first_state, first_stopped, outcome_due, outcome_state, outcome_stopped, closed, flags, "
    "CASE WHEN first_due IS NULL THEN (SELECT MIN(at) FROM cases_message WHERE case_id = cases_case.id AND meaningful = 1) END, pauses "
    "FROM cases_case WHERE service = $1 AND (opened, id) > ($2, $3) AND opened < $4 AND number IS NOT NULL ORDER BY opened, id LIMIT $5");

std::optional<Instant> maybe_instant(const Row& row, int column) {
  const auto millis = row.maybe_integer(column);
  return millis ? std::optional(from_millis(*millis)) : std::nullopt;
}

std::optional<Clock> clock_at(const Row& row, int due, standards::ClockKind kind) {
  if (row.null(due)) return std::nullopt;
  Clock clock;
  clock.kind = kind;
  clock.due = from_millis(row.integer(due));
  clock.state = static_cast<ClockState>(row.integer(due + 1));
  clock.stopped = maybe_instant(row, due + 2);
  return clock;
}

}  // namespace

std::vector<PastRow> past_rows(store::Reader& reader, std::string_view service, Mark after, Instant until, int limit) {
  return reader.all(select_past, {service, after.at, after.id, to_millis(until), limit}, [](const Row& row) {
    return PastRow{.id = row.integer(0),
                   .opened = from_millis(row.integer(1)),
                   .first_status = clock_at(row, 2, standards::ClockKind::first_status),
                   .outcome = clock_at(row, 5, standards::ClockKind::outcome),
                   .closed = maybe_instant(row, 8),
                   .first_message = maybe_instant(row, 10),
                   .flags = std::string(row.text(9)),
                   .pause_count = row.integer(11)};
  });
}

}  // namespace portico::cases::tables
