// Who signed in, when, how and from where; and who did not, and why.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "platform/store/store.h"

namespace portico::identity {

struct AuditRow {
  std::int64_t id = 0;
  Instant at;
  std::optional<std::int64_t> person;  // nobody where the name that was given is not known
  std::string actor;                   // who did it, where it was not the person: "operator", "person:3"
  // "signed_in", "signed_out", "wrong_password", "wrong_code", "refused_disabled", "unknown_name", "password_set", "second_factor_on",
  // "second_factor_reset", "session_ended", "added", "granted", "revoked", "disabled", "enabled"
  std::string what;
  std::string how;      // "password", "second_factor", "recovery_code", "oidc"; or the role of a grant; ""
  std::string address;  // keyed hash: the same address has the same one, and nobody can tell which it was
  std::string name;     // of the person, to sign in with; filled in by a list
};

// Newest first, before `before_id` (0: from the newest); of one person where one is named.
std::vector<AuditRow> list_audit(store::Reader& reader, std::int64_t before_id, std::optional<std::int64_t> person, int limit);

// Rows older than `keep` are deleted, at most 1,000 at once; returns how many.
std::int64_t forget_audit(store::Tx& tx, Instant now, std::chrono::days keep);

}  // namespace portico::identity
