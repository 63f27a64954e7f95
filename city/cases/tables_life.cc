#include "city/cases/tables_life.h"

#include "city/cases/tables_case.h"

namespace portico::cases::tables {
namespace {

using store::Param;
using store::Row;
using store::Statement;

const Statement insert_ending_row("cases.insert_ending",
                                  "INSERT INTO cases_ending (case_id, turn, at, outcome, reason, who_can, proof, closed_by, contested, "
                                  "contest_words) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
const Statement contest_row("cases.contest_ending",
                            "UPDATE cases_ending SET contested = $1, contest_words = $2 WHERE case_id = $3 AND turn = $4");
const Statement select_endings("cases.endings_of",
                               "SELECT at, outcome, reason, who_can, proof, closed_by, contested, contest_words FROM cases_ending "
                               "WHERE case_id = $1 ORDER BY turn");
const Statement insert_handling_row("cases.insert_handling",
                                    "INSERT INTO cases_handling (case_id, turn, at, handler, public_name, department) SELECT $1, "
                                    "COUNT(*) + 1, $2, $3, $4, $5 FROM cases_handling WHERE case_id = $1");
const Statement select_handlings("cases.handlings_of",
                                 "SELECT at, handler, public_name, department FROM cases_handling WHERE case_id = $1 ORDER BY turn");
const Statement insert_follower_row("cases.insert_follower",
                                    "INSERT INTO cases_follower (id, case_id, from_case, email, language, at, confirmed) "
                                    "VALUES ($1, $2, $3, $4, $5, $6, $7)");
const Statement confirm_row("cases.confirm_follower", "UPDATE cases_follower SET confirmed = 1 WHERE id = $1");
const Statement count_unconfirmed("cases.count_unconfirmed",
                                  "SELECT COUNT(*) FROM cases_follower WHERE confirmed = 0 AND email <> '' AND email = $1 AND at > $2");
const Statement forget_unconfirmed_rows("cases.forget_unconfirmed",
                                        "UPDATE cases_follower SET email = '' WHERE confirmed = 0 AND email <> '' AND at <= $1");
const Statement delete_follower_row("cases.delete_follower", "DELETE FROM cases_follower WHERE case_id = $1 AND id = $2");
const Statement count_followers_of("cases.count_followers", "SELECT COUNT(*) FROM cases_follower WHERE case_id = $1");
const Statement select_followers("cases.followers_of",
                                 "SELECT id, from_case, email, language, confirmed, at FROM cases_follower WHERE case_id = $1 ORDER BY id");
const Statement select_to_review("cases.words_to_review",
                                 "SELECT " CASES_COLUMNS
                                 " FROM cases_case WHERE words = 3 AND agency = $1 AND id > $2 ORDER BY id LIMIT $3");
const Statement select_to_find("cases.places_to_find",
                               "SELECT " CASES_COLUMNS
                               " FROM cases_case WHERE to_be_found = 1 AND status = 0 AND agency = $1 AND id > $2 ORDER BY id LIMIT $3");

const Statement select_in_hand("cases.in_hand",
                               "SELECT " CASES_COLUMNS
                               " FROM cases_case WHERE handler = $1 AND handler <> '' AND status = 0 ORDER BY due, id LIMIT $2");

Param or_null(const std::optional<Instant>& at) { return at ? Param(to_millis(*at)) : Param(nullptr); }

Ending read_ending(const Row& row) {
  Ending read;
  read.closing = {from_millis(row.integer(0)), std::string(row.text(1)), std::string(row.text(2))};
  read.who_can = row.text(3);
  read.proof = row.text(4);
  read.closed_by = row.text(5);
  if (const auto contested = row.maybe_integer(6)) read.contested = from_millis(*contested);
  read.contest_words = row.text(7);
  return read;
}

}  // namespace

void insert_ending(store::Tx& tx, std::int64_t case_id, std::int64_t turn, const Ending& ending) {
  tx.execute(insert_ending_row, {case_id, turn, to_millis(ending.closing.at), ending.closing.outcome, ending.closing.reason, ending.who_can,
                                 ending.proof, ending.closed_by, or_null(ending.contested), ending.contest_words});
}

void contest_ending(store::Tx& tx, std::int64_t case_id, std::int64_t turn, const Ending& contested) {
  tx.execute(contest_row, {or_null(contested.contested), contested.contest_words, case_id, turn});
}

std::vector<Ending> endings_of(store::Reader& reader, std::int64_t case_id) { return reader.all(select_endings, {case_id}, read_ending); }

void insert_handling(store::Tx& tx, std::int64_t case_id, const Handling& handling) {
  tx.execute(insert_handling_row, {case_id, to_millis(handling.at), handling.handler, handling.public_name, handling.department});
}

std::vector<Handling> handlings_of(store::Reader& reader, std::int64_t case_id) {
  return reader.all(select_handlings, {case_id}, [](const Row& row) {
    return Handling{from_millis(row.integer(0)), std::string(row.text(1)), std::string(row.text(2)), std::string(row.text(3))};
  });
}

void insert_follower(store::Tx& tx, std::int64_t case_id, const Follower& follower) {
  tx.execute(insert_follower_row, {follower.id, case_id, follower.from_case == 0 ? Param(nullptr) : Param(follower.from_case),
                                   follower.email, follower.language, to_millis(follower.asked), follower.confirmed});
}

void confirm_follower(store::Tx& tx, std::int64_t id) { tx.execute(confirm_row, {id}); }

std::int64_t unconfirmed_of(store::Reader& reader, std::string_view email, Instant since) {
  return reader.one(count_unconfirmed, {email, to_millis(since)}, [](const Row& row) { return row.integer(0); }).value_or(0);
}

std::int64_t forget_unconfirmed(store::Tx& tx, Instant asked_by) { return tx.execute(forget_unconfirmed_rows, {to_millis(asked_by)}); }

bool delete_follower(store::Tx& tx, std::int64_t case_id, std::int64_t id) { return tx.execute(delete_follower_row, {case_id, id}) == 1; }

std::int64_t count_followers(store::Reader& reader, std::int64_t case_id) {
  return reader.one(count_followers_of, {case_id}, [](const Row& row) { return row.integer(0); }).value_or(0);
}

std::vector<Follower> followers_of(store::Reader& reader, std::int64_t case_id) {
  return reader.all(select_followers, {case_id}, [](const Row& row) {
    return Follower{row.integer(0),      row.maybe_integer(1).value_or(0), std::string(row.text(2)), std::string(row.text(3)),
                    row.integer(4) != 0, from_millis(row.integer(5))};
  });
}

std::vector<Case> words_to_review(store::Reader& reader, std::string_view agency, std::int64_t after, int limit) {
  return reader.all(select_to_review, {agency, after, limit}, read_case);
}

std::vector<Case> in_hand(store::Reader& reader, std::string_view handler, int limit) {
  return reader.all(select_in_hand, {handler, limit}, read_case);
}

std::vector<Case> places_to_find(store::Reader& reader, std::string_view agency, std::int64_t after, int limit) {
  return reader.all(select_to_find, {agency, after, limit}, read_case);
}

}  // namespace portico::cases::tables
