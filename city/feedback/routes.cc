#include "city/feedback/routes.h"

#include <boost/json.hpp>

#include "base/text.h"
#include "city/cases/routes_words.h"
#include "city/directory/routes.h"
#include "city/feedback/figures.h"
#include "city/feedback/routes_pages.h"
#include "city/feedback/survey.h"
#include "city/feedback/tables.h"

namespace portico::feedback {
namespace {

namespace json = boost::json;
using http::Cost;
using http::Method;
using http::Request;
using http::Response;

struct Sources {
  store::Store& store;
  const cases::Cases& cases;
  const directory::Directory& directory;
  const standards::Standards& standards;
  const TimeSource& time;
};

Response page(const Request& request, const directory::Snapshot& city, const Voice& voice, std::string_view title, std::string body,
              int status) {
  auto response = directory::respond(
      request, city, {.language = voice.language, .title = voice.plain(title), .path = {}, .body = std::move(body), .description = {}},
      status);
  std::erase_if(response.headers, [](const auto& header) { return header.first == "Cache-Control"; });
  response.headers.emplace_back("Cache-Control", "no-store");
  return response;
}

// Whoever holds the receipt of this request; the same page for one that is not there as for another's key.
template <class Then>
Response for_holder(const Sources& from, const Request& request, std::string_view token, const Then& then) {
  const auto city = from.directory.now();
  const Voice voice{*city, directory::language_of(request, *city)};
  std::optional<cases::Case> subject;
  from.store.read([&](store::Reader& reader) { subject = from.cases.find_by_receipt(reader, request.part("number"), token); });
  if (!subject)
    return page(request, *city, voice, "survey.title",
                "<div class=\"wrap section\"><h1>" + voice.say("survey.title") + "</h1><p>" + voice.say("survey.no_key") + "</p></div>",
                403);
  return then(*city, voice, *subject);
}

Response show(const Sources& from, const Request& request) {
  const std::string token(request.asked("token"));
  return for_holder(from, request, token, [&](const directory::Snapshot& city, const Voice& voice, const cases::Case& subject) {
    std::optional<Survey> survey;
    from.store.read([&](store::Reader& reader) { survey = survey_of(reader, subject); });
    const bool open = survey && !survey->answered && is_open(*survey, from.standards.now()->policy.survey, from.time.now());
    const std::string_view why = survey && survey->answered ? "survey.thanks" : "survey.closed";
    return page(request, city, voice, "survey.title",
                open ? survey_form(voice, subject, token, {}, {}) : survey_said(voice, subject, token, why), 200);
  });
}

Response answer(const Sources& from, const Request& request) {
  const auto form = http::parse_form(request);
  if (!form) return http::problem(form.error());
  const std::string token(form->value("token"));
  return for_holder(from, request, token, [&](const directory::Snapshot& city, const Voice& voice, const cases::Case& subject) {
    const Typed typed{std::string(form->value("solved")), std::string(form->value("satisfied")), std::string(form->value("words"))};
    const auto refused = [&](const Refusal& refusal) {
      return page(request, city, voice, "survey.title", survey_form(voice, subject, token, typed, refusal), http::status_of(refusal.kind));
    };
    const auto answers = check_answers(typed.solved, typed.satisfied, typed.words);
    if (!answers) return refused(answers.error());
    const auto kept = from.store.run<Survey>([&, now = from.time.now()](store::Tx& tx) -> Outcome<Survey> {
      const auto newest = from.cases.find_by_receipt(tx, subject.number, token);
      if (!newest) return refuse(Refused::not_found, "", "The request is not there any more.");
      return answer_survey(tx, *newest, *answers, from.standards.now()->policy.survey, now);
    });
    if (!kept) return refused(kept.error());
    return page(request, city, voice, "survey.title", survey_said(voice, subject, token, "survey.thanks"), 200);
  });
}

Outcome<std::chrono::sys_days> day_asked(const Request& request, std::string_view name, std::chrono::sys_days otherwise) {
  const std::string typed(request.asked(name));
  if (typed.empty()) return otherwise;
  const auto at = parse_instant(typed + "T00:00:00Z", name);
  if (!at) return refuse(Refused::invalid, std::string(name), "\"" + typed + "\" is no day.", "2026-03-31");
  return std::chrono::floor<std::chrono::days>(*at);
}

Outcome<Figures> figures_asked(const Sources& from, const Request& request, const directory::Snapshot& city) {
  const auto today = cases::city_day(city, from.time.now());
  const auto first = day_asked(request, "from", today - std::chrono::days(364)), last = day_asked(request, "to", today);
  if (!first) return std::unexpected(first.error());
  if (!last) return std::unexpected(last.error());
  if (*first > *last) return refuse(Refused::invalid, "from", "It lies behind \"to\".", "a day up to it");
  Figures told;
  from.store.read([&](store::Reader& reader) { told = figures(reader, *first, *last); });
  return told;
}

Response figures_page(const Sources& from, const Request& request) {
  const auto city = from.directory.now();
  const Voice voice{*city, directory::language_of(request, *city)};
  if (city->city.languages.empty()) return directory::no_such_page(request, *city);
  const auto told = figures_asked(from, request, *city);
  if (!told) return http::problem(told.error());
  return directory::respond(request, *city,
                            {.language = voice.language,
                             .title = voice.plain("figures.title"),
                             .path = {},
                             .body = figures_body(voice, from.standards.now()->policy, *told),
                             .description = {}});
}

// Counts of endings as they are; what people said only where at least ten said it.
json::object data_of(const Counts& counts) {
  json::object data{{"closed", counts.closed}, {"contested", counts.contested}, {"reopened", counts.reopened}};
  const auto told = [&](std::int64_t part) { return counts.answered < least_told ? json::value(nullptr) : json::value(part); };
  data["answered"] = told(counts.answered);
  data["solved"] = told(counts.solved);
  data["unsolved"] = told(counts.unsolved);
  data["satisfied"] = told(counts.satisfied);
  return data;
}

// What people said by the services that are for that: agency → right ("" where none was named) → complaints and compliments.
json::object rights_of(const std::vector<VoiceLine>& voices) {
  json::object data;
  for (const VoiceLine& line : voices) {
    auto& agency = data[line.agency];
    if (!agency.is_object()) agency = json::object{};
    agency.as_object()[line.right] = json::object{{"complaints", line.complaints}, {"compliments", line.compliments}};
  }
  return data;
}

Response figures_data(const Sources& from, const Request& request) {
  const auto city = from.directory.now();
  const auto told = figures_asked(from, request, *city);
  if (!told) return http::problem(told.error());
  const auto lines = [](const std::vector<Line>& all) {
    json::object data;
    for (const Line& line : all) data[line.code] = data_of(line.counts);
    return data;
  };
  const json::object data{{"from", iso_day(told->first)},      {"to", iso_day(told->last)},         {"all", data_of(told->all)},
                          {"agencies", lines(told->agencies)}, {"services", lines(told->services)}, {"rights", rights_of(told->voices)}};
  return {
      .status = 200, .type = "application/json; charset=utf-8", .body = json::serialize(data), .headers = {{"Cache-Control", "no-cache"}}};
}

}  // namespace

std::string answered_on(store::Store& store, const cases::Case& subject, const std::string& language, const directory::Snapshot& city) {
  const Voice voice{city, language};
  std::vector<Survey> answered;
  store.read([&](store::Reader& reader) { answered = tables::answered_of(reader, subject.id); });
  std::string html;
  for (const Survey& each : answered) {
    const Answers& said = each.answers.value();
    html += "<li>" + cases::Words(city, language).time(each.answered.value()) + "<dl class=\"facts\"><dt>" + voice.say("survey.solved") +
            "</dt><dd>" + voice.say("survey.solved." + std::string(name_of(said.solved))) + "</dd><dt>" + voice.say("survey.satisfied") +
            "</dt><dd>" + voice.say("survey.satisfied." + std::to_string(said.satisfied)) + "</dd></dl>" +
            (said.words.empty() ? "" : "<blockquote><bdi>" + http::escape_html(said.words) + "</bdi></blockquote>") + "</li>";
  }
  if (html.empty()) return html;
  return "<section class=\"pane\" aria-labelledby=\"answered\"><h2 id=\"answered\">" + voice.say("survey.title") +
         "</h2><ul class=\"trace\">" + html + "</ul></section>\n";
}

std::vector<http::Route> routes(store::Store& store, const cases::Cases& cases, const directory::Directory& directory,
                                const standards::Standards& standards, const TimeSource& time) {
  const auto from = std::make_shared<const Sources>(Sources{store, cases, directory, standards, time});
  const auto handled = [&](Response (*handle)(const Sources&, const Request&)) {
    return http::answer([from, handle](const Request& request) { return handle(*from, request); });
  };
  http::Route published{
      Method::get, "/feedback",          "public", Cost::work, "What customers say of how their requests ended.", "query: from, to",
      "HTML",      handled(figures_page)};
  published.heavy = true;  // figures can wait until a storm is over
  http::Route data{Method::get, "/feedback.json",     "public", Cost::work, "The same as data, by agency and service.", "query: from, to",
                   "JSON",      handled(figures_data)};
  data.heavy = true;
  http::Route questions{Method::get,
                        "/requests/{number}/feedback",
                        "public",
                        Cost::work,
                        "Two questions about how a request ended, by the receipt's key.",
                        "query: token",
                        "HTML",
                        handled(show)};
  questions.heavy = true;  // so can what somebody thinks of an outcome
  std::vector<http::Route> all =
      directory::in_every_language({std::move(questions),
                                    {Method::post, "/requests/{number}/feedback", "public", Cost::work, "Takes the answers, once.",
                                     "form: token, solved, satisfied, words", "HTML; 400, 403, 409 as that page", handled(answer)},
                                    std::move(published)},
                                   directory);
  all.push_back(std::move(data));
  return all;
}

}  // namespace portico::feedback
