#include "city/cases/tables_search.h"

#include <fmt/ranges.h>

#include <optional>

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
// One parameter for a list: SQLite opens it as JSON; so does PostgreSQL, by another name.
const Statement learn_words(
    "cases.search_learn", "INSERT INTO cases_word (word) SELECT value FROM json_each($1) WHERE true ON CONFLICT DO NOTHING",
    "INSERT INTO cases_word (word) SELECT value FROM json_array_elements_text(CAST($1 AS JSON)) WHERE true ON CONFLICT DO NOTHING");
const Statement forget_words("cases.search_forget", "DELETE FROM cases_word");
const Statement forget_unused(
    "cases.search_forget_unused",
    "DELETE FROM cases_word WHERE NOT EXISTS (SELECT 1 FROM cases_search WHERE cases_search MATCH '\"' || cases_word.word || '\"')",
    "SELECT 1");
const Statement beginning("cases.search_beginning", "SELECT word FROM cases_word WHERE word >= $1 AND word < $2 ORDER BY word LIMIT $3");
const Statement all_on_file("cases.search_words", "SELECT word FROM cases_word ORDER BY word");
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

constexpr std::size_t most_endings = 256;

// Of a word with a digit in it (a key is its bytes in hex) there are too many, and of each too few cases, to be worth a list.
bool of_letters(std::string_view key) {
  for (std::size_t at = 0; at + 1 < key.size(); at += 2)
    if (key[at] == '3' && key[at + 1] <= '9') return false;
  return true;
}

void learn(store::Tx& tx, std::span<const std::string> keys) {
  std::string list;
  for (const std::string& key : keys)
    if (of_letters(key)) list += (list.empty() ? "[\"" : "\",\"") + key;
  if (!list.empty()) tx.execute(learn_words, {list + "\"]"});
}

// The words on file that begin so; nothing where they are too many to be named, or are not kept.
std::optional<std::vector<std::string>> words_that_begin(store::Reader& reader, const std::string& key) {
  if (reader.dialect() != store::Dialect::sqlite || !of_letters(key)) return std::nullopt;
  auto words = reader.all(beginning, {key, key + "g", static_cast<std::int64_t>(most_endings + 1)},  // "g" follows every hex digit
                          [](const Row& row) { return std::string(row.text(0)); });
  if (words.size() > most_endings) return std::nullopt;
  return words;
}

// FTS5: open_words : ("a" AND ("b" OR "bc")), or ("a" AND "b" *) without a list of words. PostgreSQL: 'a' & 'b':*. Keys are letters and
// digits, so nothing needs more than quotes.
std::string query_of(store::Dialect dialect, std::span<const std::string> keys, const std::optional<std::vector<std::string>>& last,
                     bool all_words) {
  const bool sqlite = dialect == store::Dialect::sqlite;
  std::string text;
  for (const auto& key : keys.first(keys.size() - 1)) text += sqlite ? "\"" + key + "\" AND " : "'" + key + "' & ";
  if (!sqlite) return text + "'" + keys.back() + "':*";
  if (!last) text += "\"" + keys.back() + "\" *";
  if (last) text += "(\"" + fmt::format("{}", fmt::join(*last, "\" OR \"")) + "\")";
  return std::string(all_words ? "all_words" : "open_words") + " : (" + text + ")";
}

}  // namespace

void index_words(store::Tx& tx, std::int64_t case_id, std::span<const std::string> open, std::span<const std::string> all, bool is_new) {
  if (!is_new || tx.dialect() == store::Dialect::sqlite) tx.execute(delete_words, {case_id});
  tx.execute(insert_words, {case_id, joined(open), joined(all)});
  if (tx.dialect() == store::Dialect::sqlite) learn(tx, all);
}

void clear_index(store::Tx& tx) {
  tx.execute(clear, {});
  tx.execute(forget_words, {});
}

void rid_index(store::Tx& tx) {
  if (tx.dialect() != store::Dialect::sqlite) return;
  tx.execute(merge_all, {});
  tx.execute(forget_unused, {});
}

std::vector<std::string> words_on_file(store::Reader& reader) {
  return reader.all(all_on_file, {}, [](const Row& row) { return std::string(row.text(0)); });
}

std::vector<std::int64_t> found_by(store::Reader& reader, std::span<const std::string> keys, bool all_words, std::int64_t before,
                                   int limit) {
  const auto last = words_that_begin(reader, keys.back());
  if (last && last->empty()) return {};
  const std::string query = query_of(reader.dialect(), keys, last, all_words);
  return reader.all(all_words ? find_in_all : find, {query, before, limit}, [](const Row& row) { return row.integer(0); });
}

}  // namespace portico::cases::tables
