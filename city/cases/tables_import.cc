#include "city/cases/tables_import.h"

namespace portico::cases::tables {
namespace {

using store::Statement;

const Statement select_import(
    "cases.import_state",
    "SELECT started, rows_done, opened, known, finished FROM cases_import WHERE file_hash = $1 AND mapping_hash = $2");
const Statement insert_import("cases.begin_import",
                              "INSERT INTO cases_import (file_hash, mapping_hash, name, started, rows_done, opened, known) "
                              "VALUES ($1, $2, $3, $4, 0, 0, 0) ON CONFLICT (file_hash, mapping_hash) DO NOTHING");
const Statement update_import("cases.advance_import",
                              "UPDATE cases_import SET rows_done = $1, opened = $2, known = $3, finished = $4 "
                              "WHERE file_hash = $5 AND mapping_hash = $6");

}  // namespace

std::optional<ImportState> import_state(store::Reader& reader, std::string_view file_hash, std::string_view mapping_hash) {
  return reader.one(select_import, {file_hash, mapping_hash}, [](const store::Row& row) {
    ImportState state{from_millis(row.integer(0)), row.integer(1), row.integer(2), row.integer(3), {}};
    if (!row.null(4)) state.finished = from_millis(row.integer(4));
    return state;
  });
}

void begin_import(store::Tx& tx, std::string_view file_hash, std::string_view mapping_hash, std::string_view name, Instant started) {
  tx.execute(insert_import, {file_hash, mapping_hash, name, to_millis(started)});
}

void advance_import(store::Tx& tx, std::string_view file_hash, std::string_view mapping_hash, const ImportState& state) {
  const auto finished = state.finished ? std::optional(to_millis(*state.finished)) : std::nullopt;
  tx.execute(update_import, {state.rows_done, state.opened, state.known, finished, file_hash, mapping_hash});
}

}  // namespace portico::cases::tables
