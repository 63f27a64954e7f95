// What only `portico check` asks.
#include "platform/identity/tables.h"

namespace portico::identity::tables {
namespace {

using store::Row;
using store::Statement;

const Statement lost_grants(
    "identity.lost_grants",
    "SELECT COUNT(*) FROM identity_grant WHERE NOT EXISTS (SELECT 1 FROM identity_person WHERE id = identity_grant.person)");
const Statement lost_sessions(
    "identity.lost_sessions",
    "SELECT COUNT(*) FROM identity_session WHERE NOT EXISTS (SELECT 1 FROM identity_person WHERE id = identity_session.person)");
const Statement lost_codes("identity.lost_recovery_codes",
                           "SELECT COUNT(*) FROM identity_recovery_code WHERE NOT EXISTS (SELECT 1 FROM identity_person WHERE id = "
                           "identity_recovery_code.person)");
const Statement lost_audit("identity.lost_audit",
                           "SELECT COUNT(*) FROM identity_audit WHERE person IS NOT NULL AND NOT EXISTS "
                           "(SELECT 1 FROM identity_person WHERE id = identity_audit.person)");
const Statement disabled_sessions(
    "identity.disabled_with_session",
    "SELECT DISTINCT p.id FROM identity_session s JOIN identity_person p ON p.id = s.person WHERE p.state = 1 ORDER BY p.id");
const Statement without_secret("identity.asked_for_no_code",
                               "SELECT id FROM identity_person WHERE code_on = 1 AND code_secret IS NULL ORDER BY id");

std::int64_t first_integer(const Row& row) { return row.integer(0); }

}  // namespace

std::vector<std::pair<std::string, std::int64_t>> rows_of_nobody(store::Reader& reader) {
  const auto count = [&reader](const Statement& statement) { return reader.one(statement, {}, first_integer).value_or(0); };
  return {{"grants", count(lost_grants)},
          {"sessions", count(lost_sessions)},
          {"recovery codes", count(lost_codes)},
          {"lines of the audit", count(lost_audit)}};
}

std::vector<std::int64_t> disabled_with_session(store::Reader& reader) { return reader.all(disabled_sessions, {}, first_integer); }

std::vector<std::int64_t> asked_for_no_code(store::Reader& reader) { return reader.all(without_secret, {}, first_integer); }

}  // namespace portico::identity::tables
