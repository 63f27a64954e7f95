#include "city/documents/tables.h"

#include "base/text.h"

namespace portico::documents::tables {
namespace {

using store::Statement;

#define VERSION_COLUMNS "v.version, v.state, v.source, v.agency, v.services, v.reviewed, v.review_by, v.writers, v.at, v.actor"

const Statement all_articles("documents.articles", "SELECT id, code, version, live FROM documents_article ORDER BY code");
const Statement one_article("documents.article", "SELECT id, code, version, live FROM documents_article WHERE code = $1");
const Statement make_article("documents.make_article",
                             "INSERT INTO documents_article (id, code, version) VALUES ($1, $2, 0) ON CONFLICT (code) DO NOTHING");
const Statement step_on("documents.next_version",
                        "UPDATE documents_article SET version = version + 1 WHERE code = $1 RETURNING id, code, version, live");
const Statement show("documents.set_live", "UPDATE documents_article SET live = $2 WHERE id = $1");
const Statement insert_one(
    "documents.insert_version",
    "INSERT INTO documents_version (article, version, state, source, agency, services, reviewed, review_by, writers, at, "
    "actor) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)");
const Statement insert_text("documents.insert_text",
                            "INSERT INTO documents_text (article, version, language, title, body) VALUES ($1, $2, $3, $4, $5)");
const Statement one_version("documents.version",
                            "SELECT " VERSION_COLUMNS " FROM documents_version v WHERE v.article = $1 AND v.version = $2");
const Statement texts_of("documents.texts", "SELECT language, title, body FROM documents_text WHERE article = $1 AND version = $2");
const Statement all_versions("documents.versions",
                             "SELECT " VERSION_COLUMNS " FROM documents_version v WHERE v.article = $1 ORDER BY v.version DESC LIMIT $2");
const Statement newest_pack("documents.newest_of_pack",
                            "SELECT v.version FROM documents_version v WHERE v.article = $1 AND v.source = 'pack' "
                            "ORDER BY v.version DESC LIMIT 1");
const Statement all_newest("documents.newest",
                           "SELECT " VERSION_COLUMNS
                           ", a.id, a.code, a.version, a.live FROM documents_article a JOIN documents_version v ON v.article = a.id AND "
                           "v.version = a.version ORDER BY a.code");
const Statement texts_of_newest(
    "documents.texts_of_newest",
    "SELECT t.article, t.language, t.title, t.body FROM documents_article a JOIN documents_text t ON t.article = "
    "a.id AND t.version = a.version");
const Statement all_live("documents.live",
                         "SELECT " VERSION_COLUMNS
                         ", a.id, a.code, a.version, a.live FROM documents_article a JOIN documents_version v ON v.article = a.id AND "
                         "v.version = a.live ORDER BY a.code");
const Statement texts_of_live("documents.texts_of_live",
                              "SELECT t.article, t.language, t.title, t.body FROM documents_article a JOIN documents_text t ON t.article = "
                              "a.id AND t.version = a.live");
const Statement add(
    "documents.add_reads",
    "INSERT INTO documents_read AS r (day, code, language, channel, reads, helped, unhelped) VALUES ($1, $2, $3, $4, $5, $6, "
    "$7) ON CONFLICT (day, code, language, channel) DO UPDATE SET reads = r.reads + excluded.reads, helped = r.helped + "
    "excluded.helped, unhelped = r.unhelped + excluded.unhelped");
// PostgreSQL's sum of whole numbers is a numeric, SQLite's a whole number.
const Statement sums(
    "documents.counted",
    "SELECT code, language, channel, sum(reads), sum(helped), sum(unhelped) FROM documents_read WHERE day >= $1 AND day <= $2 "
    "GROUP BY code, language, channel ORDER BY code, language, channel",
    "SELECT code, language, channel, sum(reads)::bigint, sum(helped)::bigint, sum(unhelped)::bigint FROM documents_read WHERE "
    "day >= $1 AND day <= $2 GROUP BY code, language, channel ORDER BY code, language, channel");

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const auto& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> words;
  for (const auto word : split(text, ' '))
    if (!word.empty()) words.emplace_back(word);
  return words;
}

std::int64_t number_of(std::chrono::sys_days day) { return day.time_since_epoch().count(); }
std::chrono::sys_days day_of(std::int64_t number) { return std::chrono::sys_days(std::chrono::days(number)); }

Row row_in(const store::Row& row, int from) {
  return {row.integer(from), std::string(row.text(from + 1)), row.integer(from + 2), row.maybe_integer(from + 3)};
}

Version version_in(const store::Row& row, std::string_view code) {
  Version read;
  read.number = row.integer(0);
  read.state = static_cast<State>(row.integer(1));
  read.source = row.text(2);
  read.article.code = code;
  read.article.agency = row.text(3);
  read.article.services = words_of(row.text(4));
  read.article.reviewed = day_of(row.integer(5));
  read.article.review_by = day_of(row.integer(6));
  read.writers = words_of(row.text(7));
  read.at = from_millis(row.integer(8));
  read.by = row.text(9);
  return read;
}

std::vector<std::pair<Row, Version>> whole(store::Reader& reader, const Statement& of_versions, const Statement& of_texts) {
  auto all = reader.all(of_versions, {}, [](const store::Row& row) {
    Row article = row_in(row, 10);
    Version version = version_in(row, article.code);
    return std::pair(std::move(article), std::move(version));
  });
  std::map<std::int64_t, Article*> by_id;
  for (auto& [row, version] : all) by_id[row.id] = &version.article;
  reader.query(of_texts, {}, [&](const store::Row& row) {
    if (const auto found = by_id.find(row.integer(0)); found != by_id.end())
      found->second->texts[std::string(row.text(1))] = {std::string(row.text(2)), std::string(row.text(3))};
  });
  return all;
}

}  // namespace

std::vector<Row> articles(store::Reader& reader) {
  return reader.all(all_articles, {}, [](const store::Row& row) { return row_in(row, 0); });
}

std::optional<Row> article(store::Reader& reader, std::string_view code) {
  return reader.one(one_article, {code}, [](const store::Row& row) { return row_in(row, 0); });
}

Row next_version(store::Tx& tx, std::string_view code) {
  const auto step = [&] { return tx.one(step_on, {code}, [](const store::Row& row) { return row_in(row, 0); }); };
  if (auto known = step()) return *std::move(known);
  tx.execute(make_article, {tx.next("documents.article"), code});
  return step().value();
}

void insert_version(store::Tx& tx, std::int64_t article, const Version& version) {
  const Article& of = version.article;
  tx.execute(insert_one, {article, version.number, static_cast<std::int64_t>(version.state), version.source, of.agency, joined(of.services),
                          number_of(of.reviewed), number_of(of.review_by), joined(version.writers), to_millis(version.at), version.by});
  for (const auto& [language, text] : of.texts) tx.execute(insert_text, {article, version.number, language, text.title, text.body});
}

void set_live(store::Tx& tx, std::int64_t article, std::optional<std::int64_t> version) { tx.execute(show, {article, version}); }

std::optional<Version> version(store::Reader& reader, const Row& of, std::int64_t number) {
  auto found = reader.one(one_version, {of.id, number}, [&](const store::Row& row) { return version_in(row, of.code); });
  if (!found) return found;
  reader.query(texts_of, {of.id, number}, [&](const store::Row& row) {
    found->article.texts[std::string(row.text(0))] = {std::string(row.text(1)), std::string(row.text(2))};
  });
  return found;
}

std::vector<Version> versions(store::Reader& reader, const Row& of, int limit) {
  return reader.all(all_versions, {of.id, limit}, [&](const store::Row& row) { return version_in(row, of.code); });
}

std::vector<std::pair<Row, Version>> newest(store::Reader& reader) { return whole(reader, all_newest, texts_of_newest); }
std::vector<std::pair<Row, Version>> live(store::Reader& reader) { return whole(reader, all_live, texts_of_live); }

std::optional<Version> newest_of_pack(store::Reader& reader, const Row& row) {
  const auto number = reader.one(newest_pack, {row.id}, [](const store::Row& found) { return found.integer(0); });
  return number ? version(reader, row, *number) : std::nullopt;
}

void add_reads(store::Tx& tx, std::int64_t day, const Read& read, const Counts& more) {
  tx.execute(add, {day, read.code, read.language, static_cast<std::int64_t>(read.channel), more.reads, more.helped, more.unhelped});
}

std::vector<Counted> counted(store::Reader& reader, std::int64_t first, std::int64_t last) {
  return reader.all(sums, {first, last}, [](const store::Row& row) {
    return Counted{{std::string(row.text(0)), std::string(row.text(1)), static_cast<Channel>(row.integer(2))},
                   {row.integer(3), row.integer(4), row.integer(5)}};
  });
}

}  // namespace portico::documents::tables
