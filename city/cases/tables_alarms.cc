#include "city/cases/tables_alarms.h"

namespace portico::cases::tables {
namespace {

using standards::ClockKind;
using store::Statement;

// Two nodes on PostgreSQL fire side by side: each takes what the other does not hold. SQLite's lane has one writer.
const Statement select_by_alarm("cases.ids_by_alarm", "SELECT id FROM cases_case WHERE alarm <= $1 ORDER BY alarm LIMIT $2",
                                "SELECT id FROM cases_case WHERE alarm <= $1 ORDER BY alarm LIMIT $2 FOR UPDATE SKIP LOCKED");
const Statement select_next("cases.next_alarm", "SELECT alarm FROM cases_case WHERE alarm IS NOT NULL ORDER BY alarm LIMIT 1");
const Statement update_alarm("cases.set_alarm", "UPDATE cases_case SET alarm = $1, version = $2 WHERE id = $3");
const Statement select_fired("cases.fired", "SELECT clock, share, recipient, due FROM cases_fired WHERE case_id = $1");
const Statement insert_fired_row("cases.insert_fired",
                                 "INSERT INTO cases_fired (case_id, clock, share, recipient, due, at) VALUES ($1, $2, $3, $4, $5, $6)");
const Statement select_entered("cases.entered", "SELECT at FROM cases_entered WHERE case_id = $1");
const Statement insert_entered_row("cases.insert_entered", "INSERT INTO cases_entered (case_id, at) VALUES ($1, $2)");

}  // namespace

std::vector<std::int64_t> ids_by_alarm(store::Tx& tx, Instant until, int limit) {
  return tx.all(select_by_alarm, {to_millis(until), limit}, [](const store::Row& row) { return row.integer(0); });
}

std::optional<Instant> next_alarm(store::Reader& reader) {
  return reader.one(select_next, {}, [](const store::Row& row) { return from_millis(row.integer(0)); });
}

void set_alarm(store::Tx& tx, std::int64_t id, std::optional<Instant> alarm, std::int64_t version) {
  tx.execute(update_alarm, {alarm ? store::Param(to_millis(*alarm)) : store::Param(nullptr), version, id});
}

Past past_alarms(store::Reader& reader, std::int64_t id) {
  Past past;
  past.fired = reader.all(select_fired, {id}, [](const store::Row& row) {
    Fired fired;
    fired.clock = static_cast<ClockKind>(row.integer(0));
    fired.share = static_cast<int>(row.integer(1));
    fired.to = row.text(2);
    if (fired.share == 0) fired.due = from_millis(row.integer(3));
    return fired;
  });
  past.entered = reader.one(select_entered, {id}, [](const store::Row& row) { return from_millis(row.integer(0)); });
  return past;
}

void insert_fired(store::Tx& tx, std::int64_t id, const Fired& fired, Instant at) {
  tx.execute(insert_fired_row, {id, static_cast<int>(fired.clock), fired.share, fired.to,
                                fired.due ? to_millis(*fired.due) : std::int64_t{0}, to_millis(at)});
}

void insert_entered(store::Tx& tx, std::int64_t id, Instant at) { tx.execute(insert_entered_row, {id, to_millis(at)}); }

}  // namespace portico::cases::tables
