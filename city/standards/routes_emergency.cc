// Emergencies over HTTP: open data of all, and the commands of who may declare them.
#include <algorithm>
#include <boost/json.hpp>

#include "city/standards/declare.h"
#include "city/standards/routes.h"
#include "city/standards/routes_clock.h"
#include "city/standards/routes_sent.h"

namespace portico::standards {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;
using Faults = std::vector<Fault>;

struct Source {
  store::Store& store;
  const directory::Directory& directory;
  const Standards& standards;
  const TimeSource& time;
  std::function<void()> changed;
};

Response answer_json(std::string body, int status = 200) {
  return {.status = status, .type = "application/json", .body = std::move(body), .headers = {{"Cache-Control", "no-cache"}}};
}

Outcome<Declaration> declaration_in(const json::object& object) {
  Faults faults;
  Sent sent(object, "", faults);
  Declaration written;
  written.code = sent.text("code");
  written.kind = sent.text("kind");
  written.services = sent.texts("services");
  written.agencies = sent.texts("agencies");
  written.groups = sent.texts("groups");
  written.from = sent.text("from");
  written.until = sent.text("until");
  written.words = sent.words("words");
  written.clocks = sent.clocks("clocks");
  sent.refuse_unknown();
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return written;
}

// Runs the command and tells who has to know before anybody hears of it.
Response done(const Source& source, const std::function<Outcome<Emergency>(store::Tx&)>& command, int status) {
  const auto changed = source.store.run<Emergency>(command);
  if (!changed) return http::problem(changed.error());
  source.changed();
  return answer_json(emergency_json(*changed, *source.directory.now(), source.time.now()), status);
}

Response declare(const Source& source, const Request& request) {
  const auto body = body_of(request);
  if (!body) return http::problem(body.error());
  const auto written = declaration_in(*body);
  if (!written) return http::problem(written.error());
  const Instant now = source.time.now();
  const auto checked = check_declaration(*written, *source.directory.now(), *source.standards.now(), now);
  if (!checked) return http::problem(checked.error());
  return done(source, [&](store::Tx& tx) { return declare_emergency(tx, *checked, now, request.principal.actor); }, 201);
}

Response extend(const Source& source, const Request& request) {
  const auto body = body_of(request);
  if (!body) return http::problem(body.error());
  Faults faults;
  Sent sent(*body, "", faults);
  const auto text = sent.text("until");
  sent.refuse_unknown();
  if (!faults.empty()) return http::problem(Refusal{Refused::invalid, std::move(faults)});
  const auto until = parse_instant(text, "until");
  if (!until) return http::problem(until.error());
  const Instant now = source.time.now();
  return done(source, [&](store::Tx& tx) { return extend_emergency(tx, request.part("code"), *until, now, request.principal.actor); }, 200);
}

Response end(const Source& source, const Request& request) {
  const Instant now = source.time.now();
  return done(source, [&](store::Tx& tx) { return end_emergency(tx, request.part("code"), now, request.principal.actor); }, 200);
}

json::object object_of(const Emergency& emergency, const directory::Snapshot& city, Instant now) {
  json::object object, words;
  json::array services, clocks;
  std::int64_t unlisted = 0;
  for (const auto& code : emergency.services) {
    const auto* service = city.service(code);
    if (service && service->public_cases())
      services.emplace_back(code);
    else
      ++unlisted;
  }
  for (const auto& [language, text] : emergency.words) words[language] = text;
  for (const auto& clock : emergency.clocks) clocks.push_back(clock_data(clock));
  object["code"] = emergency.code;
  object["kind"] = name_of(emergency.kind);
  object["state"] = emergency.in_force(now) ? "in_force" : emergency.over(now) ? "over" : "planned";
  object["from"] = iso8601(emergency.from);
  object["until"] = iso8601(emergency.until);
  object["ended"] = emergency.ended ? json::value(iso8601(*emergency.ended)) : json::value(nullptr);
  object["declared"] = iso8601(emergency.declared);
  object["services"] = std::move(services);
  object["services_not_listed"] = unlisted;
  object["words"] = std::move(words);
  if (!emergency.clocks.empty()) object["clocks"] = std::move(clocks);
  return object;
}

Response all(const Source& source) {
  const auto standards = source.standards.now();
  const auto city = source.directory.now();
  const Instant now = source.time.now();
  json::array list;
  for (const auto& emergency : standards->emergencies) list.push_back(object_of(emergency, *city, now));
  return answer_json(json::serialize(list));
}

}  // namespace

std::string emergency_json(const Emergency& emergency, const directory::Snapshot& city, Instant now) {
  return json::serialize(object_of(emergency, city, now));
}

std::vector<http::Route> emergency_routes(store::Store& store, const directory::Directory& directory, const Standards& standards,
                                          const TimeSource& time, std::function<void()> changed) {
  using http::Cost;
  using http::Method;
  const auto source = std::make_shared<const Source>(Source{store, directory, standards, time, std::move(changed)});
  const auto with = [&](Response (*answer)(const Source&, const Request&)) {
    return http::answer([source, answer](const Request& request) { return answer(*source, request); });
  };
  constexpr auto may = "declare_emergency";
  const std::string gives = "JSON: code, kind, state, from, until, ended, declared, services, services_not_listed, words, clocks";
  return {
      {Method::get, "/emergencies.json", "public", Cost::quick, "Every emergency that was ever declared, by its beginning.", "",
       "JSON list: code, kind, state, from, until, ended, declared, services, services_not_listed, words, clocks",
       http::answer([source](const Request&) { return all(*source); })},
      {Method::post, "/emergencies", may, Cost::work, "Declares an emergency: suspends or replaces promises for services, for a time.",
       "JSON: code, kind, services, agencies, groups, from, until, words, clocks", gives, with(declare)},
      {Method::post, "/emergencies/{code}/extend", may, Cost::work, "Gives an emergency a later end.", "JSON: until", gives, with(extend)},
      {Method::post, "/emergencies/{code}/end", may, Cost::work, "Brings an emergency to an end now.", "", gives, with(end)}};
}

}  // namespace portico::standards
