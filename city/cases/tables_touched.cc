#include "city/cases/touched.h"

namespace portico::cases::tables {
namespace {

using store::Statement;

const Statement insert_row("cases.insert_touched",
                           "INSERT INTO cases_touched (emergency, case_id) VALUES ($1, $2) ON CONFLICT (emergency, case_id) DO NOTHING");
const Statement delete_all("cases.clear_touched", "DELETE FROM cases_touched");
const Statement select_after("cases.touched_after",
                             "SELECT c.id, c.number, c.service FROM cases_touched t JOIN cases_case c ON c.id = t.case_id "
                             "WHERE t.emergency = $1 AND t.case_id > $2 AND c.number IS NOT NULL ORDER BY t.case_id LIMIT $3");
const Statement count_by_service("cases.touched_by_service",
                                 "SELECT c.service, COUNT(*) FROM cases_touched t JOIN cases_case c ON c.id = t.case_id "
                                 "WHERE t.emergency = $1 AND c.number IS NOT NULL GROUP BY c.service");

}  // namespace

void insert_touched(store::Tx& tx, std::string_view emergency, std::int64_t id) { tx.execute(insert_row, {emergency, id}); }

void clear_touched(store::Tx& tx) { tx.execute(delete_all, {}); }

std::vector<TouchedCase> touched_after(store::Reader& reader, std::string_view emergency, std::int64_t id, int limit) {
  return reader.all(select_after, {emergency, id, limit},
                    [](const store::Row& row) { return TouchedCase{row.integer(0), std::string(row.text(1)), std::string(row.text(2))}; });
}

std::vector<std::pair<std::string, std::int64_t>> touched_by_service(store::Reader& reader, std::string_view emergency) {
  return reader.all(count_by_service, {emergency},
                    [](const store::Row& row) { return std::pair(std::string(row.text(0)), row.integer(1)); });
}

}  // namespace portico::cases::tables
