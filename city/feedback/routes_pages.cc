#include "city/feedback/routes_pages.h"

#include <algorithm>
#include <array>
#include <map>

#include "city/directory/shell.h"
#include "platform/http/http.h"
#include "platform/i18n/catalogues.h"
#include "platform/i18n/dates.h"

namespace portico::feedback {
namespace {

std::string escaped(std::string_view text) { return http::escape_html(text); }

// Of what is wrong with a field, or with the whole ("": the time is over, or the questions were answered in the meantime).
std::string sentence(const Voice& voice, std::string_view field) {
  return voice.say(field.empty() ? std::string("survey.closed") : "wrong." + std::string(field));
}

std::string fault_of(const Voice& voice, const Refusal& wrong, std::string_view field) {
  const bool there = std::ranges::find(wrong.faults, field, &Fault::field) != wrong.faults.end();
  return there ? sentence(voice, field) : std::string();
}

template <std::size_t count>
std::string choices(const Voice& voice, const std::string& field, const std::array<std::string_view, count>& values,
                    std::string_view chosen, const Refusal& wrong) {
  const std::string fault = fault_of(voice, wrong, field);
  std::string html = "<fieldset class=\"choice field" + std::string(fault.empty() ? "" : " field--wrong") + "\" id=\"" + field +
                     "\" tabindex=\"-1\"" + (fault.empty() ? "" : " aria-describedby=\"" + field + "-wrong\"") +
                     "><legend class=\"field__label\">" + voice.say("survey." + field) + "</legend>";
  if (!fault.empty()) html += "<p class=\"error\" id=\"" + field + "-wrong\">" + fault + "</p>";
  for (const auto value : values) {
    const std::string id = field + "-" + std::string(value);
    html += "<label for=\"" + id + "\"><input type=\"radio\" id=\"" + id + "\" name=\"" + field + "\" value=\"" + std::string(value) +
            "\" required" + (value == chosen ? " checked" : "") + "><span>" + voice.say("survey." + field + "." + std::string(value)) +
            "</span></label>\n";
  }
  return html + "</fieldset>\n";
}

std::string summary(const Voice& voice, const Refusal& wrong) {
  if (wrong.faults.empty()) return {};
  std::string html =
      "<div class=\"banner banner--late\" role=\"alert\" aria-labelledby=\"wrong\" tabindex=\"-1\" autofocus><div><h2 id=\"wrong\">" +
      voice.say("wrong.title") + "</h2><ul>";
  for (const auto& fault : wrong.faults)
    html += fault.field.empty() ? "<li>" + sentence(voice, fault.field) + "</li>"
                                : "<li><a href=\"#" + escaped(fault.field) + "\">" + sentence(voice, fault.field) + "</a></li>";
  return html + "</ul></div></div>\n";
}

std::string request_path(const cases::Case& subject, std::string_view token) {
  return "/requests/" + subject.number + "?token=" + http::percent_encode(token);
}

std::string service_of(const Voice& voice, const cases::Case& subject) {
  const auto* service = voice.city.service(subject.service);
  return service ? directory::in_language(service->name, voice.language, voice.city.city.languages.front()) : subject.service;
}

constexpr std::array<std::string_view, 6> columns{"figures.closed",   "figures.contested", "figures.reopened",
                                                  "figures.answered", "figures.solved",    "figures.satisfied"};

std::string number(const Voice& voice, std::int64_t count) { return i18n::format_number(count, voice.language); }

std::string hundredths(const Voice& voice, std::int64_t part, std::int64_t of) {
  const int told = share(part, of);
  return told < 0 ? "<span class=\"soft\">" + voice.say("figures.few") + "</span>"
                  : voice.say("figures.share", {{"share", std::int64_t{told}}});
}

std::string row(const Voice& voice, const std::string& name, const Counts& counts) {
  const std::array<std::string, columns.size()> cells{
      number(voice, counts.closed),
      hundredths(voice, counts.contested, counts.closed),
      hundredths(voice, counts.reopened, counts.closed),
      counts.answered < least_told ? hundredths(voice, 0, 0) : number(voice, counts.answered),
      hundredths(voice, counts.solved, counts.answered),
      hundredths(voice, counts.satisfied, counts.answered)};
  std::string html = "<tr><th scope=\"row\">" + name + "</th>";
  for (std::size_t at = 0; at < cells.size(); ++at) html += "<td data-label=\"" + voice.say(columns[at]) + "\">" + cells[at] + "</td>";
  return html + "</tr>\n";
}

std::string table(const Voice& voice, std::string_view title, std::string_view first_column, const std::string& rows) {
  std::string html = "<section class=\"section\"><div class=\"section__head\"><h2>" + voice.say(title) +
                     "</h2></div>\n<table class=\"rows rows--figures\"><caption class=\"vh\">" + voice.say(title) +
                     "</caption><thead><tr><th scope=\"col\">" + voice.say(first_column) + "</th>";
  for (const auto column : columns) html += "<th scope=\"col\">" + voice.say(column) + "</th>";
  return html + "</tr></thead><tbody>\n" + rows + "</tbody></table></section>\n";
}

}  // namespace

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("city/feedback", embedded);
  return read;
}

std::string Voice::say(std::string_view key, const i18n::Arguments& arguments) const { return escaped(plain(key, arguments)); }

std::string Voice::name(const directory::Words& words) const {
  return directory::words_in_html(words, language, city.city.languages.front());
}

std::string Voice::path(std::string_view plain_path) const { return escaped(directory::path_in(city, language, plain_path)); }

std::string iso_day(std::chrono::sys_days day) { return iso8601(Instant(day)).substr(0, 10); }

std::string survey_form(const Voice& voice, const cases::Case& subject, std::string_view token, const Typed& typed, const Refusal& wrong) {
  constexpr std::array<std::string_view, 3> solved{"yes", "in_part", "no"};
  constexpr std::array<std::string_view, 5> grades{"5", "4", "3", "2", "1"};
  return "<div class=\"wrap\">\n<div class=\"section\">" + summary(voice, wrong) + "<h1>" + voice.say("survey.title") +
         "</h1><p class=\"soft\">" + voice.say("survey.lead", {{"number", subject.number}, {"service", service_of(voice, subject)}}) +
         "</p></div>\n<form class=\"section stack\" method=\"post\" action=\"" + voice.path("/requests/" + subject.number + "/feedback") +
         "\"><input type=\"hidden\" name=\"token\" value=\"" + escaped(token) + "\">" +
         choices(voice, "solved", solved, typed.solved, wrong) + choices(voice, "satisfied", grades, typed.satisfied, wrong) +
         "<div class=\"field\"><label class=\"field__label\" for=\"words\">" + voice.say("survey.words") +
         "</label><p class=\"field__hint\" id=\"words-hint\">" + voice.say("survey.words.hint") +
         "</p><textarea class=\"input\" id=\"words\" name=\"words\" rows=\"4\" aria-describedby=\"words-hint\">" + escaped(typed.words) +
         "</textarea></div>\n<button class=\"btn\" type=\"submit\">" + voice.say("survey.button") + "</button></form>\n</div>";
}

std::string survey_said(const Voice& voice, const cases::Case& subject, std::string_view token, std::string_view key) {
  std::string html = "<div class=\"wrap section\"><h1>" + voice.say("survey.title") + "</h1><p role=\"status\">" + voice.say(key) + "</p>";
  if (subject.closing) html += "<p>" + voice.say("survey.not_fixed") + "</p>";
  return html + "<p><a class=\"btn btn--quiet\" href=\"" + voice.path(request_path(subject, token)) + "\">" +
         voice.say("survey.to_request") + "</a></p></div>";
}

namespace {

// The right's name: that of the choice by which people name it.
std::string name_of_right(const Voice& voice, const standards::Policy& policy, const std::string& right) {
  for (const auto& each : policy.voices) {
    const auto* service = voice.city.service(each.service);
    if (!service || each.right.empty()) continue;
    const auto question = std::ranges::find(service->questions, each.right, &directory::Question::code);
    if (question == service->questions.end()) continue;
    const auto choice = std::ranges::find(question->choices, right, &directory::Choice::key);
    if (choice != question->choices.end()) return voice.name(choice->name);
  }
  return right.empty() ? voice.say("figures.no_right") : escaped(right);
}

std::string voices_table(const Voice& voice, const standards::Policy& policy, const std::vector<VoiceLine>& lines) {
  std::map<std::string, VoiceLine> rights;
  for (const VoiceLine& line : lines) {
    rights[line.right].complaints += line.complaints;
    rights[line.right].compliments += line.compliments;
  }
  if (rights.empty()) return {};
  std::string html = "<section class=\"section\"><div class=\"section__head\"><h2>" + voice.say("figures.rights") +
                     "</h2></div>\n<table class=\"rows rows--figures\"><caption class=\"vh\">" + voice.say("figures.rights") +
                     "</caption><thead><tr><th scope=\"col\">" + voice.say("figures.right") + "</th><th scope=\"col\">" +
                     voice.say("figures.complaints") + "</th><th scope=\"col\">" + voice.say("figures.compliments") +
                     "</th></tr></thead><tbody>\n";
  const auto cell = [&](std::string_view column, std::int64_t count) {
    return "<td data-label=\"" + voice.say(column) + "\">" + number(voice, count) + "</td>";
  };
  for (const auto& [right, line] : rights)
    html += "<tr><th scope=\"row\">" + name_of_right(voice, policy, right) + "</th>" + cell("figures.complaints", line.complaints) +
            cell("figures.compliments", line.compliments) + "</tr>\n";
  return html + "</tbody></table></section>\n";
}

}  // namespace

std::string figures_body(const Voice& voice, const standards::Policy& policy, const Figures& figures) {
  std::string html = "<div class=\"wrap\">\n<div class=\"section\"><h1>" + voice.say("figures.title") + "</h1><p class=\"soft\">" +
                     voice.say("figures.lead", {{"first", i18n::format_date(figures.first, voice.language)},
                                                {"last", i18n::format_date(figures.last, voice.language)}}) +
                     "</p></div>\n";
  if (figures.all.closed == 0 && figures.voices.empty()) return html + "<p>" + voice.say("figures.none") + "</p></div>";
  std::string agencies, services;
  for (const Line& line : figures.agencies) {
    const auto* agency = voice.city.agency(line.code);
    agencies += row(voice, agency ? voice.name(agency->name) : escaped(line.code), line.counts);
  }
  agencies += row(voice, voice.say("figures.all"), figures.all);
  for (const Line& line : figures.services) {
    const auto* service = voice.city.service(line.code);
    services += row(voice, service ? voice.name(service->name) : escaped(line.code), line.counts);
  }
  return html + table(voice, "figures.agencies", "figures.agency", agencies) +
         table(voice, "figures.services", "figures.service", services) + voices_table(voice, policy, figures.voices) +
         "<p class=\"soft\">" + voice.say("figures.note") + "</p><p><a href=\"/feedback.json\">" + voice.say("figures.data") +
         "</a></p></div>";
}

}  // namespace portico::feedback
