#include "city/cases/tables_outbox.h"

#include <string>

namespace portico::cases::tables {
namespace {

using store::Statement;

// A list of keys is one parameter: SQLite opens it as JSON, PostgreSQL as an array.
const Statement select_cases("cases.cases_there", "SELECT id FROM cases_case WHERE id IN (SELECT value FROM json_each($1))",
                             "SELECT id FROM cases_case WHERE id = ANY(CAST(translate($1, '[]', '{}') AS BIGINT[]))");
const Statement select_messages("cases.messages_there", "SELECT id FROM cases_message WHERE id IN (SELECT value FROM json_each($1))",
                                "SELECT id FROM cases_message WHERE id = ANY(CAST(translate($1, '[]', '{}') AS BIGINT[]))");

std::set<std::int64_t> there(store::Reader& reader, const Statement& statement, const std::set<std::int64_t>& ids) {
  std::string list = "[";
  for (const std::int64_t id : ids) list += (list.size() > 1 ? "," : "") + std::to_string(id);
  std::set<std::int64_t> found;
  reader.query(statement, {list + "]"}, [&](const store::Row& row) { found.insert(row.integer(0)); });
  return found;
}

}  // namespace

std::set<std::int64_t> cases_there(store::Reader& reader, const std::set<std::int64_t>& ids) { return there(reader, select_cases, ids); }

std::set<std::int64_t> messages_there(store::Reader& reader, const std::set<std::int64_t>& ids) {
  return there(reader, select_messages, ids);
}

}  // namespace portico::cases::tables
