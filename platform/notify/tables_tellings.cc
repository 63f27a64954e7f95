#include "platform/notify/tables_tellings.h"

#include <stdexcept>

namespace portico::notify::tables {
namespace {

using store::Statement;

const Statement insert_one("notify.insert_telling",
                           "INSERT INTO notify_telling (id, note, who, digest, channel, address, state, next_at, tries, passed, unbound, "
                           "digest_of, message_id, language, last_at, reason, reference) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
                           "$11, $12, $13, $14, $15, $16, $17)");
const Statement update_one(
    "notify.write_telling",
    "UPDATE notify_telling SET channel = $1, address = $2, state = $3, next_at = $4, tries = $5, passed = $6, unbound = "
    "$7, digest_of = $8, message_id = $9, language = $10, last_at = $11, reason = $12, reference = $13 WHERE id = $14");
const Statement select_one("notify.telling",
                           "SELECT id, note, who, digest, channel, address, state, next_at, tries, passed, unbound, digest_of, message_id, "
                           "language, last_at, reason, reference FROM notify_telling WHERE id = $1");
// The states stand in the text of these statements, so that their partial indexes serve.
const Statement select_due(
    "notify.due",
    "SELECT id, note, who, digest, channel, address, state, next_at, tries, passed, unbound, digest_of, message_id, "
    "language, last_at, reason, reference FROM notify_telling WHERE state = 'due' AND channel = $1 AND next_at <= $2 "
    "ORDER BY next_at, id LIMIT $3");
const Statement select_next_due("notify.next_due",
                                "SELECT next_at FROM notify_telling WHERE state = 'due' AND channel = $1 ORDER BY next_at, id LIMIT 1");
const Statement select_next_gathering("notify.next_gathering",
                                      "SELECT next_at FROM notify_telling WHERE state = 'gathering' ORDER BY next_at, id LIMIT 1");
const Statement select_gathering("notify.gathering",
                                 "SELECT id, note, who, digest, channel, address, state, next_at, tries, passed, unbound, digest_of, "
                                 "message_id, language, last_at, reason, reference FROM notify_telling WHERE state = 'gathering' AND "
                                 "next_at <= $1 ORDER BY next_at, id LIMIT $2");
const Statement select_gathering_of(
    "notify.gathering_of",
    "SELECT id, note, who, digest, channel, address, state, next_at, tries, passed, unbound, digest_of, "
    "message_id, language, last_at, reason, reference FROM notify_telling WHERE state = 'gathering' AND who = "
    "$1 AND channel = $2 AND next_at <= $3 ORDER BY next_at, id LIMIT $4");
const Statement select_gathered(
    "notify.gathered_in",
    "SELECT id, note, who, digest, channel, address, state, next_at, tries, passed, unbound, digest_of, "
    "message_id, language, last_at, reason, reference FROM notify_telling WHERE digest_of = $1 ORDER BY id LIMIT "
    "$2");
const Statement count_in("notify.count_gathered", "SELECT count(*) FROM notify_telling WHERE digest_of = $1");
const Statement end_in(
    "notify.end_gathered",
    "UPDATE notify_telling SET state = $1, last_at = $2, reason = $3, address = $4, message_id = $5, language = $6 WHERE "
    "digest_of = $7");
const Statement again_in("notify.gather_again", "UPDATE notify_telling SET state = 'gathered' WHERE digest_of = $1");
const Statement count_sent(
    "notify.sent_since",
    "SELECT count(*) FROM notify_telling WHERE state = 'sent' AND address = $1 AND last_at > $2 AND digest_of IS NULL");
const Statement select_sent("notify.ever_sent",
                            "SELECT 1 FROM notify_telling WHERE state = 'sent' AND address = $1 AND channel = $2 LIMIT 1");
const Statement select_addressed("notify.addressed",
                                 "SELECT channel, address FROM notify_telling WHERE message_id = $1 AND message_id <> '' LIMIT 1");
const Statement update_turn("notify.take_turn",
                            "UPDATE notify_turn SET holder = $1, until = $2 WHERE name = 'sender' AND (holder = $3 OR until <= $4)");
const Statement clear_turn("notify.give_turn", "UPDATE notify_turn SET until = 0 WHERE name = 'sender' AND holder = $1");

Telling::State state_named(std::string_view name) {
  using enum Telling::State;
  for (const auto state : {due, gathering, gathered, sent, failed, dropped})
    if (name_of(state) == name) return state;
  throw std::runtime_error("a telling is in an unknown state");
}

std::optional<Instant> maybe_instant(const store::Row& row, int column) {
  if (row.null(column)) return std::nullopt;
  return from_millis(row.integer(column));
}

Telling read(const store::Row& row) { return read_telling(row); }

std::optional<std::int64_t> millis(const std::optional<Instant>& at) {
  if (!at) return std::nullopt;
  return to_millis(*at);
}

std::optional<Instant> first_instant(store::Reader& reader, const Statement& statement, store::Params params) {
  return reader.one(statement, params, [](const store::Row& row) { return from_millis(row.integer(0)); });
}

}  // namespace

Telling read_telling(const store::Row& row) {
  Telling one;
  one.id = row.integer(0);
  one.note = row.integer(1);
  one.who = row.text(2);
  one.digest = row.integer(3) != 0;
  one.channel = channel_named(row.text(4)).value_or(ChannelKind::mail);
  one.address = row.text(5);
  one.state = state_named(row.text(6));
  one.next_at = from_millis(row.integer(7));
  one.tries = static_cast<int>(row.integer(8));
  one.passed = static_cast<int>(row.integer(9));
  one.unbound = row.integer(10) != 0;
  one.digest_of = row.maybe_integer(11);
  one.message_id = row.text(12);
  one.language = row.text(13);
  one.last_at = maybe_instant(row, 14);
  one.reason = row.text(15);
  one.reference = row.text(16);
  return one;
}

void insert_telling(store::Tx& tx, const Telling& one) {
  tx.execute(insert_one, {one.id, one.note, one.who, one.digest, name_of(one.channel), one.address, name_of(one.state),
                          to_millis(one.next_at), one.tries, one.passed, one.unbound, one.digest_of, one.message_id, one.language,
                          millis(one.last_at), one.reason, one.reference});
}

void write_telling(store::Tx& tx, const Telling& one) {
  tx.execute(update_one, {name_of(one.channel), one.address, name_of(one.state), to_millis(one.next_at), one.tries, one.passed, one.unbound,
                          one.digest_of, one.message_id, one.language, millis(one.last_at), one.reason, one.reference, one.id});
}

std::optional<Telling> telling(store::Reader& reader, std::int64_t id) { return reader.one(select_one, {id}, read); }

std::vector<Telling> due(store::Reader& reader, ChannelKind channel, Instant until, int limit) {
  return reader.all(select_due, {name_of(channel), to_millis(until), limit}, read);
}

std::optional<Instant> next_due(store::Reader& reader, ChannelKind channel) {
  return first_instant(reader, select_next_due, {name_of(channel)});
}

std::optional<Instant> next_gathering(store::Reader& reader) { return first_instant(reader, select_next_gathering, {}); }

std::vector<Telling> gathering(store::Reader& reader, Instant until, int limit) {
  return reader.all(select_gathering, {to_millis(until), limit}, read);
}

std::vector<Telling> gathering_of(store::Reader& reader, std::string_view who, ChannelKind channel, Instant until, int limit) {
  return reader.all(select_gathering_of, {who, name_of(channel), to_millis(until), limit}, read);
}

std::vector<Telling> gathered_in(store::Reader& reader, std::int64_t digest, int limit) {
  return reader.all(select_gathered, {digest, limit}, read);
}

std::int64_t count_gathered(store::Reader& reader, std::int64_t digest) {
  return reader.one(count_in, {digest}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
}

void end_gathered(store::Tx& tx, const Telling& digest) {
  tx.execute(end_in,
             {name_of(digest.state), millis(digest.last_at), digest.reason, digest.address, digest.message_id, digest.language, digest.id});
}

void gather_again(store::Tx& tx, std::int64_t digest) { tx.execute(again_in, {digest}); }

std::int64_t sent_since(store::Reader& reader, std::string_view address_hash, Instant since) {
  return reader.one(count_sent, {address_hash, to_millis(since)}, [](const store::Row& row) { return row.integer(0); }).value_or(0);
}

bool ever_sent(store::Reader& reader, ChannelKind channel, std::string_view address_hash) {
  return reader.one(select_sent, {address_hash, name_of(channel)}, [](const store::Row&) { return true; }).has_value();
}

std::optional<std::pair<ChannelKind, std::string>> addressed(store::Reader& reader, std::string_view message_id) {
  if (message_id.empty()) return std::nullopt;
  return reader.one(select_addressed, {message_id}, [](const store::Row& row) {
    return std::pair(channel_named(row.text(0)).value_or(ChannelKind::mail), std::string(row.text(1)));
  });
}

bool take_turn(store::Tx& tx, std::string_view holder, Instant now, Instant until) {
  return tx.execute(update_turn, {holder, to_millis(until), holder, to_millis(now)}) == 1;
}

void give_turn(store::Tx& tx, std::string_view holder) { tx.execute(clear_turn, {holder}); }

}  // namespace portico::notify::tables
