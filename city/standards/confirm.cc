// Confirming promises in force, and making a draft public under one.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "city/directory/load.h"
#include "city/directory/plan.h"
#include "city/standards/events.h"
#include "city/standards/record.h"
#include "city/standards/review.h"
#include "city/standards/tables.h"
#include "city/standards/tables_review.h"
#include "platform/crypto/crypto.h"
#include "platform/ledger/ledger.h"

namespace portico::standards {
namespace {

using std::chrono::sys_days;

constexpr std::size_t longest_reason = 4'000;

template <class Event>
void append(store::Tx& tx, std::string_view what, const Event& event, Instant at, std::string_view actor) {
  ledger::append(tx, {.at = at,
                      .actor = std::string(actor),
                      .subject = fmt::format("{}:{}", what, event.service),
                      .version = event.version,
                      .type = std::string(Event::type),
                      .payload = to_json(event)});
}

std::unexpected<Refusal> no_such_service(std::string_view service) {
  return refuse(Refused::not_found, "service", fmt::format("there is no service '{}'", service), "the code of a service in use");
}

sys_days last_confirmed(const SlaVersion& sla, const directory::Snapshot& city) {
  auto day = std::max(sla.effective, local_date(city, sla.published));
  if (sla.confirmed) day = std::max(day, local_date(city, *sla.confirmed));
  return day;
}

// Why no promise of the service may carry it into the open; nothing where `sla` may.
std::optional<Refusal> unpromised(store::Reader& reader, std::string_view service, const SlaVersion* sla, const Snapshot& standards) {
  const auto because = [&](std::string reason, std::string accepted) {
    return Refusal{Refused::conflict,
                   {{"service", fmt::format("the service '{}' cannot be public: {}", service, reason), std::move(accepted)}}};
  };
  const bool reviewed_here = !standards.policy.reviewers.empty();
  if (sla && (sla->proposal > 0 || !reviewed_here)) return std::nullopt;
  if (const auto open = proposal_under_review(reader, service)) {
    const auto proposal = find_proposal(reader, *open);
    std::string offices;
    for (const auto& each : proposal->reviews) {
      if (each.decision == OfficeReview::Decision::none) offices += (offices.empty() ? "" : ", ") + each.office;
    }
    return because(fmt::format("its promise (proposal {}) is still under review by {}", *open, offices), "their approval first");
  }
  const auto versions = standards.versions_of(service);
  const auto planned = std::ranges::find_if(versions, [&](const SlaVersion* each) {
    return (!sla || each->effective > sla->effective) && (each->proposal > 0 || !reviewed_here);
  });
  if (planned != versions.end())
    return because(fmt::format("its promise comes into force on {}", date_text((*planned)->effective)), "the same from that day on");
  if (sla)
    return because("its promise came with the city pack, and no office has reviewed it",
                   "portico sla propose, and the approval of each office");
  const auto last = list_proposals(reader, {.service = std::string(service), .limit = 1});
  if (!last.empty() && last.front().state == Proposal::State::returned)
    return because(fmt::format("its promise (proposal {}) was returned", last.front().id),
                   "a new proposal, and the approval of each office");
  return because("nothing is promised for it", "a promise that is in force: portico sla propose, or slas.toml");
}

}  // namespace

Outcome<Confirmation> confirm_sla(store::Tx& tx, std::string_view code, std::string_view agency, std::string_view reason,
                                  const CityNow& now, Instant at, std::string_view actor) {
  const auto* service = now.city.service(code);
  if (!service || service->retired) return no_such_service(code);
  if (!agency.empty() && agency != service->agency)
    return refuse(Refused::forbidden, "agency", fmt::format("the service '{}' is {}'s", code, service->agency), service->agency);
  const auto* sla = now.standards.in_force(code, local_date(now.city, at));
  if (!sla)
    return refuse(Refused::conflict, "service", fmt::format("no promise is in force for '{}'", code), "a promise: portico sla propose");
  if (!valid_utf8(reason) || reason.contains('\0') || count_characters(reason) > longest_reason)
    return refuse(Refused::invalid, "reason", "the reason is too long or no text",
                  fmt::format("UTF-8, at most {} characters", longest_reason));
  hold_off_loads(tx);
  Confirmation confirmation{.service = service->code,
                            .version = newest_confirmation_version(tx, code) + 1,
                            .sla = sla->id,
                            .agency = service->agency,
                            .at = at,
                            .confirmed_by = std::string(actor),
                            .reason = std::string(trim(reason))};
  insert_confirmation(tx, confirmation);
  append(tx, "confirmation",
         SlaConfirmed{.version = confirmation.version,
                      .sla = sla->id,
                      .service = service->code,
                      .agency = service->agency,
                      .effective = date_text(sla->effective),
                      .reason_hash = confirmation.reason.empty() ? "" : hex(crypto::view(crypto::sha256(confirmation.reason)))},
         at, actor);
  return confirmation;
}

std::vector<Confirmed> confirmations(const CityNow& now, sys_days today) {
  std::vector<Confirmed> all;
  for (const auto& service : now.city.services) {
    if (service.retired || service.draft) continue;
    const auto* sla = now.standards.in_force(service.code, today);
    if (!sla) continue;
    const auto last = last_confirmed(*sla, now.city), due = confirm_by(now.standards.policy, last);
    all.push_back({sla, service.agency, last, due, due <= today});
  }
  std::ranges::stable_sort(all, {}, &Confirmed::due);
  return all;
}

Outcome<Publication> publish_service(store::Tx& tx, std::string_view code, const CityNow& now, Instant at, std::string_view actor) {
  const auto plan = directory::plan_publication(now.city, code);
  if (!plan) return std::unexpected(plan.error());
  const auto* sla = now.standards.in_force(code, local_date(now.city, at));
  hold_off_loads(tx);
  if (auto why = unpromised(tx, code, sla, now.standards)) return std::unexpected(std::move(*why));
  if (const auto published = directory::apply(tx, *plan, at, actor); !published) return std::unexpected(published.error());
  Publication publication{.service = std::string(code),
                          .version = newest_publication_version(tx, code) + 1,
                          .sla = sla->id,
                          .at = at,
                          .published_by = std::string(actor)};
  insert_publication(tx, publication);
  append(tx, "publication",
         ServicePublished{.version = publication.version,
                          .sla = sla->id,
                          .service = publication.service,
                          .agency = now.city.service(code)->agency,
                          .effective = date_text(sla->effective)},
         at, actor);
  return publication;
}

}  // namespace portico::standards
