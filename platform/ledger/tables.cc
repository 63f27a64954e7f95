#include "platform/ledger/tables.h"

namespace portico::ledger::tables {
namespace {

using store::Blob;
using store::Row;
using store::Statement;

// SQLite: the lane has one writer, so the position (the row's own number) is given at once and is in commit order. PostgreSQL: commands run
// side by side and end in any order, so the event waits with its transaction's number until the sealer knows that nothing can come before
// it.
const Statement insert_event_(
    "ledger.insert_event",
    "INSERT INTO ledger_event (at, actor, subject, version, type, payload) "
    "VALUES (max($1, coalesce((SELECT at FROM ledger_event ORDER BY position DESC LIMIT 1), $1)), $2, $3, $4, $5, $6)",
    "INSERT INTO ledger_pending (xid, turn, at, actor, subject, version, type, payload) "
    "VALUES (pg_current_xact_id(), "
    "(SELECT coalesce(max(turn), 0) + 1 FROM ledger_pending WHERE xid = pg_current_xact_id()), $1, $2, $3, $4, $5, $6)");

const Statement events_("ledger.events",
                        "SELECT position, at, actor, subject, version, type, payload FROM ledger_event "
                        "WHERE position > $1 AND position <= $2 ORDER BY position");
const Statement events_of_("ledger.events_of",
                           "SELECT position, at, actor, subject, version, type, payload FROM ledger_event "
                           "WHERE subject = $1 ORDER BY version, position");
const Statement last_("ledger.last", "SELECT position, at FROM ledger_event ORDER BY position DESC LIMIT 1");
const Statement newest_of_("ledger.newest_of", "SELECT position FROM ledger_event WHERE subject = $1 ORDER BY version DESC LIMIT 1");
const Statement instant_of_("ledger.instant_of", "SELECT at FROM ledger_event WHERE position = $1");

// The lock ends with the transaction, so a sealer that dies leaves nothing behind. One schema is one jurisdiction, hence its name in the
// key. SQLite has one process, and one sealer in it.
const Statement take_seal_(
    "ledger.take_seal", "SELECT 1",
    "SELECT CASE WHEN pg_try_advisory_xact_lock(hashtext('portico ledger seal'), hashtext(current_schema())) THEN 1 ELSE 0 END");

// PostgreSQL alone has pending events. The place of each is that of its transaction (xid, turn), but where two transactions touched one
// subject and ended in the other order than they began, the subject's places are filled by its versions, which were drawn under its lock.
// An event waits as long as an earlier version of its subject does: that one's transaction may have the higher number, and an unrelated one
// between the two may still run.
const Statement order_pending_("ledger.order_pending", "SELECT 1 WHERE $1 > $2 AND $1 < $2", R"(
WITH ready AS (
  DELETE FROM ledger_pending AS this
  WHERE xid < pg_snapshot_xmin(pg_current_snapshot())
    AND NOT EXISTS (SELECT 1 FROM ledger_pending AS earlier WHERE earlier.xid >= pg_snapshot_xmin(pg_current_snapshot())
                                                              AND earlier.subject = this.subject AND earlier.version < this.version)
  RETURNING *
), places AS (
  SELECT row_number() OVER (ORDER BY xid, turn) AS place, subject AS of_subject,
         row_number() OVER (PARTITION BY subject ORDER BY xid, turn) AS nth FROM ready
), told AS (
  SELECT *, row_number() OVER (PARTITION BY subject ORDER BY version, xid, turn) AS mth FROM ready
)
INSERT INTO ledger_event (position, at, actor, subject, version, type, payload)
SELECT $1::bigint + place, greatest($2::bigint, max(at) OVER (ORDER BY place)), actor, subject, version, type, payload
FROM places JOIN told ON of_subject = subject AND nth = mth)");
const Statement any_pending_("ledger.any_pending", "SELECT 1 FROM ledger_pending ORDER BY xid, turn LIMIT 1");
const Statement pending_count_("ledger.pending_count", "SELECT count(*) FROM ledger_pending");
// Another cluster's transaction numbers mean nothing here, and may be higher than this one's for years: they become the lowest there are.
const Statement renumber_pending_("ledger.renumber_pending", "SELECT 1", R"(
WITH old AS (DELETE FROM ledger_pending RETURNING *)
INSERT INTO ledger_pending (xid, turn, at, actor, subject, version, type, payload)
SELECT (dense_rank() OVER (ORDER BY xid))::text::xid8, turn, at, actor, subject, version, type, payload FROM old)");
// A queue's statistics are always stale: PostgreSQL would read the whole of it for one row, dead ones included. SQLite's stays empty.
const Statement plan_for_queue_("ledger.plan_for_queue", "SELECT 1", "SELECT set_config('enable_seqscan', 'off', true)");
const Statement tune_pending_("ledger.tune_pending", "SELECT 1",
                              "ALTER TABLE ledger_pending SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 5000)");

const Statement tile_("ledger.tile", "SELECT hashes FROM ledger_tile WHERE level = $1 AND tile = $2");
const Statement put_tile_("ledger.put_tile",
                          "INSERT INTO ledger_tile (level, tile, hashes) VALUES ($1, $2, $3) "
                          "ON CONFLICT (level, tile) DO UPDATE SET hashes = excluded.hashes");

const Statement newest_head_("ledger.newest_head", "SELECT size, root, at, key, signature FROM ledger_head ORDER BY size DESC LIMIT 1");
const Statement heads_after_("ledger.heads_after",
                             "SELECT size, root, at, key, signature FROM ledger_head WHERE size > $1 ORDER BY size LIMIT $2");
const Statement insert_head_("ledger.insert_head", "INSERT INTO ledger_head (size, root, at, key, signature) VALUES ($1, $2, $3, $4, $5)");
const Statement insert_key_("ledger.insert_key", "INSERT INTO ledger_key (key, public_key) VALUES ($1, $2) ON CONFLICT (key) DO NOTHING");
const Statement keys_("ledger.keys", "SELECT key, public_key FROM ledger_key ORDER BY key");

const Statement insert_cursor_("ledger.insert_cursor",
                               "INSERT INTO ledger_cursor (name, position) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING");
const Statement cursor_("ledger.cursor", "SELECT position FROM ledger_cursor WHERE name = $1");
// SQLite's lane has one writer; PostgreSQL's nodes must not run one subscriber twice at a time.
const Statement hold_cursor_("ledger.hold_cursor", "SELECT position FROM ledger_cursor WHERE name = $1",
                             "SELECT position FROM ledger_cursor WHERE name = $1 FOR UPDATE SKIP LOCKED");
const Statement move_cursor_("ledger.move_cursor", "UPDATE ledger_cursor SET position = $2 WHERE name = $1");

EventRow event_of(const Row& row) {
  return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.integer(4), row.text(5), row.text(6)};
}

Head head_of(const Row& row) {
  return {row.integer(0), std::string(row.blob(1)), from_millis(row.integer(2)), std::string(row.text(3)), std::string(row.blob(4))};
}

std::int64_t integer(const Row& row) { return row.integer(0); }

}  // namespace

void insert_event(store::Tx& tx, const NewEvent& event) {
  tx.execute(insert_event_, {to_millis(event.at), event.actor, event.subject, event.version, event.type, event.payload});
}

void each_event(store::Reader& reader, std::int64_t after, std::int64_t until, const std::function<void(const EventRow&)>& each) {
  reader.query(events_, {after, until}, [&](const Row& row) { each(event_of(row)); });
}

void each_event_of(store::Reader& reader, std::string_view subject, const std::function<void(const EventRow&)>& each) {
  reader.query(events_of_, {subject}, [&](const Row& row) { each(event_of(row)); });
}

std::int64_t last_position(store::Reader& reader) { return reader.one(last_, {}, integer).value_or(0); }

std::int64_t newest_of(store::Reader& reader, std::string_view subject) { return reader.one(newest_of_, {subject}, integer).value_or(0); }

std::int64_t last_instant(store::Reader& reader) {
  return reader.one(last_, {}, [](const Row& row) { return row.integer(1); }).value_or(0);
}

std::optional<std::int64_t> instant_of(store::Reader& reader, std::int64_t position) {
  return reader.one(instant_of_, {position}, integer);
}

bool take_seal(store::Tx& tx) { return tx.one(take_seal_, {}, integer) == 1; }

std::int64_t order_pending(store::Tx& tx) {
  tx.query(plan_for_queue_, {}, [](const Row&) {});
  const std::int64_t position = last_position(tx), instant = last_instant(tx);
  return tx.execute(order_pending_, {position, instant});
}

bool any_pending(store::Reader& reader) { return reader.one(any_pending_, {}, integer).has_value(); }

std::int64_t pending_count(store::Reader& reader) { return reader.one(pending_count_, {}, integer).value(); }

void renumber_pending(store::Tx& tx) { tx.execute(renumber_pending_, {}); }

void tune_pending(store::Tx& tx) { tx.execute(tune_pending_, {}); }

std::string tile(store::Reader& reader, int level, std::int64_t index) {
  return reader.one(tile_, {level, index}, [](const Row& row) { return std::string(row.blob(0)); }).value_or("");
}

void put_tile(store::Tx& tx, const Tile& tile) { tx.execute(put_tile_, {tile.level, tile.index, Blob{tile.hashes}}); }

std::optional<Head> newest_head(store::Reader& reader) { return reader.one(newest_head_, {}, head_of); }

std::vector<Head> heads_after(store::Reader& reader, std::int64_t size, int limit) {
  return reader.all(heads_after_, {size, limit}, head_of);
}

void insert_head(store::Tx& tx, const Head& head) {
  tx.execute(insert_head_, {head.size, Blob{head.root}, to_millis(head.at), head.key, Blob{head.signature}});
}

void insert_key(store::Tx& tx, std::string_view key, std::string_view public_key) { tx.execute(insert_key_, {key, Blob{public_key}}); }

std::vector<std::pair<std::string, std::string>> keys(store::Reader& reader) {
  return reader.all(keys_, {}, [](const Row& row) { return std::pair(std::string(row.text(0)), std::string(row.blob(1))); });
}

void insert_cursor(store::Tx& tx, std::string_view name) { tx.execute(insert_cursor_, {name}); }

std::optional<std::int64_t> cursor(store::Reader& reader, std::string_view name) { return reader.one(cursor_, {name}, integer); }

std::optional<std::int64_t> hold_cursor(store::Tx& tx, std::string_view name) { return tx.one(hold_cursor_, {name}, integer); }

void move_cursor(store::Tx& tx, std::string_view name, std::int64_t position) { tx.execute(move_cursor_, {name, position}); }

}  // namespace portico::ledger::tables
