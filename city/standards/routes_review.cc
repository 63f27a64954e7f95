#include "city/standards/routes_review.h"

#include <fmt/format.h>

#include <boost/json.hpp>
#include <memory>

#include "base/text.h"
#include "city/standards/record.h"
#include "city/standards/record_evidence.h"
#include "city/standards/review.h"
#include "city/standards/routes_clock.h"
#include "city/standards/routes_sent.h"
#include "city/standards/tables_review.h"

namespace portico::standards {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

constexpr int most_listed = 200;

struct Source {
  store::Store& store;
  const directory::Directory& directory;
  const Standards& standards;
  const TimeSource& time;
  PastCases cases;
  std::function<void()> changed;
};

// The city as it is while one request is answered.
struct Moment {
  explicit Moment(const Source& source) : city(source.directory.now()), standards(source.standards.now()), at(source.time.now()) {}
  CityNow now() const { return {*city, *standards}; }

  std::shared_ptr<const directory::Snapshot> city;
  std::shared_ptr<const Snapshot> standards;
  Instant at;
};

Response answer_json(const json::value& value, int status = 200) {
  return {.status = status, .type = "application/json", .body = json::serialize(value), .headers = {}};
}

Response not_permitted(const Request& request, std::string_view verb, std::string_view scope) {
  return http::problem(403, fmt::format("this needs the permission {}:{}, which {} does not have", verb, scope, request.principal.name));
}

json::value instant_or_null(const std::optional<Instant>& at) { return at ? json::value(iso8601(*at)) : json::value(nullptr); }

json::object review_data(const Proposal& proposal, const OfficeReview& review, const Moment& moment) {
  const auto* office = moment.standards->policy.reviewer(review.office);
  json::object object;
  object["office"] = review.office;
  if (office) object["name"] = directory::in_language(office->name, "", moment.city->city.languages.front());
  object["due"] = iso8601(review.due);
  object["overdue"] = overdue(proposal, review, moment.at);
  object["decision"] = name_of(review.decision);
  object["decided"] = instant_or_null(review.decided);
  object["reason"] = review.reason;
  return object;
}

json::object proposal_data(const Proposal& proposal, const Moment& moment) {
  json::object object, words;
  json::array clocks, reviews;
  for (const auto& clock : proposal.sla.clocks) clocks.push_back(clock_data(clock));
  for (const auto& [language, text] : proposal.sla.words) words[language] = text;
  for (const auto& review : proposal.reviews) reviews.push_back(review_data(proposal, review, moment));
  object["id"] = proposal.id;
  object["state"] = name_of(proposal.state);
  object["service"] = proposal.sla.service;
  object["agency"] = proposal.agency;
  object["effective"] = date_text(proposal.sla.effective);
  object["clocks"] = std::move(clocks);
  object["words"] = std::move(words);
  object["reason"] = proposal.reason;
  object["again"] = proposal.again > 0 ? json::value(proposal.again) : json::value(nullptr);
  object["proposed"] = iso8601(proposal.proposed);
  object["proposed_by"] = proposal.proposed_by;
  object["ended"] = instant_or_null(proposal.ended);
  object["ended_reason"] = proposal.ended_reason;
  object["reviews"] = std::move(reviews);
  object["sla_version"] = proposal.published > 0 ? json::value(proposal.published) : json::value(nullptr);
  object["hash"] = proposal.hash;
  object["evidence_hash"] = proposal.evidence_hash;
  return object;
}

// With the evidence, as it was when it was proposed.
json::object whole_data(const Proposal& proposal, const Moment& moment) {
  auto object = proposal_data(proposal, moment);
  object["evidence"] = json::parse(proposal.evidence);
  return object;
}

Outcome<WrittenProposal> proposal_in(const Request& request) {
  const auto body = body_of(request);
  if (!body) return std::unexpected(body.error());
  std::vector<Fault> faults;
  Sent sent(*body, "", faults);
  WrittenProposal written;
  written.service = sent.text("service");
  written.agency = sent.text("agency");
  written.effective = sent.text("effective");
  written.reason = sent.text("reason");
  written.again = sent.integer_or("again", 0);
  written.words = sent.words("words");
  written.clocks = sent.clocks("clocks");
  sent.refuse_unknown();
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return written;
}

Response propose(const Source& source, const Request& request) {
  const auto written = proposal_in(request);
  if (!written) return http::problem(written.error());
  const Moment moment(source);
  const auto checked = check_proposal(*written, *moment.city, *moment.standards, moment.at);
  if (!checked) return http::problem(checked.error());
  if (!request.principal.may("propose_sla", checked->agency)) return not_permitted(request, "propose_sla", checked->agency);
  const auto evidence = gather_evidence({.promise = checked->sla}, *moment.city, *moment.standards, source.cases, moment.at);
  if (!evidence) return http::problem(evidence.error());
  const auto proposed =
      source.store.run<Proposal>([&](store::Tx& tx) { return propose_sla(tx, *checked, *evidence, request.principal.actor); });
  if (!proposed) return http::problem(proposed.error());
  auto answer = answer_json(whole_data(*proposed, moment), 201);
  answer.headers.emplace_back("Location", fmt::format("/proposals/{}", proposed->id));
  return answer;
}

Outcome<std::int64_t> id_in(const Request& request) {
  const auto id = parse_integer(request.part("id"));
  if (!id || *id < 1) return refuse(Refused::not_found, "proposal", "there is no such proposal", "the number of a proposal");
  return *id;
}

std::optional<Proposal> found(const Source& source, std::int64_t id) {
  std::optional<Proposal> proposal;
  source.store.read([&](store::Reader& reader) { proposal = find_proposal(reader, id); });
  return proposal;
}

Response one(const Source& source, const Request& request) {
  const auto id = id_in(request);
  if (!id) return http::problem(id.error());
  const auto proposal = found(source, *id);
  if (!proposal) return http::problem(404, fmt::format("there is no proposal {}", *id));
  return answer_json(whole_data(*proposal, Moment(source)));
}

Response list(const Source& source, const Request& request) {
  ProposalFilter filter{
      .service = std::string(request.asked("service")), .agency = std::string(request.asked("agency")), .limit = most_listed};
  if (const auto state = request.asked("state"); !state.empty()) {
    filter.state = proposal_state(state);
    if (!filter.state)
      return http::problem(
          {Refused::invalid, {{"state", "this is no state of a proposal", "under_review, approved, returned or withdrawn"}}});
  }
  if (const auto before = request.asked("before"); !before.empty()) {
    const auto id = parse_integer(before);
    if (!id) return http::problem({Refused::invalid, {{"before", "this is no number of a proposal", "the last id of the list before"}}});
    filter.before = *id;
  }
  const Moment moment(source);
  json::array all;
  source.store.read([&](store::Reader& reader) {
    for (const auto& proposal : list_proposals(reader, filter)) all.push_back(proposal_data(proposal, moment));
  });
  return answer_json(all);
}

// What a body of {"office": …, "reason": …} says.
struct Said {
  std::string office, reason;
};
Outcome<Said> said_in(const Request& request, bool by_office) {
  const auto body = body_of(request);
  if (!body) return std::unexpected(body.error());
  std::vector<Fault> faults;
  Sent sent(*body, "", faults);
  Said said;
  if (by_office) said.office = sent.text("office");
  said.reason = sent.text("reason");
  sent.refuse_unknown();
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return said;
}

Response changed(const Source& source, const Moment& moment, const Outcome<Proposal>& proposal) {
  if (!proposal) return http::problem(proposal.error());
  if (proposal->published > 0) source.changed();
  return answer_json(proposal_data(*proposal, moment));
}

Response review(const Source& source, const Request& request, OfficeReview::Decision decision) {
  const auto id = id_in(request);
  if (!id) return http::problem(id.error());
  const auto said = said_in(request, true);
  if (!said) return http::problem(said.error());
  if (!request.principal.may("review_sla", said->office)) return not_permitted(request, "review_sla", said->office);
  const Moment moment(source);
  return changed(source, moment, source.store.run<Proposal>([&](store::Tx& tx) {
    return decision == OfficeReview::Decision::approved
               ? approve_sla(tx, *id, said->office, said->reason, moment.now(), moment.at, request.principal.actor)
               : return_sla(tx, *id, said->office, said->reason, moment.at, request.principal.actor);
  }));
}
Response approve(const Source& source, const Request& request) { return review(source, request, OfficeReview::Decision::approved); }
Response send_back(const Source& source, const Request& request) { return review(source, request, OfficeReview::Decision::returned); }

Response take_back(const Source& source, const Request& request) {
  const auto id = id_in(request);
  if (!id) return http::problem(id.error());
  const auto said = said_in(request, false);
  if (!said) return http::problem(said.error());
  const auto proposal = found(source, *id);
  if (!proposal) return http::problem(404, fmt::format("there is no proposal {}", *id));
  if (!request.principal.may("propose_sla", proposal->agency)) return not_permitted(request, "propose_sla", proposal->agency);
  const Moment moment(source);
  return changed(source, moment, source.store.run<Proposal>([&](store::Tx& tx) {
    return withdraw_sla(tx, *id, proposal->agency, said->reason, moment.at, request.principal.actor);
  }));
}

Outcome<std::optional<std::chrono::sys_days>> day_in(const Request& request, std::string_view name) {
  const auto text = request.asked(name);
  if (text.empty()) return std::nullopt;
  const auto date = calendar::parse_date(text, name);
  if (!date) return std::unexpected(date.error());
  return std::chrono::sys_days{*date};
}

// Of the promise in force: how it does.
Response evidence(const Source& source, const Request& request) {
  const Moment moment(source);
  const auto service = request.part("service");
  const auto* sla = moment.standards->in_force(service, local_date(*moment.city, moment.at));
  if (!sla) return http::problem(404, fmt::format("no promise is in force for '{}'", service));
  const auto from = day_in(request, "from"), until = day_in(request, "until");
  if (!from) return http::problem(from.error());
  if (!until) return http::problem(until.error());
  const auto gathered =
      gather_evidence({.promise = *sla, .from = *from, .until = *until}, *moment.city, *moment.standards, source.cases, moment.at);
  if (!gathered) return http::problem(gathered.error());
  return answer_json(json::parse(record_of(*gathered)));
}

Response all_confirmations(const Source& source, const Request&) {
  const Moment moment(source);
  json::array all;
  for (const auto& each : confirmations(moment.now(), local_date(*moment.city, moment.at)))
    all.push_back(json::object{{"service", each.sla->service},
                               {"agency", each.agency},
                               {"effective", date_text(each.sla->effective)},
                               {"sla_version", each.sla->id},
                               {"confirmed", date_text(each.confirmed)},
                               {"due", date_text(each.due)},
                               {"overdue", each.overdue}});
  return answer_json(all);
}

Response confirm(const Source& source, const Request& request) {
  const auto said = said_in(request, false);
  if (!said) return http::problem(said.error());
  const Moment moment(source);
  const auto* service = moment.city->service(request.part("service"));
  if (!service || service->retired) return http::problem(404, fmt::format("there is no service '{}'", request.part("service")));
  if (!request.principal.may("confirm_sla", service->agency)) return not_permitted(request, "confirm_sla", service->agency);
  const auto confirmed = source.store.run<Confirmation>([&](store::Tx& tx) {
    return confirm_sla(tx, service->code, service->agency, said->reason, moment.now(), moment.at, request.principal.actor);
  });
  if (!confirmed) return http::problem(confirmed.error());
  source.changed();
  return answer_json({{"service", confirmed->service}, {"sla_version", confirmed->sla}, {"confirmed", iso8601(confirmed->at)}});
}

Response publish(const Source& source, const Request& request) {
  const Moment moment(source);
  const auto published = source.store.run<Publication>(
      [&](store::Tx& tx) { return publish_service(tx, request.part("service"), moment.now(), moment.at, request.principal.actor); });
  if (!published) return http::problem(published.error());
  source.changed();
  return answer_json({{"service", published->service}, {"sla_version", published->sla}, {"published", iso8601(published->at)}});
}

}  // namespace

std::vector<http::Route> review_routes(store::Store& store, const directory::Directory& directory, const Standards& standards,
                                       const TimeSource& time, PastCases cases, std::function<void()> changed_then) {
  using http::Cost;
  using http::Method;
  const auto source = std::make_shared<const Source>(Source{store, directory, standards, time, std::move(cases), std::move(changed_then)});
  const auto with = [&](Response (*answer)(const Source&, const Request&)) {
    return http::answer([source, answer](const Request& request) { return answer(*source, request); });
  };
  const std::string proposal =
      "JSON: id, state, service, agency, effective, clocks, words, reason, again, proposed, proposed_by, ended, ended_reason, "
      "reviews (office, name, due, overdue, decision, decided, reason), sla_version, hash, evidence_hash";
  const std::string whole = proposal + ", evidence";
  constexpr auto may_propose = "propose_sla:AGENCY";
  constexpr auto may_review = "review_sla:OFFICE";
  constexpr auto may_read = "read_proposals";
  return {
      {Method::post, "/proposals", may_propose, Cost::work, "Proposes a promise for a service; the evidence is gathered and kept with it.",
       "JSON: service, agency, effective, reason, again, words, clocks", whole, with(propose)},
      {Method::get, "/proposals", may_read, Cost::work, "Lists proposals, newest first, with their reviews.",
       "query: state, service, agency, before", "JSON list: as one proposal, without evidence", with(list)},
      {Method::get, "/proposals/{id}", may_read, Cost::work, "Gives one proposal with its reviews and its evidence.", "", whole, with(one)},
      {Method::post, "/proposals/{id}/approve", may_review, Cost::work,
       "An office approves; the last one's approval publishes the promise.", "JSON: office, reason", proposal, with(approve)},
      {Method::post, "/proposals/{id}/return", may_review, Cost::work, "An office returns a proposal with a reason.",
       "JSON: office, reason", proposal, with(send_back)},
      {Method::post, "/proposals/{id}/withdraw", may_propose, Cost::work, "The agency takes its proposal back.", "JSON: reason", proposal,
       with(take_back)},
      {Method::get, "/evidence/{service}", may_read, Cost::work, "Tells how the promise in force for a service does, by its past cases.",
       "query: from, until", "JSON: service, from, until, at, cases, in_force, clocks, alike", with(evidence)},
      {Method::get, "/confirmations", may_read, Cost::work, "Lists promises in force, those longest unconfirmed first.", "",
       "JSON list: service, agency, effective, sla_version, confirmed, due, overdue", with(all_confirmations)},
      {Method::post, "/promises/{service}/confirm", "confirm_sla:AGENCY", Cost::work, "The agency says that its promise still holds.",
       "JSON: reason", "JSON: service, sla_version, confirmed", with(confirm)},
      {Method::post, "/services/{service}/publish", "publish_service", Cost::work,
       "Makes a draft public, under an approved promise in force.", "", "JSON: service, sla_version, published", with(publish)}};
}

}  // namespace portico::standards
