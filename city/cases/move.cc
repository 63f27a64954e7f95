// Passing a case on: rules and commands.
#include "city/cases/move.h"

#include "base/text.h"
#include "city/cases/accept.h"
#include "city/cases/cases.h"
#include "city/cases/history.h"
#include "city/cases/reckoning.h"
#include "city/cases/record.h"
#include "city/cases/tables.h"
#include "city/standards/record.h"

namespace portico::cases {
namespace {

Outcome<void> is_open(const Case& subject) {
  if (subject.status == Status::closed) return refuse(Refused::conflict, "number", "this request is closed", "an open request");
  return {};
}

std::string codes_of(const std::vector<directory::Agency>& agencies) {
  std::string list;
  for (const auto& each : agencies) list += (list.empty() ? "" : ", ") + each.code;
  return list;
}

Outcome<std::string> checked_reason(std::string_view reason) {
  std::string text(reason);
  std::vector<Fault> faults;
  check_text(text, "reason", 1'000, faults);
  if (faults.empty() && trim(text).empty()) faults.push_back({"reason", "reason required", "why, in a sentence"});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return text;
}

}  // namespace

Outcome<Move> transfer(Case& subject, std::string_view agency, Instant at, std::string_view reason) {
  if (auto open = is_open(subject); !open) return std::unexpected(open.error());
  if (subject.agency == agency)
    return refuse(Refused::invalid, "agency", "this request is with " + subject.agency + " already", "another agency");
  Move move{at, subject.agency, std::string(agency), subject.service, subject.service, std::string(reason)};
  subject.agency = agency;
  subject.handler.clear();  // nobody there has it in hand yet
  return move;
}

Outcome<Move> reclassify(Case& subject, const Reclassification& to, Instant at, std::string_view reason,
                         const standards::Snapshot& standards) {
  if (auto open = is_open(subject); !open) return std::unexpected(open.error());
  if (subject.service == to.service)
    return refuse(Refused::invalid, "service", "this request is of " + subject.service + " already", "another service");
  Move move{at, subject.agency, to.agency, subject.service, to.service, std::string(reason)};
  subject.service = to.service;
  if (subject.agency != to.agency) subject.handler.clear();
  subject.agency = to.agency;
  subject.words = to.words;
  subject.sla_version = to.sla_version;
  for (Clock& clock : subject.clocks) clock.load = standards.loaded;  // another promise: its calendars count for what has stopped, too
  rework(subject, standards, Calendars::newest);
  return move;
}

Outcome<Case> Cases::transfer_case(store::Tx& tx, std::string_view number, const Transfer& transfer, const Acting& acting) const {
  const auto reason = checked_reason(transfer.reason);
  if (!reason) return std::unexpected(reason.error());
  const auto city = directory_.now();
  const auto* agency = city->agency(transfer.agency);
  if (!agency)
    return refuse(Refused::invalid, "agency", "agency '" + transfer.agency.substr(0, 60) + "' is not known", codes_of(city->agencies));
  return change(tx, number, acting, [&](History& history) { return history.transfer(agency->code, *reason); });
}

Reclassifying Cases::prepare_reclassifying(std::string service, std::string reason) const {
  return {std::move(service), std::move(reason), hex(chance_.bytes(16))};
}

Outcome<Case> Cases::reclassify_case(store::Tx& tx, std::string_view number, const Reclassifying& wanted, const Acting& acting) const {
  const auto reason = checked_reason(wanted.reason);
  if (!reason) return std::unexpected(reason.error());
  const auto city = directory_.now();
  const auto* service = city->service(wanted.service);
  if (!service || service->retired)
    return refuse(Refused::invalid, "service",
                  "service '" + wanted.service.substr(0, 60) + (service ? "' is no longer offered" : "' is not known"),
                  "a code from the list of services");
  const auto standards = standards_.now();
  return change(tx, number, acting, [&](History& history) -> Outcome<void> {
    const auto opened = city_day(*city, history.subject().opened);
    const auto* sla = standards->in_force(service->code, opened);
    if (!sla)
      return refuse(Refused::invalid, "service", "service " + service->code + " had no promise in force when this request was opened",
                    "a service that had one on " + standards::date_text(opened));
    const auto words = showing_after(history.subject(), city->service(history.subject().service), *service);
    auto done = history.reclassify({service->code, service->agency, sla->id, words}, *reason);
    if (done && !service->listed) tables::insert_token(tx, wanted.token, history.subject().id);
    return done;
  });
}

}  // namespace portico::cases
