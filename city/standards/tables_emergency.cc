#include "city/standards/tables_emergency.h"

#include "city/standards/record.h"
#include "platform/crypto/crypto.h"

namespace portico::standards {
namespace {

using store::Statement;

// The row that loads lock as well.
const Statement count_change("standards.count_emergency_change",
                             "UPDATE standards_state SET emergency_change = emergency_change + 1 WHERE id = 1");
const Statement select_change("standards.select_emergency_change", "SELECT emergency_change FROM standards_state WHERE id = 1");
const Statement insert_row(
    "standards.insert_emergency",
    "INSERT INTO standards_emergency (id, code, version, change, from_at, until_at, declared_at, declared_by, record) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");
const Statement update_row("standards.update_emergency",
                           "UPDATE standards_emergency SET version = $1, change = $2, until_at = $3, ended_at = $4 WHERE id = $5");
const Statement select_one("standards.select_emergency",
                           "SELECT record, id, version, change, code, from_at, until_at, ended_at, declared_at, declared_by "
                           "FROM standards_emergency WHERE code = $1");
const Statement select_all("standards.select_emergencies",
                           "SELECT record, id, version, change, code, from_at, until_at, ended_at, declared_at, declared_by "
                           "FROM standards_emergency ORDER BY from_at, id");

Emergency emergency_in(const store::Row& row) {
  auto emergency = emergency_of(row.text(0));
  emergency.id = row.integer(1);
  emergency.version = row.integer(2);
  emergency.change = row.integer(3);
  emergency.code = row.text(4);
  emergency.from = from_millis(row.integer(5));
  emergency.until = from_millis(row.integer(6));
  if (const auto ended = row.maybe_integer(7)) emergency.ended = from_millis(*ended);
  emergency.declared = from_millis(row.integer(8));
  emergency.declared_by = row.text(9);
  return emergency;
}

}  // namespace

std::int64_t newest_emergency_change(store::Reader& reader) {
  return reader.one(select_change, {}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
}

std::int64_t begin_emergency_change(store::Tx& tx) {
  tx.execute(count_change, {});
  return newest_emergency_change(tx);
}

std::int64_t insert_emergency(store::Tx& tx, const Emergency& e) {
  const auto id = tx.next("standards.emergency");
  tx.execute(insert_row,
             {id, e.code, e.version, e.change, to_millis(e.from), to_millis(e.until), to_millis(e.declared), e.declared_by, record_of(e)});
  return id;
}

void update_emergency(store::Tx& tx, const Emergency& e) {
  std::optional<std::int64_t> ended;
  if (e.ended) ended = to_millis(*e.ended);
  tx.execute(update_row, {e.version, e.change, to_millis(e.until), ended, e.id});
}

std::optional<Emergency> find_emergency(store::Reader& reader, std::string_view code) {
  return reader.one(select_one, {code}, emergency_in);
}

std::vector<Emergency> read_emergencies(store::Reader& reader) { return reader.all(select_all, {}, emergency_in); }

}  // namespace portico::standards
