#include "city/cases/routes_verbs.h"

#include "base/text.h"
#include "city/cases/ending.h"

namespace portico::cases {
namespace {

using Command = std::function<Outcome<Case>(store::Tx& tx, const Asking& asking)>;

Outcome<Found> found_of(const Asking& asked) {
  const auto latitude = parse_number(asked.text("lat")), longitude = parse_number(asked.text("long"));
  if (!latitude || !longitude) return refuse(Refused::invalid, "place", "lat and long required", "two numbers, degrees");
  return Found{{*latitude, *longitude}, asked.text("address")};
}

void add_life(std::vector<Verb>& all, const Cases& cases) {
  const auto add = [&](Verb verb, Command command) {
    verb.run = std::move(command);
    all.push_back(std::move(verb));
  };
  add({"accept_case", "accept", "Takes an open request in hand.", {"author", "department"}, {}, {}},
      [&cases](store::Tx& tx, const Asking& asked) { return cases.accept_case(tx, asked.number, asked.acting); });
  add({"message_customer",
       "message",
       "Tells the customer something: the first of it stops the clock of the first answer.",
       {"words", "status", "author", "department"},
       {},
       {}},
      [&cases](store::Tx& tx, const Asking& asked) {
        return cases.message_customer(tx, asked.number, {asked.text("words"), asked.text("status")}, asked.acting);
      });
  add({"close_case",
       "close",
       "Gives a request its outcome, with a reason in plain words and what shows it.",
       {"outcome", "reason", "who_can", "proof", "author", "department"},
       {},
       {}},
      [&cases](store::Tx& tx, const Asking& asked) {
        Ending ending;
        ending.closing.outcome = asked.text("outcome");
        ending.closing.reason = asked.text("reason");
        ending.who_can = asked.text("who_can");
        ending.proof = asked.text("proof");
        return cases.close_case(tx, asked.number, ending, asked.acting);
      });
  add({"contest_case",
       "contest",
       "Says for a customer that the outcome is not so: the request is open again. Once an outcome.",
       {"words"},
       {},
       {}},
      [&cases](store::Tx& tx, const Asking& asked) { return cases.contest_case(tx, asked.number, asked.text("words"), asked.acting); });
  add({"reopen_case",
       "reopen",
       "Takes a closed request up again; whoever closed it does not get it.",
       {"words", "author", "department"},
       {},
       {}},
      [&cases](store::Tx& tx, const Asking& asked) { return cases.reopen_case(tx, asked.number, asked.text("words"), asked.acting); });
  add({"merge_case",
       "merge",
       "Closes a request that repeats another; its reporter is told what becomes of that one.",
       {"into", "words", "author", "department"},
       {},
       {}},
      [&cases](store::Tx& tx, const Asking& asked) {
        return cases.merge_case(tx, asked.number, {asked.text("into"), asked.text("words")}, asked.acting);
      });
  add({"find_place", "place", "Puts a request whose place was to be found on the map.", {"lat", "long", "address"}, {}, {}},
      [&cases](store::Tx& tx, const Asking& asked) -> Outcome<Case> {
        const auto found = found_of(asked);
        return found ? cases.find_place(tx, asked.number, *found, asked.acting) : std::unexpected(found.error());
      });
  add({"redact_case", "redact", "Takes the words of a request, and who asked, out for good.", {"reason", "place"}, {}, {}},
      [&cases](store::Tx& tx, const Asking& asked) {
        return cases.redact_case(tx, asked.number, {asked.text("reason"), asked.text("place") == "yes"}, asked.acting);
      });
  add({"moderate_case", "release", "Shows the public what was asked, as a person has read it.", {}, {}, {}},
      [&cases](store::Tx& tx, const Asking& asked) { return cases.release_words(tx, asked.number, asked.acting); });
  add({"moderate_case", "hide", "Takes what was asked from the public's sight.", {}, {}, {}},
      [&cases](store::Tx& tx, const Asking& asked) { return cases.hide_words(tx, asked.number, asked.acting); });
}

}  // namespace

std::string Asking::text(std::string_view name) const {
  const auto found = texts.find(name);
  return found == texts.end() ? std::string() : found->second;
}

Acting acting_of(const http::Principal& principal, std::string_view permission) {
  return {.actor = principal.actor,
          .agencies = principal.scopes(permission),
          .author = principal.public_name,
          .department = principal.department};
}

std::shared_ptr<const Asking> asking_of(const http::Request& request, const Verb& verb, Texts texts) {
  Asking asking{std::string(request.part("number")), std::move(texts), acting_of(request.principal, verb.permission), {}};
  if (asking.acting.author.empty()) asking.acting.author = asking.text("author");
  if (asking.acting.department.empty()) asking.acting.department = asking.text("department");
  if (verb.prepare) verb.prepare(asking);
  return std::make_shared<const Asking>(std::move(asking));
}

std::vector<Verb> verbs(const Cases& cases) {
  std::vector<Verb> all;
  all.push_back({"pause_case",
                 "pause",
                 "Pauses an open request: the clocks whose promise names the reason stand still.",
                 {"reason", "words"},
                 {},
                 [&cases](store::Tx& tx, const Asking& asked) {
                   return cases.pause_case(tx, asked.number, {asked.text("reason"), asked.text("words")}, asked.acting);
                 }});
  all.push_back(
      {"resume_case", "resume", "Ends a request's pause: its clocks run on.", {}, {}, [&cases](store::Tx& tx, const Asking& asked) {
         return cases.resume_case(tx, asked.number, asked.acting);
       }});
  all.push_back({"transfer_case",
                 "transfer",
                 "Gives an open request to another agency; its promises stay.",
                 {"agency", "reason"},
                 {},
                 [&cases](store::Tx& tx, const Asking& asked) {
                   return cases.transfer_case(tx, asked.number, {asked.text("agency"), asked.text("reason")}, asked.acting);
                 }});
  all.push_back({"reclassify_case",
                 "reclassify",
                 "Puts an open request under another service, whose promise then counts from its opening.",
                 {"service", "reason"},
                 [&cases](Asking& asked) { asked.token = cases.prepare_reclassifying("", "").token; },
                 [&cases](store::Tx& tx, const Asking& asked) {
                   return cases.reclassify_case(tx, asked.number, {asked.text("service"), asked.text("reason"), asked.token}, asked.acting);
                 }});
  add_life(all, cases);
  return all;
}

void run(store::Store& store, std::shared_ptr<const Asking> asking, const Verb& verb, const http::Responder& respond,
         std::function<http::Response(const Asking& asking, const Outcome<Case>& ended)> tell) {
  const auto done = [respond, asking, tell = std::move(tell)](const std::expected<Outcome<Case>, std::exception_ptr>& ended) {
    if (ended)
      respond(tell(*asking, *ended));
    else
      respond.fail(ended.error());
  };
  try {
    store.submit<Case>([asking, command = verb.run](store::Tx& tx) { return command(tx, *asking); }, done);
  } catch (const store::Full&) {
    respond.fail(std::current_exception());
  }
}

}  // namespace portico::cases
