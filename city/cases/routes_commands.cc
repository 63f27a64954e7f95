#include "city/cases/routes_commands.h"

#include <algorithm>
#include <boost/json.hpp>

#include "city/cases/pause.h"

namespace portico::cases {
namespace {

namespace json = boost::json;

std::string told(const Case& subject, std::string_view token) {
  json::array clocks;
  for (const Clock& clock : subject.clocks)
    clocks.push_back(json::object{{"kind", standards::name_of(clock.kind)},
                                  {"due", iso8601(clock.due)},
                                  {"state", name_of(clock.state)},
                                  {"stopped", clock.stopped ? json::value(iso8601(*clock.stopped)) : json::value(nullptr)}});
  json::object object{{"number", subject.number},   {"status", name_of(subject.status)}, {"agency", subject.agency},
                      {"service", subject.service}, {"clocks", std::move(clocks)},       {"paused", nullptr}};
  if (const Pause* open = open_pause(subject)) object["paused"] = json::object{{"since", iso8601(open->from)}, {"reason", open->reason}};
  if (!token.empty()) object["token"] = token;
  return json::serialize(object);
}

http::Response answer_of(const Case& subject, std::string_view token) {
  return {
      .status = 200, .type = "application/json; charset=utf-8", .body = told(subject, token), .headers = {{"Cache-Control", "no-store"}}};
}

http::Route route(store::Store& store, Verb verb, const directory::Directory& directory) {
  std::string takes = "JSON:";
  for (const auto name : verb.names) takes += (takes.back() == ':' ? " " : ", ") + std::string(name);
  std::string gives = "JSON: number, status, agency, service, clocks, paused";
  if (verb.path == "reclassify") gives += "; token where the service is not listed";
  // A case that is no longer listed is found by its token alone, which its customer then needs.
  const auto tell = [&directory](const Asking& asking, const Outcome<Case>& ended) {
    if (!ended) return http::problem(ended.error());
    const auto city = directory.now();
    const auto* service = city->service(ended->service);
    return answer_of(*ended, service && service->listed ? std::string_view() : std::string_view(asking.token));
  };
  http::Route made{.method = http::Method::post,
                   .pattern = "/cases/{number}/" + std::string(verb.path),
                   .permission = std::string(verb.permission) + ":AGENCY",
                   .cost = http::Cost::command,
                   .sentence = verb.sentence,
                   .takes = takes == "JSON:" ? "" : takes,
                   .gives = std::move(gives),
                   .handle = {}};
  made.handle = [&store, verb = std::move(verb), tell](const http::Request& request, const http::Responder& respond) {
    auto texts = read_texts(request, verb.names);
    if (!texts) return respond(http::problem(texts.error()));
    run(store, asking_of(request, verb, *std::move(texts)), verb, respond, tell);
  };
  return made;
}

}  // namespace

Outcome<Texts> read_texts(const http::Request& request, const std::vector<std::string_view>& names) {
  std::string accepted;
  for (const auto name : names) accepted += (accepted.empty() ? "" : ", ") + std::string(name);
  const std::string an_object = names.empty() ? "an empty body, or {}" : "an object with texts: " + accepted;
  Texts texts;
  if (request.body.empty()) return texts;
  boost::system::error_code broken;
  const auto value = json::parse(request.body, broken);
  if (broken) return refuse(Refused::invalid, "", "the body is not JSON: " + broken.message(), an_object);
  if (!value.is_object()) return refuse(Refused::invalid, "", "the body is no object", an_object);
  std::vector<Fault> faults;
  for (const auto& [key, each] : value.get_object()) {
    const std::string name(key);
    if (std::ranges::find(names, name) == names.end())
      faults.push_back({name, "'" + name + "' is not known here", names.empty() ? "nothing" : accepted});
    else if (each.is_number() && (name == "lat" || name == "long"))
      texts[name] = json::serialize(each);
    else if (!each.is_string())
      faults.push_back({name, "'" + name + "' is no text", "a text"});
    else
      texts[name] = std::string(each.get_string());
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return texts;
}

std::vector<http::Route> command_routes(store::Store& store, const Cases& cases, const directory::Directory& directory) {
  std::vector<http::Route> all;
  for (Verb& verb : verbs(cases)) all.push_back(route(store, std::move(verb), directory));
  return all;
}

}  // namespace portico::cases
