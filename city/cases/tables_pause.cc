// When a case waited, and where it was passed to.
#include "city/cases/tables.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

#define PAUSE_COLUMNS "from_at, to_at, reason, words, case_id"

const Statement insert_pause_row("cases.insert_pause",
                                 "INSERT INTO cases_pause (case_id, turn, from_at, to_at, reason, words) VALUES ($1, $2, $3, $4, $5, $6)");
const Statement end_pause_row("cases.end_pause", "UPDATE cases_pause SET to_at = $1 WHERE case_id = $2 AND turn = $3");
const Statement select_pauses("cases.pauses_of", "SELECT " PAUSE_COLUMNS " FROM cases_pause WHERE case_id = $1 ORDER BY turn");
// A list of keys is one parameter: SQLite opens it as JSON, PostgreSQL as an array.
const Statement select_pauses_of_many(
    "cases.pauses_of_many",
    "SELECT " PAUSE_COLUMNS " FROM cases_pause WHERE case_id IN (SELECT value FROM json_each($1)) ORDER BY case_id, turn",
    "SELECT " PAUSE_COLUMNS " FROM cases_pause WHERE case_id = ANY(CAST(translate($1, '[]', '{}') AS BIGINT[])) ORDER BY case_id, turn");

const Statement newest_move("cases.newest_move", "SELECT COALESCE(MAX(turn), 0) FROM cases_move WHERE case_id = $1");
const Statement insert_move_row("cases.insert_move",
                                "INSERT INTO cases_move (case_id, turn, at, from_agency, to_agency, from_service, to_service, reason) "
                                "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
const Statement select_moves("cases.moves_of",
                             "SELECT at, from_agency, to_agency, from_service, to_service, reason FROM cases_move WHERE case_id = $1 "
                             "ORDER BY turn");

Pause read_pause(const Row& row) {
  const auto to = row.maybe_integer(1);
  return {from_millis(row.integer(0)), to ? std::optional(from_millis(*to)) : std::nullopt, std::string(row.text(2)),
          std::string(row.text(3))};
}

}  // namespace

void insert_pause(store::Tx& tx, std::int64_t case_id, std::int64_t turn, const Pause& pause) {
  const auto to = pause.to ? std::optional(to_millis(*pause.to)) : std::nullopt;
  tx.execute(insert_pause_row, {case_id, turn, to_millis(pause.from), to, pause.reason, pause.words});
}

void end_pause(store::Tx& tx, std::int64_t case_id, std::int64_t turn, Instant at) {
  tx.execute(end_pause_row, {to_millis(at), case_id, turn});
}

std::vector<Pause> pauses_of(store::Reader& reader, std::int64_t case_id) { return reader.all(select_pauses, {case_id}, read_pause); }

std::map<std::int64_t, std::vector<Pause>> pauses_of(store::Reader& reader, std::span<const std::int64_t> case_ids) {
  std::map<std::int64_t, std::vector<Pause>> found;
  if (case_ids.empty()) return found;
  std::string list;
  for (const std::int64_t id : case_ids) list += (list.empty() ? "[" : ",") + std::to_string(id);
  reader.query(select_pauses_of_many, {list + "]"}, [&](const Row& row) { found[row.integer(4)].push_back(read_pause(row)); });
  return found;
}

void insert_move(store::Tx& tx, std::int64_t case_id, const Move& move) {
  const auto turn = tx.one(newest_move, {case_id}, [](const Row& row) { return row.integer(0); }).value_or(0) + 1;
  tx.execute(insert_move_row,
             {case_id, turn, to_millis(move.at), move.from_agency, move.to_agency, move.from_service, move.to_service, move.reason});
}

std::vector<Move> moves_of(store::Reader& reader, std::int64_t case_id) {
  return reader.all(select_moves, {case_id}, [](const Row& row) {
    const auto text = [&row](int column) { return std::string(row.text(column)); };
    return Move{from_millis(row.integer(0)), text(1), text(2), text(3), text(4), text(5)};
  });
}

}  // namespace portico::cases::tables
