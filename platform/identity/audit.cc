#include "platform/identity/audit.h"

#include <limits>

#include "platform/identity/tables.h"

namespace portico::identity {

std::vector<AuditRow> list_audit(store::Reader& reader, std::int64_t before_id, std::optional<std::int64_t> person, int limit) {
  return tables::list_audit(reader, before_id > 0 ? before_id : std::numeric_limits<std::int64_t>::max(), person, limit);
}

std::int64_t forget_audit(store::Tx& tx, Instant now, std::chrono::days keep) { return tables::forget_audit_before(tx, now - keep, 1'000); }

}  // namespace portico::identity
