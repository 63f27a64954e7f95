#include "city/cases/routes_commands.h"

#include <algorithm>
#include <boost/json.hpp>

#include "city/cases/pause.h"

namespace portico::cases {
namespace {

namespace json = boost::json;

using Texts = std::map<std::string, std::string, std::less<>>;

// A JSON object of texts, none but those named.
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
    else if (!each.is_string())
      faults.push_back({name, "'" + name + "' is no text", "a text"});
    else
      texts[name] = std::string(each.get_string());
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return texts;
}

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

struct Asking {
  std::string number;
  Texts texts;
  Acting acting;
};
using Command = std::function<Outcome<Case>(store::Tx& tx, const Asking& asking)>;

void run(store::Store& store, std::shared_ptr<const Asking> asking, Command command, const std::function<std::string(const Case&)>& token,
         const http::Responder& respond) {
  const auto done = [respond, token](const std::expected<Outcome<Case>, std::exception_ptr>& ended) {
    if (ended)
      respond(*ended ? answer_of(**ended, token(**ended)) : http::problem(ended->error()));
    else
      respond.fail(ended.error());
  };
  try {
    store.submit<Case>([asking = std::move(asking), command = std::move(command)](store::Tx& tx) { return command(tx, *asking); }, done);
  } catch (const store::Full&) {
    respond.fail(std::current_exception());
  }
}

std::string no_token(const Case&) { return {}; }

// What the four have in common; `names` are the texts that the body may hold.
http::Route route(store::Store& store, std::string_view verb, std::string sentence, std::vector<std::string_view> names, Command command) {
  const std::string path(verb.substr(0, verb.find('_')));
  std::string takes = "JSON:";
  for (const auto name : names) takes += (takes.back() == ':' ? " " : ", ") + std::string(name);
  const auto handle = [&store, verb, names = std::move(names), command = std::move(command)](const http::Request& request,
                                                                                             const http::Responder& respond) {
    auto texts = read_texts(request, names);
    if (!texts) return respond(http::problem(texts.error()));
    run(store,
        std::make_shared<const Asking>(std::string(request.part("number")), *std::move(texts),
                                       Acting{request.principal.actor, request.principal.scopes(verb)}),
        command, no_token, respond);
  };
  return {.method = http::Method::post,
          .pattern = "/cases/{number}/" + path,
          .permission = std::string(verb) + ":AGENCY",
          .cost = http::Cost::command,
          .sentence = std::move(sentence),
          .takes = takes == "JSON:" ? "" : takes,
          .gives = "JSON: number, status, agency, service, clocks, paused",
          .handle = handle};
}

std::string text(const Asking& asking, std::string_view name) {
  const auto found = asking.texts.find(name);
  return found == asking.texts.end() ? std::string() : found->second;
}

// Where the new service is not listed, the answer holds the token that its customer then needs; it is drawn before the lane.
http::Route reclassify_route(store::Store& store, const Cases& cases, const directory::Directory& directory) {
  http::Route made =
      route(store, "reclassify_case", "Puts an open request under another service, whose promise then counts from its opening.",
            {"service", "reason"}, {});
  made.gives += "; token where the service is not listed";
  made.handle = [&store, &cases, &directory](const http::Request& request, const http::Responder& respond) {
    auto texts = read_texts(request, {"service", "reason"});
    if (!texts) return respond(http::problem(texts.error()));
    const auto asking = std::make_shared<const Asking>(std::string(request.part("number")), *std::move(texts),
                                                       Acting{request.principal.actor, request.principal.scopes("reclassify_case")});
    const Reclassifying wanted = cases.prepare_reclassifying(text(*asking, "service"), text(*asking, "reason"));
    const auto token = [&directory, wanted](const Case& subject) {
      const auto city = directory.now();
      const auto* service = city->service(subject.service);
      return service && service->listed ? std::string() : wanted.token;
    };
    run(
        store, asking,
        [&cases, wanted](store::Tx& tx, const Asking& asked) { return cases.reclassify_case(tx, asked.number, wanted, asked.acting); },
        token, respond);
  };
  return made;
}

}  // namespace

std::vector<http::Route> command_routes(store::Store& store, const Cases& cases, const directory::Directory& directory) {
  return {
      route(store, "pause_case", "Pauses an open request: the clocks whose promise names the reason stand still.", {"reason", "words"},
            [&cases](store::Tx& tx, const Asking& asked) {
              return cases.pause_case(tx, asked.number, {text(asked, "reason"), text(asked, "words")}, asked.acting);
            }),
      route(store, "resume_case", "Ends a request's pause: its clocks run on.", {},
            [&cases](store::Tx& tx, const Asking& asked) { return cases.resume_case(tx, asked.number, asked.acting); }),
      route(store, "transfer_case", "Gives an open request to another agency; its promises stay.", {"agency", "reason"},
            [&cases](store::Tx& tx, const Asking& asked) {
              return cases.transfer_case(tx, asked.number, {text(asked, "agency"), text(asked, "reason")}, asked.acting);
            }),
      reclassify_route(store, cases, directory),
  };
}

}  // namespace portico::cases
