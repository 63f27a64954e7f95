// SQL of sessions, attempts and the audit.
#include "platform/identity/tables.h"

namespace portico::identity::tables {
namespace {

using store::Row;
using store::Statement;

#define SESSION_COLUMNS "hash, person, stage, how, begun, seen, ends, address"

const Statement insert_session_row("identity.insert_session",
                                   "INSERT INTO identity_session (" SESSION_COLUMNS ") VALUES ($1, $2, $3, $4, $5, $6, $7, $8)");
const Statement session_by_hash("identity.session_by_hash", "SELECT " SESSION_COLUMNS " FROM identity_session WHERE hash = $1");
const Statement sessions_by_person("identity.sessions_of",
                                   "SELECT " SESSION_COLUMNS " FROM identity_session WHERE person = $1 ORDER BY begun DESC, hash");
const Statement set_seen("identity.set_seen", "UPDATE identity_session SET seen = $1 WHERE hash = $2 AND seen < $1");
const Statement set_proven("identity.prove_session", "UPDATE identity_session SET how = 'second_factor' WHERE hash = $1");
const Statement delete_one("identity.delete_session", "DELETE FROM identity_session WHERE hash = $1");
const Statement delete_all_of("identity.delete_sessions_of", "DELETE FROM identity_session WHERE person = $1 AND hash <> $2");
const Statement delete_over("identity.delete_sessions_over", "DELETE FROM identity_session WHERE ends <= $1 OR seen <= $2");

// Writes the row as it is: what locks it on PostgreSQL, and makes it where there is none.
const Statement attempts_in("identity.lock_attempts",
                            "INSERT INTO identity_attempt (bucket, failures, last) VALUES ($1, 0, $2) "
                            "ON CONFLICT (bucket) DO UPDATE SET failures = identity_attempt.failures RETURNING failures, last");
const Statement keep_attempts_row("identity.keep_attempts",
                                  "INSERT INTO identity_attempt (bucket, failures, last) VALUES ($1, $2, $3) "
                                  "ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures, last = excluded.last");
const Statement forget_one("identity.forget_attempts", "DELETE FROM identity_attempt WHERE bucket = $1");
const Statement forget_old("identity.forget_old_attempts", "DELETE FROM identity_attempt WHERE last <= $1");

const Statement insert_audit_row(
    "identity.insert_audit", "INSERT INTO identity_audit (id, at, person, actor, what, how, address) VALUES ($1, $2, $3, $4, $5, $6, $7)");
#define AUDIT_ROWS                                                          \
  "SELECT a.id, a.at, a.person, a.actor, a.what, a.how, a.address, p.name " \
  "FROM identity_audit a LEFT JOIN identity_person p ON p.id = a.person "
const Statement audit_before("identity.audit_before", AUDIT_ROWS "WHERE a.id < $1 ORDER BY a.id DESC LIMIT $2");
const Statement audit_of_person("identity.audit_of_person", AUDIT_ROWS "WHERE a.person = $1 AND a.id < $2 ORDER BY a.id DESC LIMIT $3");
const Statement forget_audit("identity.forget_audit",
                             "DELETE FROM identity_audit WHERE id IN (SELECT id FROM identity_audit WHERE at < $1 ORDER BY at LIMIT $2)");

Session session_in(const Row& row) {
  return {.hash = std::string(row.text(0)),
          .person = row.integer(1),
          .stage = static_cast<Session::Stage>(row.integer(2)),
          .how = std::string(row.text(3)),
          .begun = from_millis(row.integer(4)),
          .seen = from_millis(row.integer(5)),
          .ends = from_millis(row.integer(6)),
          .address = std::string(row.text(7))};
}

AuditRow audit_in(const Row& row) {
  return {.id = row.integer(0),
          .at = from_millis(row.integer(1)),
          .person = row.maybe_integer(2),
          .actor = std::string(row.text(3)),
          .what = std::string(row.text(4)),
          .how = std::string(row.text(5)),
          .address = std::string(row.text(6)),
          .name = std::string(row.text(7))};
}

}  // namespace

void insert_session(store::Tx& tx, const Session& session) {
  tx.execute(insert_session_row, {session.hash, session.person, static_cast<int>(session.stage), session.how, to_millis(session.begun),
                                  to_millis(session.seen), to_millis(session.ends), session.address});
}

std::optional<Session> find_session(store::Reader& reader, std::string_view hash) {
  return reader.one(session_by_hash, {hash}, session_in);
}

std::vector<Session> sessions_of(store::Reader& reader, std::int64_t person) {
  return reader.all(sessions_by_person, {person}, session_in);
}

void update_seen(store::Tx& tx, std::string_view hash, Instant now) { tx.execute(set_seen, {to_millis(now), hash}); }
void prove_session(store::Tx& tx, std::string_view hash) { tx.execute(set_proven, {hash}); }
bool delete_session(store::Tx& tx, std::string_view hash) { return tx.execute(delete_one, {hash}) == 1; }
std::int64_t delete_sessions_of(store::Tx& tx, std::int64_t person, std::string_view but) {
  return tx.execute(delete_all_of, {person, but});
}
void delete_sessions_before(store::Tx& tx, Instant ended, Instant unseen) {
  tx.execute(delete_over, {to_millis(ended), to_millis(unseen)});
}

Attempts lock_attempts(store::Tx& tx, std::string_view bucket, Instant now) {
  return tx.one(attempts_in, {bucket, to_millis(now)}, [](const Row& row) { return Attempts{row.integer(0), from_millis(row.integer(1))}; })
      .value();
}

void keep_attempts(store::Tx& tx, std::string_view bucket, const Attempts& attempts) {
  tx.execute(keep_attempts_row, {bucket, attempts.failures, to_millis(attempts.last)});
}
void forget_attempts(store::Tx& tx, std::string_view bucket) { tx.execute(forget_one, {bucket}); }
void forget_attempts_before(store::Tx& tx, Instant last) { tx.execute(forget_old, {to_millis(last)}); }

void insert_audit(store::Tx& tx, const AuditRow& row) {
  tx.execute(insert_audit_row, {tx.next("identity.audit"), to_millis(row.at), row.person, row.actor, row.what, row.how, row.address});
}

std::vector<AuditRow> list_audit(store::Reader& reader, std::int64_t before_id, std::optional<std::int64_t> person, int limit) {
  return person ? reader.all(audit_of_person, {*person, before_id, limit}, audit_in)
                : reader.all(audit_before, {before_id, limit}, audit_in);
}

std::int64_t forget_audit_before(store::Tx& tx, Instant at, int limit) { return tx.execute(forget_audit, {to_millis(at), limit}); }

}  // namespace portico::identity::tables
