// The only SQL of identity.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/identity/audit.h"
#include "platform/identity/person.h"
#include "platform/identity/session.h"
#include "platform/identity/throttle.h"
#include "platform/store/store.h"

namespace portico::identity::tables {

// Persons.
void insert_person(store::Tx& tx, const Person& person);  // version 0, no password, no second factor
std::int64_t next_version(store::Tx& tx, std::int64_t person);
std::optional<Person> find_person(store::Reader& reader, std::int64_t id);  // with grants
std::optional<Person> find_person(store::Reader& reader, std::string_view name);
std::vector<Person> list_persons(store::Reader& reader, std::string_view after_name, int limit);        // by name
std::vector<Person> holders_of(store::Reader& reader, std::string_view role, std::string_view agency);  // without their grants
void update_state(store::Tx& tx, std::int64_t person, bool disabled);
bool insert_grant(store::Tx& tx, std::int64_t person, const Grant& grant, Instant now);  // false: it is there
bool delete_grant(store::Tx& tx, std::int64_t person, const Grant& grant);               // false: it is not

// What a sign-in is held against.
struct Secrets {
  std::string password;                    // encoded; ""
  std::optional<std::string> code_secret;  // sealed
  bool code_on = false;
  std::int64_t code_step = 0;
};
Secrets secrets_of(store::Reader& reader, std::int64_t person);
void update_password(store::Tx& tx, std::int64_t person, std::string_view encoded);
void update_code(store::Tx& tx, std::int64_t person, const std::optional<std::string>& sealed, bool on, std::int64_t step);
bool update_step(store::Tx& tx, std::int64_t person, std::int64_t step);  // false: this one or a newer is used
void replace_recovery_codes(store::Tx& tx, std::int64_t person, const std::vector<std::string>& hashes);
bool use_recovery_code(store::Tx& tx, std::int64_t person, std::string_view hash, Instant now);  // false: none, or used
int count_recovery_codes(store::Reader& reader, std::int64_t person);                            // unused

// Sessions.
void insert_session(store::Tx& tx, const Session& session);
std::optional<Session> find_session(store::Reader& reader, std::string_view hash);
std::vector<Session> sessions_of(store::Reader& reader, std::int64_t person);  // newest first
void update_seen(store::Tx& tx, std::string_view hash, Instant now);
void prove_session(store::Tx& tx, std::string_view hash);  // it has brought a second factor
bool delete_session(store::Tx& tx, std::string_view hash);
std::int64_t delete_sessions_of(store::Tx& tx, std::int64_t person, std::string_view but);  // but: a hash that stays; ""
void delete_sessions_before(store::Tx& tx, Instant ended, Instant unseen);

// Attempts and audit.
Attempts lock_attempts(store::Tx& tx, std::string_view bucket, Instant now);  // no other command changes them until this one is done
void keep_attempts(store::Tx& tx, std::string_view bucket, const Attempts& attempts);
void forget_attempts(store::Tx& tx, std::string_view bucket);
void forget_attempts_before(store::Tx& tx, Instant last);
void insert_audit(store::Tx& tx, const AuditRow& row);
std::vector<AuditRow> list_audit(store::Reader& reader, std::int64_t before_id, std::optional<std::int64_t> person, int limit);
std::int64_t forget_audit_before(store::Tx& tx, Instant at, int limit);

// For `portico check`.
std::vector<std::pair<std::string, std::int64_t>> rows_of_nobody(store::Reader& reader);  // kind of row → how many hang on no person
std::vector<std::int64_t> disabled_with_session(store::Reader& reader);
std::vector<std::int64_t> asked_for_no_code(store::Reader& reader);  // whose second factor is on, without a secret

}  // namespace portico::identity::tables
