#include "app/sla.h"

#include <functional>

#include "app/command.h"
#include "app/house.h"
#include "city/cases/evidence.h"
#include "city/standards/review.h"
#include "city/standards/review_text.h"
#include "city/standards/tables_review.h"

namespace portico::app {
namespace {

using standards::Proposal;

constexpr std::string_view operator_actor = "operator";

// The city as it is while one order is carried out.
struct Moment {
  explicit Moment(House& house) : city(house.directory.now()), promises(house.standards.now()), at(house.time.now()) {}
  standards::CityNow now() const { return {*city, *promises}; }

  std::shared_ptr<const directory::Snapshot> city;
  std::shared_ptr<const standards::Snapshot> promises;
  Instant at;
};

int told(Console& console, const Refusal& refusal) {
  console.faults(refusal);
  return refused;
}

int change(House& house, const Moment& moment, Console& console, const std::function<Outcome<Proposal>(store::Tx&)>& command) {
  const auto changed = house.store->run<Proposal>(command);
  if (!changed) return told(console, changed.error());
  if (changed->published > 0) house.refresh();
  house.ledger.seal_now();
  console.out(line_of(*changed, moment.at));
  return done;
}

Outcome<std::optional<std::chrono::sys_days>> day_in(const std::string& text, std::string_view option) {
  if (text.empty()) return std::nullopt;
  const auto date = calendar::parse_date(text, option);
  if (!date) return std::unexpected(date.error());
  return std::chrono::sys_days{*date};
}

// The promise that evidence is wanted for: of a proposal's file, or the one in force.
Outcome<standards::SlaVersion> promise_of(const ShowEvidence& wanted, const Moment& moment) {
  if (!wanted.file.empty()) {
    const auto written = standards::read_proposal(wanted.file);
    if (!written) return std::unexpected(written.error());
    auto checked = standards::check_proposal(*written, *moment.city, *moment.promises, moment.at);
    if (!checked) return std::unexpected(checked.error());
    return std::move(checked->sla);
  }
  if (wanted.service.empty())
    return refuse(Refused::invalid, "SERVICE", "it is not said which promise is meant", "a service, or --file with a proposal");
  const auto* sla = moment.promises->in_force(wanted.service, standards::local_date(*moment.city, moment.at));
  if (!sla)
    return refuse(Refused::not_found, "SERVICE", "no promise is in force for '" + wanted.service + "'",
                  "a service with a promise, or --file with a proposal");
  return *sla;
}

}  // namespace

int carry_out(House& house, const ProposeSla& propose, Console& console) {
  const auto written = standards::read_proposal(propose.file);
  if (!written) return told(console, written.error());
  const Moment moment(house);
  const auto checked = standards::check_proposal(*written, *moment.city, *moment.promises, moment.at);
  if (!checked) return told(console, checked.error());
  const auto evidence = standards::gather_evidence({.promise = checked->sla}, *moment.city, *moment.promises,
                                                   cases::past_cases(*house.store, house.time), moment.at);
  if (!evidence) return told(console, evidence.error());
  return change(house, moment, console, [&](store::Tx& tx) { return standards::propose_sla(tx, *checked, *evidence, operator_actor); });
}

int carry_out(House& house, const ListProposals& list, Console& console) {
  const Instant now = house.time.now();
  standards::ProposalFilter filter{.state = list.state, .service = list.service};
  for (bool more = true; more;) {
    std::vector<Proposal> some;
    house.store->read([&](store::Reader& reader) { some = list_proposals(reader, filter); });
    for (const auto& proposal : some) console.out(line_of(proposal, now));
    more = some.size() == static_cast<std::size_t>(filter.limit);
    if (more) filter.before = some.back().id;
  }
  return done;
}

int carry_out(House& house, const ShowProposal& show, Console& console) {
  std::optional<Proposal> proposal;
  house.store->read([&](store::Reader& reader) { proposal = standards::find_proposal(reader, show.id); });
  if (!proposal)
    return told(console, {Refused::not_found, {{"ID", "there is no proposal " + std::to_string(show.id), "a number of portico sla list"}}});
  console.out(to_text(*proposal, house.time.now()));
  return done;
}

int carry_out(House& house, const ReviewSla& review, Console& console) {
  const Moment moment(house);
  return change(house, moment, console, [&](store::Tx& tx) {
    return review.approves ? standards::approve_sla(tx, review.id, review.office, review.reason, moment.now(), moment.at, operator_actor)
                           : standards::return_sla(tx, review.id, review.office, review.reason, moment.at, operator_actor);
  });
}

int carry_out(House& house, const WithdrawSla& withdraw, Console& console) {
  const Moment moment(house);
  return change(house, moment, console,
                [&](store::Tx& tx) { return standards::withdraw_sla(tx, withdraw.id, "", withdraw.reason, moment.at, operator_actor); });
}

int carry_out(House& house, const ConfirmSla& confirm, Console& console) {
  const Moment moment(house);
  const auto confirmed = house.store->run<standards::Confirmation>([&](store::Tx& tx) {
    return standards::confirm_sla(tx, confirm.service, "", confirm.reason, moment.now(), moment.at, operator_actor);
  });
  if (!confirmed) return told(console, confirmed.error());
  house.refresh();
  house.ledger.seal_now();
  console.out(confirm.service + " is confirmed\n");
  return done;
}

int carry_out(House& house, const ListUnconfirmed& list, Console& console) {
  const Moment moment(house);
  bool late = false;
  for (const auto& each : standards::confirmations(moment.now(), standards::local_date(*moment.city, moment.at))) {
    late = late || each.overdue;
    if (each.overdue || !list.overdue_only) console.out(line_of(each));
  }
  return late ? findings : done;
}

int carry_out(House& house, const ShowEvidence& show, Console& console) {
  const Moment moment(house);
  auto promise = promise_of(show, moment);
  if (!promise) return told(console, promise.error());
  const auto from = day_in(show.from, "--from"), until = day_in(show.until, "--until");
  if (!from) return told(console, from.error());
  if (!until) return told(console, until.error());
  const auto evidence = standards::gather_evidence({.promise = std::move(*promise), .from = *from, .until = *until}, *moment.city,
                                                   *moment.promises, cases::past_cases(*house.store, house.time), moment.at);
  if (!evidence) return told(console, evidence.error());
  console.out(to_text(*evidence));
  return done;
}

int carry_out(House& house, const PublishService& publish, Console& console) {
  const Moment moment(house);
  const auto published = house.store->run<standards::Publication>(
      [&](store::Tx& tx) { return standards::publish_service(tx, publish.service, moment.now(), moment.at, operator_actor); });
  if (!published) return told(console, published.error());
  house.refresh();
  house.ledger.seal_now();
  console.out(publish.service + " is public\n");
  return done;
}

}  // namespace portico::app
