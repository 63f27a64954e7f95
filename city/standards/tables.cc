#include "city/standards/tables.h"

#include <stdexcept>

#include "city/standards/record.h"
#include "city/standards/tables_emergency.h"
#include "city/standards/tables_review.h"

namespace portico::standards {
namespace {

using store::Param;
using store::Statement;

const Statement count_load("standards.count_load", "UPDATE standards_state SET load = load + 1 WHERE id = 1");
const Statement lock_state("standards.lock_state", "UPDATE standards_state SET load = load WHERE id = 1");
const Statement select_load("standards.select_load", "SELECT load FROM standards_state WHERE id = 1");
const Statement select_calendar_version("standards.select_calendar_version",
                                        "SELECT COALESCE(MAX(version), 0) FROM standards_calendar WHERE code = $1");
const Statement select_sla_version("standards.select_sla_version",
                                   "SELECT COALESCE(MAX(version), 0) FROM standards_sla WHERE service = $1 AND effective = $2");
const Statement insert_calendar_row("standards.insert_calendar",
                                    "INSERT INTO standards_calendar (id, code, version, load, at, tzdata, retired, hash, record) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
const Statement insert_sla_row("standards.insert_sla",
                               "INSERT INTO standards_sla (id, service, effective, version, load, at, retired, hash, record, proposal) "
                               "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
const Statement select_newest_sla("standards.select_newest_sla",
                                  "SELECT id FROM standards_sla WHERE service = $1 AND effective = $2 ORDER BY version DESC LIMIT 1");
// A retired version says that its code is out of force; the one before it stays for what was promised under it.
const Statement select_calendars("standards.select_calendars",
                                 "SELECT id, code, tzdata, record, version, load, retired FROM standards_calendar ORDER BY code, version");
// The newest version of each service and date comes last of its group.
const Statement select_slas("standards.select_slas",
                            "SELECT id, retired, record, service, effective, at, proposal FROM standards_sla "
                            "ORDER BY service, effective, version");

const Statement insert_policy_row("standards.insert_policy",
                                  "INSERT INTO standards_policy (version, load, at, hash, record) VALUES ($1, $2, $3, $4, $5)");
const Statement select_policy_version("standards.select_policy_version", "SELECT COALESCE(MAX(version), 0) FROM standards_policy");
const Statement select_policy("standards.select_policy", "SELECT record, version FROM standards_policy ORDER BY version DESC LIMIT 1");

std::int64_t first_integer(store::Reader& reader, const Statement& statement, store::Params params) {
  return reader.one(statement, params, [](const store::Row& row) { return row.integer(0); }).value_or(0);
}

calendar::Calendar calendar_of(std::string_view record) {
  auto plan = plan_of(record);
  const std::string code = plan.code;
  auto made = calendar::Calendar::make(std::move(plan), code);
  if (!made) throw std::runtime_error("the stored calendar " + code + " cannot be used: " + made.error().faults.front().reason);
  return std::move(*made);
}

void read_calendars(store::Reader& reader, Snapshot& into) {
  reader.query(select_calendars, {}, [&](const store::Row& row) {
    const std::string code(row.text(1));
    if (auto before = into.calendars.extract(code)) into.earlier_calendars.push_back(std::move(before.mapped()));
    if (row.integer(6) != 0) return;
    into.calendars.emplace(
        code, CalendarVersion{row.integer(0), code, std::string(row.text(2)), calendar_of(row.text(3)), row.integer(4), row.integer(5)});
  });
}

struct StoredSla {
  SlaVersion sla;
  std::string group;  // service and date
};

StoredSla stored_sla(const store::Row& row) {
  StoredSla each{sla_of(row.text(2)), std::string(row.text(3)) + " " + std::string(row.text(4))};
  each.sla.id = row.integer(0);
  each.sla.retired = row.integer(1) != 0;
  each.sla.published = from_millis(row.integer(5));
  each.sla.proposal = row.maybe_integer(6).value_or(0);
  return each;
}

void read_slas(store::Reader& reader, Snapshot& into) {
  auto stored = reader.all(select_slas, {}, stored_sla);
  for (std::size_t i = 0; i < stored.size(); ++i) {
    const bool newest = i + 1 == stored.size() || stored[i + 1].group != stored[i].group;
    if (!newest) stored[i].sla.superseded = stored[i + 1].sla.published;
    auto& list = newest && !stored[i].sla.retired ? into.slas : into.superseded;
    list.push_back(std::move(stored[i].sla));
  }
}

}  // namespace

void hold_off_loads(store::Tx& tx) { tx.execute(lock_state, {}); }

std::int64_t begin_load(store::Tx& tx) {
  tx.execute(count_load, {});
  return first_integer(tx, select_load, {});
}

std::int64_t newest_calendar_version(store::Reader& reader, std::string_view code) {
  return first_integer(reader, select_calendar_version, {code});
}
std::int64_t newest_sla_version(store::Reader& reader, std::string_view service, std::string_view effective) {
  return first_integer(reader, select_sla_version, {service, effective});
}

std::int64_t newest_sla_id(store::Reader& reader, std::string_view service, std::string_view effective) {
  return first_integer(reader, select_newest_sla, {service, effective});
}

std::int64_t insert_calendar(store::Tx& tx, StoredVersion v) {
  v.id = tx.next("standards.calendar");
  tx.execute(insert_calendar_row, {v.id, v.code, v.version, v.load, to_millis(v.at), v.tzdata, v.retired, v.hash, v.record});
  return v.id;
}
std::int64_t insert_sla(store::Tx& tx, StoredVersion v) {
  v.id = tx.next("standards.sla");
  tx.execute(insert_sla_row, {v.id, v.code, v.effective, v.version, v.load, to_millis(v.at), v.retired, v.hash, v.record,
                              v.proposal > 0 ? Param(v.proposal) : Param(nullptr)});
  return v.id;
}

std::int64_t newest_policy_version(store::Reader& reader) { return first_integer(reader, select_policy_version, {}); }
std::int64_t insert_policy(store::Tx& tx, const StoredVersion& v) {
  tx.execute(insert_policy_row, {v.version, v.load, to_millis(v.at), v.hash, v.record});
  return v.version;
}

std::int64_t newest_load(store::Reader& reader) { return first_integer(reader, select_load, {}); }

Snapshot read_snapshot(store::Reader& reader) {
  Snapshot snapshot;
  snapshot.loaded = newest_load(reader);
  snapshot.emergency_change = newest_emergency_change(reader);
  snapshot.emergencies = read_emergencies(reader);
  reader.query(select_policy, {}, [&](const store::Row& row) {
    snapshot.policy = policy_of(row.text(0));
    snapshot.policy_version = row.integer(1);
  });
  read_calendars(reader, snapshot);
  read_slas(reader, snapshot);
  read_reviews(reader, snapshot);
  return snapshot;
}

}  // namespace portico::standards
