#include "city/cases/tables_search.h"

#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "platform/store/patience.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

// On SQLite all_words holds what is not open: FTS5 looks for a word in both columns. A tsvector of PostgreSQL's is asked by itself, so
// there it holds all.
const Statement insert_words(
    "cases.search_insert", "INSERT OR REPLACE INTO cases_search (rowid, open_words, all_words) VALUES ($1, $2, $3)",
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
const Statement words_from("cases.search_words_from", "SELECT word FROM cases_word WHERE word >= $1 AND word < $2 ORDER BY word LIMIT $3");
const Statement all_on_file("cases.search_words", "SELECT word FROM cases_word ORDER BY word");
const Statement words_held("cases.search_words_held", "SELECT open_words, all_words FROM cases_search WHERE rowid = $1", "SELECT 1");
// On SQLite the query names its columns itself.
const Statement find_open(
    "cases.search_find", "SELECT 1",
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

// What a query asks for in place of one wanted word: one of these keys, or one that begins as the first does.
struct Term {
  std::vector<std::string> keys;
  bool beginning = false;

  bool met_by(const std::set<std::string, std::less<>>& words) const {
    if (std::ranges::any_of(keys, [&](const std::string& key) { return words.contains(key); })) return true;
    if (!beginning) return false;
    const auto next = words.lower_bound(keys.front());
    return next != words.end() && next->starts_with(keys.front());
  }
};

// The last word may be a beginning: then the words on file that begin so, where they are not too many to be named and are kept at all.
Term last_term(store::Reader& reader, const std::string& key) {
  if (reader.dialect() != store::Dialect::sqlite || !of_letters(key)) return {.keys = {key}, .beginning = true};
  auto words = reader.all(words_from, {key, key + "g", static_cast<std::int64_t>(most_endings + 1)},  // "g" follows every hex digit
                          [](const Row& row) { return std::string(row.text(0)); });
  if (words.size() > most_endings) return {.keys = {key}, .beginning = true};
  return {.keys = std::move(words)};
}

std::vector<Term> terms_of(store::Reader& reader, std::span<const Wanted> wanted) {
  std::vector<Term> terms;
  for (const Wanted& one : wanted) {
    terms.push_back(&one == &wanted.back() ? last_term(reader, one.key) : Term{.keys = {one.key}});
    terms.back().keys.insert(terms.back().keys.end(), one.services.begin(), one.services.end());
  }
  return terms;
}

// FTS5: (("a") AND ("b" OR "bc" OR "s1f")), or (("a") AND ("b" *)). PostgreSQL: (('a') & ('b':* | 's1f')). Keys are letters and digits, so
// nothing needs more than quotes.
std::string query_of(bool sqlite, std::span<const Term> terms) {
  std::vector<std::string> all;
  for (const Term& term : terms) {
    std::vector<std::string> keys;
    for (const std::string& key : term.keys) keys.push_back(sqlite ? "\"" + key + "\"" : "'" + key + "'");
    if (term.beginning) keys.front() += sqlite ? " *" : ":*";
    all.push_back(fmt::format("({})", fmt::join(keys, sqlite ? " OR " : " | ")));
  }
  return fmt::format("({})", fmt::join(all, sqlite ? " AND " : " & "));
}

// FTS5 gives a row when it has found one, however long that takes, and looks at no bound before. So every ten-thousandth case holds a word
// that stands for any other: by then at the latest it comes back.
bool is_milestone(std::int64_t case_id) { return case_id % 10'000 == 0; }
const std::string milestone = "m";  // no word's key: these are hex
constexpr int few_milestones = 4;

bool meets(store::Reader& reader, std::int64_t case_id, std::span<const Term> terms, bool all_words) {
  std::set<std::string, std::less<>> words;
  const auto learn_from = [&](std::string_view text) {
    for (const auto word : split(text, ' ')) words.insert(std::string(word));
  };
  reader.query(words_held, {case_id}, [&](const Row& row) {
    learn_from(row.text(0));
    if (all_words) learn_from(row.text(1));
  });
  return std::ranges::all_of(terms, [&](const Term& term) { return term.met_by(words); });
}

// Newest first from milestone to milestone, until there are enough or the effort is over.
Hits found_between_milestones(store::Reader& reader, std::span<const Term> terms, bool all_words, std::int64_t before, int limit,
                              const Effort& effort) {
  const store::Patience patience(effort.most);
  std::vector<Term> asked(terms.begin(), terms.end());
  for (Term& term : asked) term.keys.push_back(milestone);
  const std::string query = (all_words ? "" : "open_words : ") + query_of(true, asked);
  Hits hits;
  const auto full = [&] { return hits.ids.size() == static_cast<std::size_t>(limit); };
  for (int spare = std::min(few_milestones, effort.milestones); !full(); spare = effort.milestones) {  // mostly the first look finds enough
    const int rows = limit - static_cast<int>(hits.ids.size()) + spare;
    const auto ids = reader.all(find_in_all, {query, before, rows}, [](const Row& row) { return row.integer(0); });
    for (const std::int64_t id : ids)
      if (!full() && (!is_milestone(id) || meets(reader, id, terms, all_words))) hits.ids.push_back(id);
    if (ids.size() < static_cast<std::size_t>(rows)) break;
    before = ids.back();
    if (!full() && spare >= effort.milestones && patience.over()) {
      hits.looked_to = before;
      break;
    }
  }
  return hits;
}

}  // namespace

void index_words(store::Tx& tx, std::int64_t case_id, const CaseWords& words) {
  const bool sqlite = tx.dialect() == store::Dialect::sqlite;
  std::vector<std::string> open = words.open, all = words.rest;
  if (!words.service.empty()) open.push_back(words.service);
  if (sqlite && is_milestone(case_id)) open.push_back(milestone);
  if (!sqlite) all.insert(all.end(), open.begin(), open.end());
  tx.execute(insert_words, {case_id, joined(open), joined(all)});
  if (!sqlite) return;
  learn(tx, words.open);
  learn(tx, words.rest);
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

Hits found_by(store::Reader& reader, std::span<const Wanted> wanted, bool all_words, std::int64_t before, int limit, const Effort& effort) {
  const auto terms = terms_of(reader, wanted);
  if (std::ranges::any_of(terms, [](const Term& term) { return term.keys.empty(); })) return {};
  if (reader.dialect() == store::Dialect::sqlite) return found_between_milestones(reader, terms, all_words, before, limit, effort);
  return {.ids = reader.all(all_words ? find_in_all : find_open, {query_of(false, terms), before, limit},
                            [](const Row& row) { return row.integer(0); })};
}

}  // namespace portico::cases::tables
