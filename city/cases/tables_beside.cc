// What hangs on a case: messages, the reporter, tokens; answers already given; the tally.
#include "city/cases/tables.h"

namespace portico::cases::tables {
namespace {

using store::Row;
using store::Statement;

#define MESSAGE_COLUMNS "m.id, m.case_id, m.update_id, m.at, m.author, m.department, m.text, m.meaningful, m.update_status, m.media_url"

const Statement insert_message_row("cases.insert_message",
                                   "INSERT INTO cases_message (id, case_id, update_id, at, author, department, text, meaningful, "
                                   "update_status, media_url) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)");
const Statement select_messages("cases.messages_of",
                                "SELECT " MESSAGE_COLUMNS " FROM cases_message m WHERE m.case_id = $1 ORDER BY m.at, m.id");
const Statement select_messages_between("cases.messages_between",
                                        "SELECT " MESSAGE_COLUMNS
                                        ", c.number, c.service FROM cases_message m JOIN cases_case c ON c.id = m.case_id "
                                        "WHERE m.at >= $1 AND m.at < $2 ORDER BY m.at DESC, m.id DESC LIMIT $3");
const Statement select_update_id("cases.update_id_known", "SELECT 1 FROM cases_message WHERE update_id = $1");

const Statement insert_reporter_row(
    "cases.insert_reporter",
    "INSERT INTO cases_reporter (case_id, first_name, last_name, email, phone, device_id, account_id, language) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
const Statement select_reporter(
    "cases.reporter_of",
    "SELECT first_name, last_name, email, phone, device_id, account_id, language FROM cases_reporter WHERE case_id = $1");

const Statement insert_token_row("cases.insert_token", "INSERT INTO cases_token (token, case_id) VALUES ($1, $2)");
const Statement select_token("cases.id_by_token", "SELECT case_id FROM cases_token WHERE token = $1");

// A transaction that is taking the same key is waited for, on PostgreSQL too: then the key is taken.
const Statement claim_key(
    "cases.claim_key",
    "INSERT INTO cases_idempotency (repeat_key, body_sha256, case_id, number, token, at) VALUES ($1, $2, $3, $4, $5, $6) "
    "ON CONFLICT (repeat_key) DO NOTHING");
const Statement select_given("cases.given", "SELECT body_sha256, case_id, number, token, at FROM cases_idempotency WHERE repeat_key = $1");
const Statement delete_key("cases.forget_key", "DELETE FROM cases_idempotency WHERE repeat_key = $1");
const Statement delete_keys("cases.forget_keys_before", "DELETE FROM cases_idempotency WHERE at < $1");

const Statement add_row("cases.add_to_tally",
                        "INSERT INTO cases_tally (day, service, agency, opened, closed, reopened, first_kept, first_missed, outcome_kept, "
                        "outcome_missed) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (day, service, agency) DO UPDATE SET "
                        "opened = cases_tally.opened + excluded.opened, closed = cases_tally.closed + excluded.closed, "
                        "reopened = cases_tally.reopened + excluded.reopened, first_kept = cases_tally.first_kept + excluded.first_kept, "
                        "first_missed = cases_tally.first_missed + excluded.first_missed, "
                        "outcome_kept = cases_tally.outcome_kept + excluded.outcome_kept, "
                        "outcome_missed = cases_tally.outcome_missed + excluded.outcome_missed");
const Statement delete_tally("cases.clear_tally", "DELETE FROM cases_tally");
const Statement select_tally(
    "cases.tally_between",
    "SELECT day, service, agency, opened, closed, reopened, first_kept, first_missed, outcome_kept, outcome_missed "
    "FROM cases_tally WHERE day >= $1 AND day <= $2 ORDER BY day, service, agency");
// A sum of BIGINT is NUMERIC on PostgreSQL, and NULL over no row on both.
const Statement select_sum("cases.tally_sum",
                           "SELECT CAST(COALESCE(SUM(opened), 0) AS BIGINT), CAST(COALESCE(SUM(closed), 0) AS BIGINT), "
                           "CAST(COALESCE(SUM(reopened), 0) AS BIGINT), CAST(COALESCE(SUM(first_kept), 0) AS BIGINT), "
                           "CAST(COALESCE(SUM(first_missed), 0) AS BIGINT), CAST(COALESCE(SUM(outcome_kept), 0) AS BIGINT), "
                           "CAST(COALESCE(SUM(outcome_missed), 0) AS BIGINT) FROM cases_tally WHERE day >= $1 AND day <= $2");

Message read_message(const Row& row) {
  Message read;
  read.id = row.integer(0);
  read.update_id = row.text(2);
  read.at = from_millis(row.integer(3));
  read.author = row.text(4);
  read.department = row.text(5);
  read.text = row.text(6);
  read.meaningful = row.integer(7) != 0;
  read.update_status = row.text(8);
  read.media_url = row.text(9);
  return read;
}

std::int64_t first_integer(const Row& row) { return row.integer(0); }

}  // namespace

void insert_message(store::Tx& tx, std::int64_t case_id, const Message& message) {
  const auto update_id = message.update_id.empty() ? std::nullopt : std::optional<std::string_view>(message.update_id);
  tx.execute(insert_message_row, {message.id, case_id, update_id, to_millis(message.at), message.author, message.department, message.text,
                                  message.meaningful, message.update_status, message.media_url});
}

std::vector<Message> messages_of(store::Reader& reader, std::int64_t case_id) {
  return reader.all(select_messages, {case_id}, read_message);
}

std::vector<Message> messages_between(store::Reader& reader, Instant from, Instant to, int limit,
                                      const std::function<bool(std::string_view service)>& wanted) {
  std::vector<Message> found;
  reader.query(select_messages_between, {to_millis(from), to_millis(to), limit}, [&](const Row& row) {
    if (row.null(10) || !wanted(row.text(11))) return;
    found.push_back(read_message(row));
    found.back().number = row.text(10);
  });
  return found;
}

bool update_id_known(store::Reader& reader, std::string_view update_id) {
  return reader.one(select_update_id, {update_id}, first_integer).has_value();
}

void insert_reporter(store::Tx& tx, std::int64_t case_id, const Reporter& reporter) {
  tx.execute(insert_reporter_row, {case_id, reporter.first_name, reporter.last_name, reporter.email, reporter.phone, reporter.device_id,
                                   reporter.account_id, reporter.language});
}

std::optional<Reporter> reporter_of(store::Reader& reader, std::int64_t case_id) {
  return reader.one(select_reporter, {case_id}, [](const Row& row) {
    const auto text = [&row](int column) { return std::string(row.text(column)); };
    return Reporter{text(0), text(1), text(2), text(3), text(4), text(5), text(6)};
  });
}

void insert_token(store::Tx& tx, std::string_view token, std::int64_t case_id) { tx.execute(insert_token_row, {token, case_id}); }

std::optional<std::int64_t> id_by_token(store::Reader& reader, std::string_view token) {
  return reader.one(select_token, {token}, first_integer);
}

bool claim(store::Tx& tx, std::string_view repeat_key, const Given& answer) {
  return tx.execute(claim_key, {repeat_key, answer.body_sha256, answer.case_id, answer.number, answer.token, to_millis(answer.at)}) == 1;
}

std::optional<Given> given(store::Reader& reader, std::string_view repeat_key) {
  return reader.one(select_given, {repeat_key}, [](const Row& row) {
    return Given{std::string(row.text(0)), row.integer(1), std::string(row.text(2)), std::string(row.text(3)), from_millis(row.integer(4))};
  });
}

void forget_key(store::Tx& tx, std::string_view repeat_key) { tx.execute(delete_key, {repeat_key}); }

std::int64_t forget_keys_before(store::Tx& tx, Instant before) { return tx.execute(delete_keys, {to_millis(before)}); }

void add_to_tally(store::Tx& tx, const TallyRow& more) {
  const Counts& counts = more.counts;
  tx.execute(add_row, {more.day, more.service, more.agency, counts.opened, counts.closed, counts.reopened, counts.first_kept,
                       counts.first_missed, counts.outcome_kept, counts.outcome_missed});
}

void clear_tally(store::Tx& tx) { tx.execute(delete_tally, {}); }

Counts tally_sum(store::Reader& reader, std::int64_t first_day, std::int64_t last_day) {
  const auto sum = reader.one(select_sum, {first_day, last_day}, [](const Row& row) {
    const auto number = [&row](int column) { return row.integer(column); };
    return Counts{number(0), number(1), number(2), number(3), number(4), number(5), number(6)};
  });
  return sum.value_or(Counts{});
}

std::vector<TallyRow> tally_between(store::Reader& reader, std::int64_t first_day, std::int64_t last_day) {
  return reader.all(select_tally, {first_day, last_day}, [](const Row& row) {
    const auto number = [&row](int column) { return row.integer(column); };
    return TallyRow{number(0),
                    std::string(row.text(1)),
                    std::string(row.text(2)),
                    {number(3), number(4), number(5), number(6), number(7), number(8), number(9)}};
  });
}

}  // namespace portico::cases::tables
