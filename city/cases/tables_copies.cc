#include "city/cases/tables_copies.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

const Statement select_before("cases.numbered_before",
                              "SELECT id, service FROM cases_case WHERE id < $1 AND number IS NOT NULL ORDER BY id DESC LIMIT $2");
// By the order in which they were entered, as status_notes has the words that were entered last. A list of keys is one parameter: SQLite
// opens it as JSON, PostgreSQL as an array.
const Statement select_told("cases.told_at",
                            "SELECT case_id, at FROM cases_message WHERE case_id IN (SELECT value FROM json_each($1)) AND text <> '' "
                            "ORDER BY id",
                            "SELECT case_id, at FROM cases_message WHERE case_id = ANY(CAST(translate($1, '[]', '{}') AS BIGINT[])) "
                            "AND text <> '' ORDER BY id");

}  // namespace

std::vector<std::pair<std::int64_t, std::string>> numbered_before(store::Reader& reader, std::int64_t id, int limit) {
  return reader.all(select_before, {id, limit}, [](const Row& row) { return std::pair(row.integer(0), std::string(row.text(1))); });
}

std::map<std::int64_t, Instant> told_at(store::Reader& reader, std::span<const std::int64_t> case_ids) {
  std::string list = "[";
  for (const std::int64_t id : case_ids) list += (list.size() > 1 ? "," : "") + std::to_string(id);
  std::map<std::int64_t, Instant> found;
  reader.query(select_told, {list + "]"}, [&](const Row& row) { found[row.integer(0)] = from_millis(row.integer(1)); });
  return found;
}

}  // namespace portico::cases::tables
