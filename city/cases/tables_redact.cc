#include "city/cases/tables_redact.h"

#include <array>
#include <limits>
#include "city/cases/tables_photos.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

const Statement case_words(
    "cases.redact_case",
    "UPDATE cases_case SET description = '', answers = '', media_url = '', status_notes = '', outcome_reason = CASE WHEN "
    "outcome IS NULL THEN NULL ELSE '' END, words = 2, told = 0 WHERE id = $1");
const Statement case_place("cases.redact_place",
                           "UPDATE cases_case SET address = '', address_id = '', latitude = NULL, longitude = NULL, cell = NULL, "
                           "to_be_found = 0 WHERE id = $1");
const Statement message_words("cases.redact_messages", "UPDATE cases_message SET text = '', media_url = '' WHERE case_id = $1");
const Statement pause_words("cases.redact_pauses", "UPDATE cases_pause SET words = '' WHERE case_id = $1");
const Statement move_words("cases.redact_moves", "UPDATE cases_move SET reason = '' WHERE case_id = $1");
const Statement ending_words("cases.redact_endings",
                             "UPDATE cases_ending SET reason = '', who_can = '', proof = '', contest_words = '' WHERE case_id = $1");
const Statement reporter("cases.redact_reporter", "DELETE FROM cases_reporter WHERE case_id = $1");
const Statement followers("cases.redact_followers", "DELETE FROM cases_follower WHERE case_id = $1 OR from_case = $1");

const Statement insert_row("cases.insert_redaction",
                           "INSERT INTO cases_redaction (case_id, at, place, erased) VALUES ($1, $2, $3, 0) "
                           "ON CONFLICT (case_id) DO UPDATE SET at = excluded.at, place = excluded.place, erased = 0");
const Statement select_all("cases.redactions", "SELECT case_id, at, place FROM cases_redaction ORDER BY case_id");
const Statement select_not_erased("cases.not_erased", "SELECT case_id FROM cases_redaction WHERE erased = 0 ORDER BY case_id");
const Statement mark("cases.mark_erased", "UPDATE cases_redaction SET erased = 1 WHERE case_id = $1");

const Statement select_of_person(
    "cases.ids_of_person",
    "SELECT case_id FROM cases_reporter WHERE LOWER(email) = $1 UNION SELECT case_id FROM cases_follower WHERE "
    "LOWER(email) = $1 ORDER BY 1");
const Statement select_mark("cases.retention_mark", "SELECT updated, case_id FROM cases_retention WHERE rule = $1");
const Statement move_mark("cases.move_retention_mark",
                          "INSERT INTO cases_retention (rule, updated, case_id) VALUES ($1, $2, $3) "
                          "ON CONFLICT (rule) DO UPDATE SET updated = excluded.updated, case_id = excluded.case_id");
const Statement select_aged(
    "cases.aged",
    "SELECT c.id, c.updated, c.service, CASE WHEN c.status = 1 AND c.closed < $3 AND c.number IS NOT NULL AND r.case_id "
    "IS NULL THEN 1 ELSE 0 END FROM cases_case c LEFT JOIN cases_redaction r ON r.case_id = c.id "
    "WHERE (c.updated, c.id) > ($1, $2) AND c.updated < $3 ORDER BY c.updated, c.id LIMIT $4");

constexpr std::array<std::string_view, 8> holding{"cases_case",   "cases_message",  "cases_pause",    "cases_move",
                                                  "cases_ending", "cases_reporter", "cases_follower", "cases_search"};

}  // namespace

void take_out(store::Tx& tx, std::int64_t case_id, bool place) {
  for (const Statement* each : {&case_words, &message_words, &pause_words, &move_words, &ending_words, &reporter, &followers})
    tx.execute(*each, {case_id});
  remove_photos(tx, case_id);
  if (place) tx.execute(case_place, {case_id});
}

void insert_redaction(store::Tx& tx, const Redaction& redaction) {
  tx.execute(insert_row, {redaction.case_id, to_millis(redaction.at), redaction.place});
}

std::vector<Redaction> redactions(store::Reader& reader) {
  return reader.all(select_all, {},
                    [](const Row& row) { return Redaction{row.integer(0), from_millis(row.integer(1)), row.integer(2) != 0}; });
}

std::vector<std::int64_t> not_erased(store::Reader& reader) {
  return reader.all(select_not_erased, {}, [](const Row& row) { return row.integer(0); });
}

void mark_erased(store::Tx& tx, std::span<const std::int64_t> case_ids) {
  for (const std::int64_t id : case_ids) tx.execute(mark, {id});
}

std::vector<std::int64_t> ids_of_person(store::Reader& reader, std::string_view email) {
  return reader.all(select_of_person, {email}, [](const Row& row) { return row.integer(0); });
}

RetentionMark retention_mark(store::Reader& reader, std::string_view rule) {
  return reader.one(select_mark, {rule}, [](const Row& row) { return RetentionMark{row.integer(0), row.integer(1)}; })
      .value_or(RetentionMark{std::numeric_limits<std::int64_t>::min(), 0});
}

void move_retention_mark(store::Tx& tx, std::string_view rule, RetentionMark mark) {
  tx.execute(move_mark, {rule, mark.updated, mark.case_id});
}

std::vector<Aged> aged(store::Reader& reader, RetentionMark after, Instant until, int limit) {
  return reader.all(select_aged, {after.updated, after.case_id, to_millis(until), limit},
                    [](const Row& row) { return Aged{row.integer(0), row.integer(1), std::string(row.text(2)), row.integer(3) != 0}; });
}

std::span<const std::string_view> tables_with_words() { return holding; }

}  // namespace portico::cases::tables
