#include "city/cases/tables_reckoning.h"

#include <algorithm>
#include <span>

#include "city/cases/tables.h"
#include "city/cases/tables_case.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

#define WORKED_COLUMNS "id, load, emergency_change, walk, agency, due, case_id, of_cases, seen, found, changed, begun, finished"

const Statement select_newest("cases.newest_reckoning", "SELECT " WORKED_COLUMNS " FROM cases_reckoning ORDER BY id DESC LIMIT 1");
// PostgreSQL runs commands side by side: the row's lock makes the second wait. On SQLite the lane is the lock.
const Statement select_locked("cases.lock_reckoning", "SELECT " WORKED_COLUMNS " FROM cases_reckoning WHERE id = $1",
                              "SELECT " WORKED_COLUMNS " FROM cases_reckoning WHERE id = $1 FOR UPDATE");
const Statement insert_row(
    "cases.begin_reckoning",
    "INSERT INTO cases_reckoning (" WORKED_COLUMNS
    ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13) ON CONFLICT (load, emergency_change) DO NOTHING");
const Statement finish_others("cases.finish_reckonings_before",
                              "UPDATE cases_reckoning SET finished = $1 WHERE finished IS NULL AND id < $2");
const Statement update_row(
    "cases.write_reckoning",
    "UPDATE cases_reckoning SET walk = $1, agency = $2, due = $3, case_id = $4, of_cases = $5, seen = $6, found = $7, "
    "changed = $8, finished = $9 WHERE id = $10");

#define OPEN_COLUMNS                                                                                                \
  "id, due, service, agency, sla_version, opened, first_due, first_state, first_stopped, first_load, outcome_due, " \
  "outcome_state, outcome_stopped, outcome_load, pauses"

const Statement count("cases.count_open", "SELECT COUNT(*) FROM cases_case WHERE status = 0");
const Statement next_agency("cases.next_agency_with_open", "SELECT MIN(agency) FROM cases_case WHERE status = 0 AND agency > $1");
const Statement with_due("cases.open_with_due",
                         "SELECT " OPEN_COLUMNS
                         " FROM cases_case WHERE agency = $1 AND status = 0 AND (due, id) > ($2, $3) AND number IS NOT NULL "
                         "ORDER BY due, id LIMIT $4");
const Statement without_due("cases.open_without_due",
                            "SELECT " OPEN_COLUMNS
                            " FROM cases_case WHERE agency = $1 AND status = 0 AND due IS NULL AND id > $2 AND number IS NOT NULL "
                            "ORDER BY id LIMIT $3");

const Statement reckon_row("cases.reckon_case",
                           "UPDATE cases_case SET first_due = $1, first_state = $2, first_load = $3, outcome_due = $4, outcome_state = $5, "
                           "outcome_load = $6, due = $7, alarm = $8, version = $9 WHERE id = $10");

WorkedThrough read_worked(const Row& row) {
  WorkedThrough read;
  read.id = row.integer(0);
  read.load = row.integer(1);
  read.emergency_change = row.integer(2);
  read.walk = row.integer(3);
  read.place = {std::string(row.text(4)), row.integer(5), row.integer(6)};
  read.of_cases = row.integer(7);
  read.seen = row.integer(8);
  read.found = row.integer(9);
  read.changed = row.integer(10);
  read.begun = from_millis(row.integer(11));
  if (const auto finished = row.maybe_integer(12)) read.finished = from_millis(*finished);
  return read;
}

std::optional<std::int64_t> millis_of(const std::optional<Instant>& at) { return at ? std::optional(to_millis(*at)) : std::nullopt; }

OpenCase read_open(const Row& row) {
  OpenCase read;
  Case& subject = read.subject;
  subject.id = row.integer(0);
  subject.service = row.text(2);
  subject.agency = row.text(3);
  subject.sla_version = row.integer(4);
  subject.opened = from_millis(row.integer(5));
  if (auto clock = read_clock(row, 6, 9, standards::ClockKind::first_status)) subject.clocks.push_back(*clock);
  if (auto clock = read_clock(row, 10, 13, standards::ClockKind::outcome)) subject.clocks.push_back(*clock);
  subject.pause_count = row.integer(14);
  read.place = {subject.agency, row.maybe_integer(1).value_or(OpenPlace::without_due), subject.id};
  return read;
}

void read_pauses(store::Reader& reader, std::vector<OpenCase>& cases) {
  std::vector<std::int64_t> waited;
  for (const auto& each : cases)
    if (each.subject.pause_count > 0) waited.push_back(each.subject.id);
  auto pauses = pauses_of(reader, waited);
  for (auto& each : cases)
    if (const auto found = pauses.find(each.subject.id); found != pauses.end()) each.subject.pauses = std::move(found->second);
}

}  // namespace

std::optional<WorkedThrough> newest_reckoning(store::Reader& reader) { return reader.one(select_newest, {}, read_worked); }

bool begin_reckoning(store::Tx& tx, WorkedThrough begun) {
  begun.id = tx.next("cases.reckoning");
  const auto& place = begun.place;
  const bool is_new =
      tx.execute(insert_row, {begun.id, begun.load, begun.emergency_change, begun.walk, place.agency, place.due, place.id, begun.of_cases,
                              begun.seen, begun.found, begun.changed, to_millis(begun.begun), millis_of(begun.finished)}) == 1;
  if (is_new) tx.execute(finish_others, {to_millis(begun.begun), begun.id});
  return is_new;
}

std::optional<WorkedThrough> lock_reckoning(store::Tx& tx, std::int64_t id) { return tx.one(select_locked, {id}, read_worked); }

void write_reckoning(store::Tx& tx, const WorkedThrough& state) {
  const auto& place = state.place;
  tx.execute(update_row, {state.walk, place.agency, place.due, place.id, state.of_cases, state.seen, state.found, state.changed,
                          millis_of(state.finished), state.id});
}

std::int64_t count_open(store::Reader& reader) {
  return reader.one(count, {}, [](const Row& row) { return row.integer(0); }).value_or(0);
}

std::vector<OpenCase> open_cases_after(store::Reader& reader, OpenPlace& place, int limit) {
  for (;;) {
    std::vector<OpenCase> found;
    if (!place.agency.empty()) {
      found = place.due == OpenPlace::without_due ? reader.all(without_due, {place.agency, place.id, limit}, read_open)
                                                  : reader.all(with_due, {place.agency, place.due, place.id, limit}, read_open);
    }
    if (!found.empty()) {
      place = found.back().place;
      read_pauses(reader, found);
      return found;
    }
    if (!place.agency.empty() && place.due != OpenPlace::without_due) {
      place = {place.agency, OpenPlace::without_due, 0};
      continue;
    }
    const auto next = reader.one(next_agency, {place.agency}, [](const Row& row) { return row.maybe_text(0); });
    if (!next || !*next) return {};
    place = {};
    place.agency = **next;
  }
}

void reckon_case(store::Tx& tx, const Case& changed) {
  const Columns first = columns_of(changed, standards::ClockKind::first_status),
                outcome = columns_of(changed, standards::ClockKind::outcome);
  const auto alarm = changed.alarm ? std::optional(to_millis(*changed.alarm)) : std::nullopt;
  tx.execute(reckon_row, {first.due, first.state, first.load, outcome.due, outcome.state, outcome.load, next_due(changed), alarm,
                          changed.version, changed.id});
}

}  // namespace portico::cases::tables
