#include "city/standards/review.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "city/standards/events.h"
#include "city/standards/load.h"
#include "city/standards/record.h"
#include "city/standards/record_evidence.h"
#include "city/standards/tables.h"
#include "city/standards/tables_review.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"

namespace portico::standards {
namespace {

using Decision = OfficeReview::Decision;

std::string hash_of(std::string_view text) { return hex(crypto::view(crypto::sha256(text))); }
std::string hash_where_said(std::string_view text) { return text.empty() ? "" : hash_of(text); }

template <class Event>
void append(store::Tx& tx, const Proposal& proposal, const Event& event, Instant at, std::string_view actor) {
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = fmt::format("proposal:{}", proposal.id),
                      .version = proposal.version,
                      .type = std::string(Event::type),
                      .payload = to_json(event)});
}

std::unexpected<Refusal> no_such(std::int64_t id) {
  return refuse(Refused::not_found, "proposal", fmt::format("there is no proposal {}", id), "the number of a proposal");
}

// Why the proposal cannot follow the one that it names; nothing where it can, or names none.
std::optional<Refusal> wrong_predecessor(store::Reader& reader, const Proposal& wanted) {
  if (wanted.again == 0) return std::nullopt;
  const auto before = find_proposal(reader, wanted.again);
  if (!before) return no_such(wanted.again).error();
  const auto wrong = [](std::string reason) {
    return Refusal{Refused::invalid, {{"again", std::move(reason), "a proposal for the same service that was returned or withdrawn"}}};
  };
  if (before->sla.service != wanted.sla.service) return wrong(fmt::format("proposal {} is for '{}'", before->id, before->sla.service));
  if (before->state != Proposal::State::returned && before->state != Proposal::State::withdrawn)
    return wrong(fmt::format("proposal {} is {}", before->id, before->state == Proposal::State::approved ? "approved" : "under review"));
  return std::nullopt;
}

std::string target_of(const SlaVersion& sla, ClockKind kind) { return sla.clock(kind) ? to_text(sla.clock(kind)->target) : std::string(); }

// The promise as it will be in force, or why it can no longer be.
Outcome<SlaVersion> publishable(const Proposal& proposal, const CityNow& now, Instant at) {
  SlaVersion sla = proposal.sla;
  const auto* service = now.city.service(sla.service);
  if (!service || service->retired)
    return refuse(Refused::conflict, "service", fmt::format("the service '{}' is no longer there", sla.service),
                  "a return, or the service back in the pack");
  for (const auto& clock : sla.clocks) {
    if (!clock.calendar.empty() && !now.standards.calendar(clock.calendar))
      return refuse(Refused::conflict, "calendar", fmt::format("the calendar '{}' is no longer there", clock.calendar),
                    "a return, or the calendar back in the pack");
  }
  sla.effective = std::max(sla.effective, local_date(now.city, at));
  return sla;
}

// As a load does it, with the same rows and events; gives the version's id.
Outcome<std::int64_t> publish(store::Tx& tx, const SlaVersion& sla, std::int64_t proposal, std::int64_t loaded, Instant at,
                              std::string_view actor) {
  const auto effective = date_text(sla.effective);
  Plan plan{.based_on = loaded};
  plan.changes.push_back({.what = Change::What::added,
                          .kind = Change::Kind::sla,
                          .code = sla.service,
                          .effective = effective,
                          .record = record_of(sla),
                          .proposal = proposal});
  if (const auto done = apply(tx, plan, at, actor, ""); !done) {
    if (done.error().kind != Refused::conflict) return std::unexpected(done.error());
    return refuse(Refused::conflict, "", "The city's promises were changed at this very moment.", "the same approval again");
  }
  return newest_sla_id(tx, sla.service, effective);
}

Outcome<Proposal> locked(store::Tx& tx, std::int64_t id) {
  auto found = lock_proposal(tx, id);
  if (!found) return no_such(id);
  return std::move(*found);
}

}  // namespace

Outcome<Proposal> propose_sla(store::Tx& tx, Proposal checked, const Evidence& evidence, std::string_view actor) {
  hold_off_loads(tx);  // and other proposals: one at a time is under review for a service
  if (const auto other = proposal_under_review(tx, checked.sla.service))
    return refuse(Refused::conflict, "service", fmt::format("proposal {} for '{}' is under review", *other, checked.sla.service),
                  "a proposal once that one is approved, returned or withdrawn");
  if (auto wrong = wrong_predecessor(tx, checked)) return std::unexpected(std::move(*wrong));
  checked.version = 1;
  checked.proposed_by = actor;
  checked.evidence = record_of(evidence);
  checked.hash = hash_of(record_of(checked.sla));
  checked.evidence_hash = hash_of(checked.evidence);
  checked.id = insert_proposal(tx, checked);
  SlaProposed event{.id = checked.id,
                    .version = checked.version,
                    .again = checked.again,
                    .service = checked.sla.service,
                    .agency = checked.agency,
                    .effective = date_text(checked.sla.effective),
                    .first_status = target_of(checked.sla, ClockKind::first_status),
                    .outcome = target_of(checked.sla, ClockKind::outcome),
                    .offices = {},
                    .hash = checked.hash,
                    .evidence_hash = checked.evidence_hash,
                    .reason_hash = hash_of(checked.reason)};
  for (const auto& review : checked.reviews) event.offices.push_back(review.office);
  append(tx, checked, event, checked.proposed, actor);
  return checked;
}

Outcome<Proposal> approve_sla(store::Tx& tx, std::int64_t id, std::string_view office, std::string_view reason, const CityNow& now,
                              Instant at, std::string_view actor) {
  auto proposal = locked(tx, id);
  if (!proposal) return proposal;
  if (const auto decided = decide(*proposal, office, Decision::approved, reason, at, actor); !decided)
    return std::unexpected(decided.error());
  std::optional<SlaVersion> promise;
  if (proposal->state == Proposal::State::approved) {
    auto wanted = publishable(*proposal, now, at);
    if (!wanted) return std::unexpected(wanted.error());
    promise = std::move(*wanted);
  }
  update_proposal(tx, *proposal);
  const auto& review = *proposal->review(office);
  append(tx, *proposal,
         SlaApproved{.id = proposal->id,
                     .version = proposal->version,
                     .service = proposal->sla.service,
                     .office = review.office,
                     .due = iso8601(review.due),
                     .hash = proposal->hash,
                     .reason_hash = hash_where_said(review.reason)},
         at, actor);
  if (promise) {
    const auto published = publish(tx, *promise, proposal->id, now.standards.loaded, at, actor);
    if (!published) return std::unexpected(published.error());
    proposal->published = *published;
    update_proposal(tx, *proposal);
  }
  return proposal;
}

Outcome<Proposal> return_sla(store::Tx& tx, std::int64_t id, std::string_view office, std::string_view reason, Instant at,
                             std::string_view actor) {
  auto proposal = locked(tx, id);
  if (!proposal) return proposal;
  if (const auto decided = decide(*proposal, office, Decision::returned, reason, at, actor); !decided)
    return std::unexpected(decided.error());
  update_proposal(tx, *proposal);
  const auto& review = *proposal->review(office);
  append(tx, *proposal,
         SlaReturned{.id = proposal->id,
                     .version = proposal->version,
                     .service = proposal->sla.service,
                     .office = review.office,
                     .due = iso8601(review.due),
                     .hash = proposal->hash,
                     .reason_hash = hash_of(review.reason)},
         at, actor);
  return proposal;
}

Outcome<Proposal> withdraw_sla(store::Tx& tx, std::int64_t id, std::string_view agency, std::string_view reason, Instant at,
                               std::string_view actor) {
  auto proposal = locked(tx, id);
  if (!proposal) return proposal;
  if (const auto withdrawn = withdraw(*proposal, agency, reason, at); !withdrawn) return std::unexpected(withdrawn.error());
  update_proposal(tx, *proposal);
  append(tx, *proposal,
         SlaWithdrawn{.id = proposal->id,
                      .version = proposal->version,
                      .service = proposal->sla.service,
                      .agency = proposal->agency,
                      .reason_hash = hash_where_said(proposal->ended_reason)},
         at, actor);
  return proposal;
}

}  // namespace portico::standards
