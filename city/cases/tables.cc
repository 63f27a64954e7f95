// The case's own row: written, changed, read by key.
#include "city/cases/tables.h"

#include <algorithm>

#include "city/cases/record.h"
#include "city/cases/tables_case.h"

namespace portico::cases::tables {
namespace {

using store::Param;
using store::Statement;

const Statement insert_case_row(
    "cases.insert_case",
    "INSERT INTO cases_case (" CASES_COLUMNS
    ", due, cell, alarm) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, "
    "$21, $22, $23, $24, $25, $26, $27, $28, $29, $30, $31, $32, $33, $34, $35, $36, $37, $38, $39, $40, $41, $42)");

// Eight slots at once, so that PostgreSQL is asked once a case; places not needed are NULL.
const Statement insert_slots(
    "cases.insert_slots",
    "INSERT INTO cases_district (slot) SELECT column1 FROM (VALUES (CAST($1 AS BIGINT)), (CAST($2 AS BIGINT)), "
    "(CAST($3 AS BIGINT)), (CAST($4 AS BIGINT)), (CAST($5 AS BIGINT)), (CAST($6 AS BIGINT)), (CAST($7 AS BIGINT)), "
    "(CAST($8 AS BIGINT))) AS given WHERE column1 IS NOT NULL ON CONFLICT (slot) DO NOTHING");

const Statement update_case_row(
    "cases.update_case",
    "UPDATE cases_case SET status = $1, updated = $2, closed = $3, outcome = $4, outcome_reason = $5, "
    "first_due = $6, first_state = $7, first_stopped = $8, first_load = $9, "
    "outcome_due = $10, outcome_state = $11, outcome_stopped = $12, outcome_load = $13, due = $14, "
    "pauses = $15, status_notes = $16, version = $17, alarm = $18, handler = $19, words = $20, merged_into = $21, "
    "told = $22, photos = $23 WHERE id = $24");

const Statement move_case_row("cases.move_case", "UPDATE cases_case SET agency = $1, service = $2, sla_version = $3 WHERE id = $4");

const Statement place_case_row("cases.place_case",
                               "UPDATE cases_case SET latitude = $1, longitude = $2, address = $3, to_be_found = $4, districts = $5, "
                               "flags = $6, cell = $7 WHERE id = $8");

const Statement number_case("cases.number_case", "UPDATE cases_case SET number = $1, version = $2 WHERE id = $3");

const Statement select_case("cases.case_by_id", "SELECT " CASES_COLUMNS " FROM cases_case WHERE id = $1");

// PostgreSQL runs commands side by side: the row's lock makes the second wait. On SQLite the lane is the lock.
const Statement select_case_locked("cases.lock_case", "SELECT " CASES_COLUMNS " FROM cases_case WHERE id = $1",
                                   "SELECT " CASES_COLUMNS " FROM cases_case WHERE id = $1 FOR UPDATE");

// A list of keys is one parameter: SQLite opens it as JSON, PostgreSQL as an array.
const Statement select_cases("cases.cases_by_ids", "SELECT " CASES_COLUMNS " FROM cases_case WHERE id IN (SELECT value FROM json_each($1))",
                             "SELECT " CASES_COLUMNS " FROM cases_case WHERE id = ANY(CAST(translate($1, '[]', '{}') AS BIGINT[]))");

const Statement select_external("cases.id_by_external_id", "SELECT id FROM cases_case WHERE external_id = $1");

const Statement select_without_number("cases.ids_without_number", "SELECT id FROM cases_case WHERE number IS NULL ORDER BY id LIMIT $1");

std::optional<std::string_view> or_null(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional<std::string_view>(text);
}

std::optional<std::int64_t> millis_or_null(const std::optional<Instant>& at) { return at ? std::optional(to_millis(*at)) : std::nullopt; }

void insert_district_slots(store::Tx& tx, const Case& opened) {
  std::vector<std::int64_t> slots;
  for (const auto& placement : opened.districts) slots.push_back(slot_of(district_hash(placement.set, placement.area), opened.id));
  const auto slot = [&](std::size_t at) { return at < slots.size() ? std::optional(slots[at]) : std::nullopt; };
  for (std::size_t at = 0; at < slots.size(); at += 8)
    tx.execute(insert_slots, {slot(at), slot(at + 1), slot(at + 2), slot(at + 3), slot(at + 4), slot(at + 5), slot(at + 6), slot(at + 7)});
}

std::optional<Case> with_pauses(store::Reader& reader, std::optional<Case> read) {
  if (read && read->pause_count > 0) read->pauses = pauses_of(reader, read->id);
  return read;
}

}  // namespace

Columns columns_of(const Case& subject, standards::ClockKind kind) {
  const Clock* clock = subject.clock(kind);
  if (!clock) return {};
  return {to_millis(clock->due), static_cast<std::int64_t>(clock->state),
          clock->stopped ? std::optional(to_millis(*clock->stopped)) : std::nullopt, clock->load};
}

std::optional<std::int64_t> next_due(const Case& subject) {
  std::optional<std::int64_t> next;
  if (subject.status == Status::closed) return next;
  for (const Clock& clock : subject.clocks)
    if (clock.state == ClockState::running) next = std::min(next.value_or(to_millis(clock.due)), to_millis(clock.due));
  return next;
}

void insert_case(store::Tx& tx, const Case& opened) {
  const Columns first = columns_of(opened, standards::ClockKind::first_status), outcome = columns_of(opened, standards::ClockKind::outcome);
  const auto& closing = opened.closing;
  const auto& point = opened.place.point;
  const std::string districts = pack_districts(opened.districts), flags = pack_flags(opened.flags), answers = pack_answers(opened.answers);
  tx.execute(insert_case_row, {opened.id,
                               or_null(opened.number),
                               or_null(opened.external_id),
                               opened.service,
                               opened.agency,
                               static_cast<int>(opened.channel),
                               static_cast<int>(opened.status),
                               to_millis(opened.opened),
                               to_millis(opened.updated),
                               closing ? Param(to_millis(closing->at)) : Param(nullptr),
                               closing ? Param(closing->outcome) : Param(nullptr),
                               closing ? Param(closing->reason) : Param(nullptr),
                               opened.sla_version,
                               first.due,
                               first.state,
                               first.stopped,
                               outcome.due,
                               outcome.state,
                               outcome.stopped,
                               point ? Param(point->latitude) : Param(nullptr),
                               point ? Param(point->longitude) : Param(nullptr),
                               opened.place.address,
                               opened.place.address_id,
                               opened.place.to_be_found,
                               districts,
                               flags,
                               opened.version,
                               opened.status_notes,
                               opened.media_url,
                               answers,
                               opened.description,
                               first.load,
                               outcome.load,
                               opened.pause_count,
                               opened.handler,
                               static_cast<int>(opened.words),
                               opened.merged_into == 0 ? Param(nullptr) : Param(opened.merged_into),
                               opened.told,
                               opened.photo_count,
                               next_due(opened),
                               point ? Param(geo::cell_of(*point)) : Param(nullptr),
                               millis_or_null(opened.alarm)});
  insert_district_slots(tx, opened);
}

void update_case(store::Tx& tx, const Case& changed) {
  const Columns first = columns_of(changed, standards::ClockKind::first_status),
                outcome = columns_of(changed, standards::ClockKind::outcome);
  const auto& closing = changed.closing;
  tx.execute(update_case_row, {static_cast<int>(changed.status),
                               to_millis(changed.updated),
                               closing ? Param(to_millis(closing->at)) : Param(nullptr),
                               closing ? Param(closing->outcome) : Param(nullptr),
                               closing ? Param(closing->reason) : Param(nullptr),
                               first.due,
                               first.state,
                               first.stopped,
                               first.load,
                               outcome.due,
                               outcome.state,
                               outcome.stopped,
                               outcome.load,
                               next_due(changed),
                               changed.pause_count,
                               changed.status_notes,
                               changed.version,
                               millis_or_null(changed.alarm),
                               changed.handler,
                               static_cast<int>(changed.words),
                               changed.merged_into == 0 ? Param(nullptr) : Param(changed.merged_into),
                               changed.told,
                               changed.photo_count,
                               changed.id});
}

void move_case(store::Tx& tx, const Case& changed) {
  tx.execute(move_case_row, {changed.agency, changed.service, changed.sla_version, changed.id});
}

void place_case(store::Tx& tx, const Case& found) {
  const auto& point = found.place.point;
  const std::string districts = pack_districts(found.districts), flags = pack_flags(found.flags);
  tx.execute(place_case_row,
             {point ? Param(point->latitude) : Param(nullptr), point ? Param(point->longitude) : Param(nullptr), found.place.address,
              found.place.to_be_found, districts, flags, point ? Param(geo::cell_of(*point)) : Param(nullptr), found.id});
  insert_district_slots(tx, found);
}

void give_number(store::Tx& tx, std::int64_t id, std::string_view number, std::int64_t version) {
  tx.execute(number_case, {number, version, id});
}

std::optional<Case> case_by_id(store::Reader& reader, std::int64_t id) {
  return with_pauses(reader, reader.one(select_case, {id}, read_case));
}

std::optional<Case> lock_case(store::Tx& tx, std::int64_t id) { return with_pauses(tx, tx.one(select_case_locked, {id}, read_case)); }

std::vector<Case> cases_by_ids(store::Reader& reader, std::span<const std::int64_t> ids) {
  if (ids.empty()) return {};
  std::string list;
  for (std::int64_t id : ids) list += (list.empty() ? "[" : ",") + std::to_string(id);
  std::vector<Case> cases;
  cases.reserve(ids.size());
  reader.query(select_cases, {list + "]"}, [&](const store::Row& row) { cases.push_back(read_case(row)); });
  return cases;
}

std::optional<std::int64_t> id_by_external_id(store::Reader& reader, std::string_view external_id) {
  return reader.one(select_external, {external_id}, [](const store::Row& row) { return row.integer(0); });
}

std::vector<std::int64_t> ids_without_number(store::Reader& reader, int limit) {
  return reader.all(select_without_number, {limit}, [](const store::Row& row) { return row.integer(0); });
}

}  // namespace portico::cases::tables
