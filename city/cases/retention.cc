// Words and names that have been kept long enough: what the pack's rules of retention say, in slices.
#include <algorithm>

#include "city/cases/cases.h"
#include "city/cases/redact.h"
#include "city/cases/tables.h"
#include "city/cases/tables_redact.h"

namespace portico::cases {
namespace {

std::string name_of(const standards::Retention& rule) {
  std::string name = std::to_string(rule.days);
  for (const auto& code : rule.services) name += " " + code;
  return name;
}

// A rule without services is for those that no other names.
bool covers(const standards::Retention& rule, std::string_view service, const standards::Policy& policy) {
  if (!rule.services.empty()) return std::ranges::find(rule.services, service) != rule.services.end();
  return std::ranges::none_of(policy.retentions,
                              [&](const auto& other) { return std::ranges::find(other.services, service) != other.services.end(); });
}

}  // namespace

Outcome<Cases::Forgotten> Cases::forget_old_words(store::Tx& tx, int limit) const {
  Forgotten forgotten;
  const auto standards = standards_.now();
  for (const auto& rule : standards->policy.retentions) {
    const std::string name = name_of(rule);
    auto mark = tables::retention_mark(tx, name);
    const auto rows = tables::aged(tx, mark, time_.now() - std::chrono::days(rule.days), limit);
    for (const auto& row : rows) {
      mark = {row.updated, row.id};
      if (!row.to_forget || !covers(rule, row.service, standards->policy)) continue;
      const auto subject = tables::case_by_id(tx, row.id);
      if (const auto done = redact_case(tx, subject->number, {"retention", false}, {"retention"}); !done)
        return std::unexpected(done.error());
      ++forgotten.cases;
      if (tx.slice_over()) break;
    }
    if (!rows.empty()) tables::move_retention_mark(tx, name, mark);
    forgotten.more = forgotten.more || rows.size() == static_cast<std::size_t>(limit) || tx.slice_over();
  }
  return forgotten;
}

}  // namespace portico::cases
