#include "platform/webhooks/routes.h"

#include <memory>

#include "base/text.h"
#include "platform/http/fetch.h"
#include "platform/webhooks/call.h"
#include "platform/webhooks/routes_pages.h"

namespace portico::webhooks {
namespace {

using http::Cost;
using http::Method;
using http::Request;
using http::Response;

constexpr int deliveries_shown = 50, parked_shown = 100;
constexpr std::size_t most_webhooks = 20;

struct Sources {
  store::Store& store;
  const Secrets& secrets;
  const identity::Surroundings& around;
  const TimeSource& time;
  PageSettings settings;
};

Response list_page(const Sources& from, const Writing& writing, const NewWebhook& typed, int status) {
  std::vector<Webhook> all;
  from.store.read([&](store::Reader& reader) { all = tables::webhooks(reader); });
  return writing.page("list.title", "/webhooks", list_body(writing, all, typed, from.settings), status);
}

Response one_page(const Sources& from, const Writing& writing, std::int64_t id, std::string_view secret, int status) {
  std::optional<Shown> shown;
  from.store.read([&](store::Reader& reader) {
    auto webhook = tables::webhook_by_id(reader, id);
    if (webhook)
      shown = Shown{*std::move(webhook), tables::deliveries(reader, id, deliveries_shown), tables::parked(reader, id, parked_shown),
                    tables::count_parked(reader, id), ledger::last_position(reader)};
  });
  if (!shown) return writing.page("missing.title", "/webhooks", "<p>" + writing.say("missing.text") + "</p>", 404);
  return writing.page("one.title", "/webhooks/" + std::to_string(id), one_body(writing, *shown, secret), status);
}

NewWebhook typed_in(const http::Form& form) {
  NewWebhook typed{std::string(form.value("url")), {}, std::string(form.value("concerning"))};
  for (const auto& [name, value] : form.fields)
    if (name == "types" && !value.empty()) typed.types.push_back(value);
  return typed;
}

Outcome<NewWebhook> checked(const Sources& from, const NewWebhook& typed, std::string_view language) {
  auto wanted = check_new_webhook(typed, from.settings.types, http::may_be_fetched(trim(typed.url)));
  if (!wanted || wanted->concerning.empty()) return wanted;
  for (const auto& party : from.settings.parties(language))
    if (party.code == wanted->concerning) return wanted;
  return refuse(Refused::invalid, "concerning", "There is no \"" + wanted->concerning + "\".", "one of the list");
}

Response add(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const NewWebhook typed = typed_in(*form);
  const auto refused = [&](const Refusal& refusal) {
    writing.wrong(refusal);
    return list_page(from, writing, typed, http::status_of(refusal.kind));
  };
  const auto wanted = checked(from, typed, writing.language());
  if (!wanted) return refused(wanted.error());
  const std::string secret = from.secrets.drawn();
  const auto added = from.store.run<Webhook>([&, now = from.time.now()](store::Tx& tx) -> Outcome<Webhook> {
    if (tables::webhooks(tx).size() >= most_webhooks)
      return refuse(Refused::conflict, "", "There are " + std::to_string(most_webhooks) + " webhooks already.",
                    "one after another was removed");
    return add_webhook(tx, *wanted, from.secrets, secret, now, request.principal.actor);
  });
  return added ? one_page(from, writing, added->id, spoken(secret), 200) : refused(added.error());
}

using Command = std::function<Outcome<Webhook>(store::Tx&, std::int64_t, const http::Form&, Instant now, const std::string& actor)>;

Response change(const Sources& from, const Request& request, const Command& command, bool is_gone_then) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::int64_t id = parse_integer(request.part("id")).value_or(0);
  const auto changed =
      from.store.run<Webhook>([&, now = from.time.now()](store::Tx& tx) { return command(tx, id, *form, now, request.principal.actor); });
  if (!changed) {
    writing.wrong(changed.error());
    return one_page(from, writing, id, "", http::status_of(changed.error().kind));
  }
  const std::string onward = is_gone_then ? "/webhooks" : "/webhooks/" + std::to_string(id);
  return {
      .status = 303, .type = "text/plain; charset=utf-8", .headers = {{"Location", writing.path(onward)}, {"Cache-Control", "no-store"}}};
}

std::vector<http::Route> pages(const std::shared_ptr<const Sources>& from) {
  const std::string may(manage_webhooks);
  const auto list = [from](const Request& request) { return list_page(*from, Writing(messages(), from->around, request), {}, 200); };
  const auto one = [from](const Request& request) {
    return one_page(*from, Writing(messages(), from->around, request), parse_integer(request.part("id")).value_or(0), "", 200);
  };
  return {{Method::get, "/webhooks", may, Cost::work, "Who is told of the city's events.", "", "HTML", http::answer(list)},
          {Method::post, "/webhooks", may, Cost::work, "Adds one that is told what comes from now on; its secret is shown this once.",
           "form: csrf, url, concerning, types (several)", "HTML: the webhook with its secret; 400, 409 as the list",
           http::answer([from](const Request& request) { return add(*from, request); })},
          {Method::get, "/webhooks/{id}", may, Cost::work, "One of them: what it took, what it refused.", "", "HTML", http::answer(one)}};
}

}  // namespace

std::vector<http::Route> routes(store::Store& store, const Secrets& secrets, const identity::Surroundings& around, const TimeSource& time,
                                PageSettings settings) {
  const auto from = std::make_shared<const Sources>(Sources{store, secrets, around, time, std::move(settings)});
  std::vector<http::Route> all = pages(from);
  const auto changing = [&](std::string_view verb, std::string sentence, std::string takes, Command command, bool is_gone_then = false) {
    all.push_back({.method = Method::post,
                   .pattern = "/webhooks/{id}/" + std::string(verb),
                   .permission = std::string(manage_webhooks),
                   .cost = Cost::work,
                   .sentence = std::move(sentence),
                   .takes = std::move(takes),
                   .gives = is_gone_then ? "303 to the list; 404 as its page" : "303 to its page; 400, 404, 409 as that page",
                   .handle = http::answer([from, command = std::move(command), is_gone_then](const Request& request) {
                     return change(*from, request, command, is_gone_then);
                   })});
  };
  changing("switch-off", "It is told nothing until it is switched on; nothing is lost.", "form: csrf",
           [](store::Tx& tx, std::int64_t id, const http::Form&, Instant now, const std::string& actor) {
             return switch_off_webhook(tx, id, "person", now, actor);
           });
  changing("switch-on", "It is told on from where it was.", "form: csrf",
           [](store::Tx& tx, std::int64_t id, const http::Form&, Instant now, const std::string& actor) {
             return switch_on_webhook(tx, id, now, actor);
           });
  changing("replay", "All behind a position of the ledger is told again.", "form: csrf, position",
           [](store::Tx& tx, std::int64_t id, const http::Form& form, Instant now, const std::string& actor) {
             return replay_webhook(tx, id, parse_integer(trim(form.value("position"))).value_or(-1), now, actor);
           });
  changing("redeliver", "The parked events of a subject are tried again.", "form: csrf, subject",
           [](store::Tx& tx, std::int64_t id, const http::Form& form, Instant now, const std::string& actor) {
             return redeliver_webhook(tx, id, form.value("subject"), now, actor);
           });
  changing(
      "remove", "It is told nothing any more, and forgotten.", "form: csrf",
      [](store::Tx& tx, std::int64_t id, const http::Form&, Instant now, const std::string& actor) {
        return remove_webhook(tx, id, now, actor);
      },
      true);
  return all;
}

}  // namespace portico::webhooks
