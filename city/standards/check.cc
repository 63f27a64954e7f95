#include "city/standards/check.h"

#include <fmt/format.h>

#include "base/text.h"
#include "city/standards/events.h"
#include "city/standards/record.h"
#include "city/standards/tables_review.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"

namespace portico::standards {
namespace {

constexpr int proposals_at_once = 50;

std::string hash_of(std::string_view text) { return hex(crypto::view(crypto::sha256(text))); }

// What the ledger tells of the proposal's first day.
std::optional<SlaProposed> told_of(store::Reader& reader, std::int64_t id) {
  for (const auto& event : ledger::events_of(reader, fmt::format("proposal:{}", id))) {
    if (event.type == SlaProposed::type) return from_json<SlaProposed>(event.payload);
  }
  return std::nullopt;
}

void check_one(store::Reader& reader, const Proposal& proposal, std::vector<std::string>& findings) {
  const auto find = [&](std::string_view what) { findings.push_back(fmt::format("proposal {}: {}", proposal.id, what)); };
  const auto told = told_of(reader, proposal.id);
  if (!told) return find("the ledger does not tell of it");
  if (hash_of(record_of(proposal.sla)) != told->hash) find("its promise is another than the ledger tells");
  if (hash_of(proposal.evidence) != told->evidence_hash) find("its evidence is another than the ledger tells");
  if (hash_of(proposal.reason) != told->reason_hash) find("its reason is another than the ledger tells");
  const bool approved = proposal.state == Proposal::State::approved;
  if (approved != (proposal.published > 0))
    find(approved ? "approved, but no promise came of it" : "not approved, but a promise came of it");
  if (approved && !proposal.approved_by_all()) find("approved, but not by every office");
}

}  // namespace

CheckedReviews check_reviews(store::Store& store) {
  CheckedReviews checked;
  store.read([&](store::Reader& reader) { checked.findings = dangling_reviews(reader); });
  ProposalFilter filter{.limit = proposals_at_once};
  for (bool more = true; more;) {
    store.read([&](store::Reader& reader) {
      const auto some = list_proposals(reader, filter);
      for (const auto& each : some) check_one(reader, *find_proposal(reader, each.id), checked.findings);
      checked.proposals += static_cast<std::int64_t>(some.size());
      more = some.size() == static_cast<std::size_t>(filter.limit);
      if (more) filter.before = some.back().id;
    });
  }
  return checked;
}

}  // namespace portico::standards
