#include "platform/notify/routes_templates.h"

#include <algorithm>
#include <memory>

#include "base/text.h"
#include "platform/notify/routes_templates_pages.h"

namespace portico::notify {
namespace {

using http::Cost;
using http::Method;
using http::Request;
using http::Response;

struct Sources {
  store::Store& store;
  Templates& templates;
  const identity::Surroundings& around;
  const TimeSource& time;
  TemplatePages settings;
};
using From = std::shared_ptr<const Sources>;

// What a path and its service name: a kind, a language and a service that there are.
struct Place {
  const TemplateKind* kind = nullptr;
  std::string language, service, service_name;
};
std::optional<Place> place_of(const Sources& from, const Request& request, std::string_view service, const Writing& writing) {
  Place place{from.templates.kinds().find(request.part("kind")), std::string(request.part("tag")), std::string(service), ""};
  const auto languages = from.settings.languages();
  if (!place.kind || std::ranges::find(languages, place.language) == languages.end()) return std::nullopt;
  if (place.service.empty()) return place;
  const auto services = from.settings.services(writing.language());
  const auto found = std::ranges::find(services, place.service, &identity::Surroundings::Choice::code);
  if (found == services.end()) return std::nullopt;
  place.service_name = found->name;
  return place;
}

Response missing(const Writing& writing) {
  return writing.page("missing.title", "/templates", "<p>" + writing.say("missing.text") + "</p>", 404);
}

const Ready* exactly(const Shelf& shelf, const Place& place) {
  for (const Ready* ready : shelf.all())
    if (ready->from.code == place.kind->code && ready->from.language == place.language && ready->from.service == place.service)
      return ready;
  return nullptr;
}

// What the form begins with: what counts for it now, be it the words for all services or another language's.
Template begun(const Sources& from, const Shelf& shelf, const Place& place) {
  const auto languages = from.settings.languages();
  const Ready* near = shelf.find(place.kind->code, place.service, place.language, languages.front());
  Template typed = near ? near->from : Template{};
  if (typed.language != place.language) typed.translated_by = typed.reviewed_by = "";
  typed.code = place.kind->code;
  typed.language = place.language;
  typed.service = place.service;
  return typed;
}

Response template_page(const Sources& from, const Writing& writing, const Place& place, const Template& typed, int status,
                       bool asked_to_preview) {
  const auto shelf = from.templates.now();
  TemplateShown shown{.kind = *place.kind,
                      .typed = typed,
                      .counts = exactly(*shelf, place),
                      .asked_to_preview = asked_to_preview,
                      .service_name = place.service_name};
  from.store.read([&](store::Reader& reader) { shown.saved = versions(reader, place.kind->code, place.service, place.language); });
  std::ranges::reverse(shown.saved);
  if (const auto ready = check(from.templates.kinds(), typed))
    if (auto preview_of = preview(*place.kind, *ready, from.around.zone().empty() ? "UTC" : from.around.zone()))
      shown.preview = *std::move(preview_of);
  return writing.page("one.title", template_path(typed), template_body(writing, shown), status);
}

Response one(const Sources& from, const Request& request) {
  const Writing writing(messages(), from.around, request);
  const auto place = place_of(from, request, request.asked("service"), writing);
  if (!place) return missing(writing);
  return template_page(from, writing, *place, begun(from, *from.templates.now(), *place), 200, false);
}

Response kind_page(const Sources& from, const Request& request) {
  const Writing writing(messages(), from.around, request);
  const TemplateKind* kind = from.templates.kinds().find(request.part("kind"));
  if (!kind) return missing(writing);
  if (!request.asked("tag").empty())
    return writing.go(writing.path(template_path({.code = kind->code,
                                                  .service = std::string(request.asked("service")),
                                                  .language = std::string(request.asked("tag")),
                                                  .subject = {},
                                                  .text = {}})));
  return writing.page(
      "kind.title", "/templates/" + kind->code,
      kind_body(writing, *kind, *from.templates.now(), from.settings.services(writing.language()), from.settings.languages()));
}

std::string without_returns(std::string_view text) {
  std::string plain;
  for (const char c : trim(text))
    if (c != '\r') plain += c;
  return plain;
}

Template typed_in(const http::Form& form, const Place& place) {
  const auto of = [&](std::string_view name) { return without_returns(form.value(name)); };
  return {.code = place.kind->code,
          .service = place.service,
          .language = place.language,
          .subject = of("subject"),
          .text = of("text"),
          .sms = of("sms"),
          .letter = of("letter"),
          .translated_by = of("translated_by"),
          .reviewed_by = of("reviewed_by"),
          .place = "form"};
}

// "form: text" is the field "text".
void tell_wrong(Writing& writing, const Refusal& refusal) {
  Refusal told = refusal;
  for (Fault& fault : told.faults) fault.field = fault.field.starts_with("form: ") ? fault.field.substr(6) : std::string();
  writing.wrong(told);
}

// Shows what became of the words, or saves them.
Response write(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const auto place = place_of(from, request, form->value("service"), writing);
  if (!place) return missing(writing);
  const Template typed = typed_in(*form, *place);
  const auto refused = [&](const Refusal& refusal) {
    tell_wrong(writing, refusal);
    return template_page(from, writing, *place, typed, http::status_of(refusal.kind), false);
  };
  if (const auto holds = check(from.templates.kinds(), typed); !holds) return refused(holds.error());
  if (form->value("do") == "preview") return template_page(from, writing, *place, typed, 200, true);
  const auto saved = from.store.run<std::int64_t>(
      [&, now = from.time.now()](store::Tx& tx) { return save_template(tx, from.templates.kinds(), typed, request.principal.actor, now); });
  if (!saved) return refused(saved.error());
  from.templates.refresh();
  return writing.go(writing.path(template_path(typed)));
}

Response withdraw(const Sources& from, const Request& request) {
  Writing writing(messages(), from.around, request);
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const auto place = place_of(from, request, form->value("service"), writing);
  if (!place) return missing(writing);
  const auto gone = from.store.run<std::int64_t>([&, now = from.time.now()](store::Tx& tx) {
    return withdraw_template(tx, place->kind->code, place->service, place->language, request.principal.actor, now);
  });
  if (!gone) {
    writing.wrong(gone.error());
    return template_page(from, writing, *place, begun(from, *from.templates.now(), *place), http::status_of(gone.error().kind), false);
  }
  from.templates.refresh();
  return writing.go(writing.path("/templates/" + place->kind->code));
}

}  // namespace

std::vector<http::Route> template_routes(store::Store& store, Templates& templates, const identity::Surroundings& around,
                                         const TimeSource& time, TemplatePages settings) {
  const auto from = std::make_shared<const Sources>(Sources{store, templates, around, time, std::move(settings)});
  const std::string may(manage_templates);
  const auto answering = [from](Response (*make)(const Sources&, const Request&)) {
    return http::answer([from, make](const Request& request) { return make(*from, request); });
  };
  const auto list = [from](const Request& request) {
    const Writing writing(messages(), from->around, request);
    return writing.page("list.title", "/templates", kinds_body(writing, from->templates.kinds(), *from->templates.now()));
  };
  const std::string form = "form: csrf, service, subject, text, sms, letter, translated_by, reviewed_by, do (preview)";
  return {
      {Method::get, "/templates", may, Cost::work, "What the city tells people: every kind of message.", "", "HTML", http::answer(list)},
      {Method::get, "/templates/{kind}", may, Cost::work, "One kind: its words by language and service, and where they come from.",
       "query: tag and service lead to that one", "HTML, or 303", answering(kind_page)},
      {Method::get, "/templates/{kind}/{tag}", may, Cost::work, "The words of one kind in one language: a form, a preview, its versions.",
       "query: service", "HTML", answering(one)},
      {Method::post, "/templates/{kind}/{tag}", may, Cost::work, "Saves these words as the office's own, or shows what becomes of them.",
       form, "303 to its page; with do=preview, or refused with 400, that page", answering(write)},
      {Method::post, "/templates/{kind}/{tag}/withdraw", may, Cost::work, "The pack's or the program's words count again.",
       "form: csrf, service", "303 to the kind; 404 as its page", answering(withdraw)}};
}

}  // namespace portico::notify
