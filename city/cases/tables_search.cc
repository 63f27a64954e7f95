#include "city/cases/tables_search.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

const Statement delete_words("cases.search_delete", "DELETE FROM cases_search WHERE rowid = $1");
const Statement insert_words(
    "cases.search_insert", "INSERT INTO cases_search (rowid, open_words, all_words) VALUES ($1, $2, $3)",
    "INSERT INTO cases_search (rowid, open_words, all_words) VALUES ($1, array_to_tsvector(string_to_array(CAST($2 AS TEXT), ' ')), "
    "array_to_tsvector(string_to_array(CAST($3 AS TEXT), ' '))) ON CONFLICT (rowid) DO UPDATE SET open_words = excluded.open_words, "
    "all_words = excluded.all_words");
const Statement clear("cases.search_clear", "DELETE FROM cases_search");
// FTS5 keeps deleted words in its segments until they are merged.
const Statement merge_all("cases.search_optimize", "INSERT INTO cases_search (cases_search) VALUES ('optimize')", "SELECT 1");
const Statement find("cases.search_find",
                     "SELECT rowid FROM cases_search WHERE cases_search MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3",
                     "SELECT rowid FROM cases_search WHERE open_words @@ CAST($1 AS tsquery) AND rowid < $2 ORDER BY rowid DESC LIMIT $3");
const Statement find_in_all(
    "cases.search_find_in_all", "SELECT rowid FROM cases_search WHERE cases_search MATCH $1 AND rowid < $2 ORDER BY rowid DESC LIMIT $3",
    "SELECT rowid FROM cases_search WHERE all_words @@ CAST($1 AS tsquery) AND rowid < $2 ORDER BY rowid DESC LIMIT $3");

std::string joined(std::span<const std::string> keys) {
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : " ") + key;
  return text;
}

// FTS5: open_words : (a AND b*). PostgreSQL: a & b:*. Keys are letters and digits, so nothing needs a quote.
std::string query_of(store::Dialect dialect, std::span<const std::string> keys, bool all_words) {
  const bool sqlite = dialect == store::Dialect::sqlite;
  std::string text;
  for (const auto& key : keys) text += (text.empty() ? "" : sqlite ? " AND " : " & ") + (sqlite ? "\"" + key + "\"" : "'" + key + "'");
  text += sqlite ? " *" : ":*";
  return sqlite ? std::string(all_words ? "all_words" : "open_words") + " : (" + text + ")" : text;
}

}  // namespace

void index_words(store::Tx& tx, std::int64_t case_id, std::span<const std::string> open, std::span<const std::string> all, bool is_new) {
  if (!is_new || tx.dialect() == store::Dialect::sqlite) tx.execute(delete_words, {case_id});
  tx.execute(insert_words, {case_id, joined(open), joined(all)});
}

void clear_index(store::Tx& tx) { tx.execute(clear, {}); }

void rid_index(store::Tx& tx) {
  if (tx.dialect() == store::Dialect::sqlite) tx.execute(merge_all, {});
}

std::vector<std::int64_t> found_by(store::Reader& reader, std::span<const std::string> keys, bool all_words, std::int64_t before,
                                   int limit) {
  const std::string query = query_of(reader.dialect(), keys, all_words);
  return reader.all(all_words ? find_in_all : find, {query, before, limit}, [](const Row& row) { return row.integer(0); });
}

}  // namespace portico::cases::tables
