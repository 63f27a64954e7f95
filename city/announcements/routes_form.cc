#include "city/announcements/routes_form.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "city/announcements/routes_words.h"
#include "platform/calendar/calendar.h"
#include "platform/i18n/i18n.h"

namespace portico::announcements {
namespace {

using http::escape_html;

calendar::Zone zone_of(const directory::Snapshot& city) {
  return calendar::Zone::find(city.city.zone.empty() ? "UTC" : city.city.zone, "zone").value();
}

std::string local_text(Instant at, const directory::Snapshot& city) {
  const auto local = zone_of(city).local_of(at);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date(day);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - day).count();
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day()), minutes / 60,
                     minutes % 60);
}

// "2026-03-02T12:00", as browsers send it.
std::optional<Instant> instant_in(std::string_view text, const directory::Snapshot& city) {
  if (text.size() < 16 || text[10] != 'T') return std::nullopt;
  const auto as_utc = parse_instant(std::string(text.substr(0, 16)) + ":00Z", "");
  if (!as_utc) return std::nullopt;
  return zone_of(city).instant_of(std::chrono::local_time<Millis>(as_utc->time_since_epoch())).at;
}

std::string spoken(const std::string& language) {
  const auto known = i18n::find_language(language, "language");
  return " lang=\"" + escape_html(language) + "\" dir=\"" + (known && known->right_to_left ? "rtl" : "ltr") + "\"";
}

std::string own_name(const std::string& language) {
  const auto known = i18n::find_language(language, "language");
  return known ? std::string(known->own_name) : language;
}

// `control` is the element from its name to its attributes' end and what follows it, without id, name and description.
std::string labelled(const FormPage& page, const std::string& name, const std::string& label, const std::string& hint, std::string_view tag,
                     const std::string& attributes, const std::string& inside) {
  const std::string wrong = page.writing.faults_of(name);
  std::string described = hint.empty() ? "" : name + "-hint";
  if (!wrong.empty()) described += (described.empty() ? "" : " ") + name + "-wrong";
  std::string html = "<div class=\"field" + std::string(wrong.empty() ? "" : " field--wrong") + "\"><label class=\"field__label\" for=\"" +
                     name + "\">" + label + "</label>";
  if (!hint.empty()) html += "<p class=\"field__hint\" id=\"" + name + "-hint\">" + hint + "</p>";
  if (!wrong.empty()) html += "<p class=\"error\" id=\"" + name + "-wrong\">" + escape_html(wrong) + "</p>";
  html += "<" + std::string(tag) + " class=\"input\" id=\"" + name + "\" name=\"" + name + "\"" + attributes +
          (described.empty() ? "" : " aria-describedby=\"" + described + "\"") + (wrong.empty() ? "" : " aria-invalid=\"true\"") + ">";
  return html + inside + (tag == "input" ? "" : "</" + std::string(tag) + ">") + "</div>\n";
}

std::string words_field(const FormPage& page, const std::string& language, const Typed& typed, bool own) {
  const auto found = typed.texts.find(language);
  const Text text = found == typed.texts.end() ? Text{} : found->second;
  const std::string of = own ? "" : " · <bdi" + spoken(language) + ">" + escape_html(own_name(language)) + "</bdi>";
  return labelled(page, "title-" + language, page.writing.say("field.title") + of, "", "input",
                  " autocomplete=\"off\"" + spoken(language) + (own ? " required" : "") + " value=\"" + escape_html(text.title) + "\"",
                  "") +
         labelled(page, "body-" + language, page.writing.say("field.body") + of, own ? page.writing.say("field.body.hint") : "", "textarea",
                  " rows=\"" + std::string(own ? "5" : "3") + "\"" + spoken(language), "\n" + escape_html(text.body));
}

std::string other_languages(const FormPage& page, const Typed& typed) {
  std::string fields;
  bool wrong = false, any = false;
  for (const auto& language : page.city.city.languages) {
    if (language == own_language(page.city)) continue;
    fields += words_field(page, language, typed, false);
    any = any || typed.texts.contains(language);
    wrong = wrong || !page.writing.faults_of("title-" + language).empty() || !page.writing.faults_of("body-" + language).empty();
  }
  if (fields.empty()) return fields;
  return "<details class=\"more\"" + std::string(wrong || any ? " open" : "") + "><summary>" + page.writing.say("form.languages") +
         "</summary>\n" + fields + "</details>\n";
}

std::string services_field(const FormPage& page, const Typed& typed) {
  std::string options;
  for (const auto& service : page.city.services)
    if (service.shown())
      options += "<option value=\"" + escape_html(service.code) + "\"" +
                 (std::ranges::find(typed.services, service.code) == typed.services.end() ? "" : " selected") + ">" +
                 escape_html(directory::in_language(service.name, page.writing.language(), own_language(page.city))) + "</option>";
  return labelled(page, "services", page.writing.say("field.services"), page.writing.say("field.services.hint"), "select",
                  " multiple size=\"6\"", options);
}

std::string moment_field(const FormPage& page, const std::string& name, const std::string& value) {
  return labelled(page, name, page.writing.say("field." + name), page.writing.say("field." + name + ".hint"), "input",
                  " type=\"datetime-local\" required value=\"" + escape_html(value) + "\"", "");
}

std::string fields(const FormPage& page, const Typed& typed) {
  std::vector<identity::Surroundings::Choice> agencies;
  for (const auto& agency : page.city.agencies)
    if (!agency.retired && page.principal.may(may_announce, agency.code))
      agencies.push_back({agency.code, directory::in_language(agency.name, page.writing.language(), own_language(page.city))});
  return words_field(page, own_language(page.city), typed, true) + other_languages(page, typed) +
         page.writing.choice("agency", agencies, typed.agency) + services_field(page, typed) + moment_field(page, "from", typed.from) +
         moment_field(page, "until", typed.until);
}

std::string form(const FormPage& page, const std::string& action, const std::string& inside, std::string_view button_key) {
  return "<form class=\"stack\" method=\"post\" action=\"" + page.writing.href(action) + "\">" +
         identity::Writing::hidden("csrf", page.principal.csrf) + inside +
         "<p class=\"acts\"><button class=\"btn\" name=\"do\" value=\"do\">" + page.writing.say(button_key) +
         "</button> <button class=\"btn btn--quiet\" name=\"do\" value=\"see\">" + page.writing.say("form.see") + "</button></p></form>\n";
}

std::string preview(const FormPage& page, const Typed& typed) {
  if (!typed.seen) return {};
  std::string html = "<section class=\"pane\" aria-labelledby=\"preview\"><h2 id=\"preview\">" + page.writing.say("form.preview") +
                     "</h2><div class=\"notices\">";
  for (const auto& [language, text] : typed.seen->texts)
    html += "<div" + spoken(language) + ">" + note_of({page.city, language}, *typed.seen) + "</div>";
  return html + "</div></section>\n";
}

std::string title_of(const FormPage& page, const Announcement& announcement) {
  const auto* text = text_in(announcement, page.writing.language(), own_language(page.city));
  if (!text) return std::to_string(announcement.id);
  return "<span" + spoken(text->first) + ">" + escape_html(text->second.title) + "</span>";
}

std::string history(const FormPage& page, const std::vector<Announcement>& versions) {
  std::string html = "<ol class=\"trace\" reversed>";
  for (const auto& each : versions)
    html += "<li>" + std::to_string(each.version) + " · " +
            page.writing.say(each.withdrawn      ? "said.withdrawn"
                             : each.version == 1 ? "said.announced"
                                                 : "said.amended") +
            " · <bdi>" + escape_html(each.by) + "</bdi> · " + page.writing.time(each.at) + "</li>\n";
  return html + "</ol>";
}

}  // namespace

Typed typed_in(const http::Form& form) {
  Typed typed{
      .agency = std::string(form.value("agency")), .from = std::string(form.value("from")), .until = std::string(form.value("until"))};
  for (const auto& [name, value] : form.fields) {
    std::string text(trim(value));
    std::erase(text, '\r');
    if (name == "services" && !text.empty()) typed.services.push_back(text);
    if (text.empty()) continue;
    if (name.starts_with("title-")) typed.texts[name.substr(6)].title = text;
    if (name.starts_with("body-")) typed.texts[name.substr(5)].body = text;
  }
  return typed;
}

Typed typed_of(const Announcement& announcement, const directory::Snapshot& city) {
  return {.agency = announcement.agency,
          .from = local_text(announcement.from, city),
          .until = local_text(announcement.until, city),
          .services = announcement.services,
          .texts = announcement.texts};
}

Outcome<Announcement> read_typed(const Typed& typed, const directory::Snapshot& city) {
  Refusal refusal;
  const auto instant = [&](std::string_view field, std::string_view text) {
    const auto at = instant_in(text, city);
    if (!at)
      refusal.faults.push_back({std::string(field), "\"" + std::string(text) + "\" is no time.", "a day and a time, as 2026-03-02T12:00"});
    return at.value_or(Instant{});
  };
  Announcement read;
  read.agency = typed.agency;
  read.services = typed.services;
  read.from = instant("from", typed.from);
  read.until = instant("until", typed.until);
  read.texts = typed.texts;
  if (refusal.faults.empty()) return read;
  refusal.kind = Refused::invalid;
  return std::unexpected(std::move(refusal));
}

std::string list_body(const FormPage& page, const std::vector<Announcement>& all, const Typed& typed) {
  std::string rows;
  for (const auto& each : all)
    rows += "<tr><td class=\"clip\"><a href=\"" + page.writing.href("/announce/" + std::to_string(each.id)) + "\">" + title_of(page, each) +
            "</a></td><td>" + Voice{page.city, page.writing.language()}.name_of_agency(each.agency) + "</td><td>" +
            page.writing.say("standing." + std::string(name_of(each.standing(page.now)))) + "</td><td>" + page.writing.time(each.from) +
            "</td><td>" + page.writing.time(each.until) + "</td></tr>\n";
  return preview(page, typed) + "<section class=\"pane\" aria-labelledby=\"new\"><h2 id=\"new\">" + page.writing.say("list.new") +
         "</h2><p class=\"soft\">" + page.writing.say("list.lead") + "</p>" +
         form(page, "/announce", fields(page, typed), "form.announce") + "</section>\n<h2>" + page.writing.say("list.all") + "</h2>" +
         (rows.empty()
              ? "<p>" + page.writing.say("list.none") + "</p>"
              : page.writing.table("list.title", {"field.title", "field.agency", "list.standing", "field.from", "field.until"}, rows));
}

std::string one_body(const FormPage& page, const std::vector<Announcement>& versions, const Typed& typed, std::string_view said) {
  const Announcement& newest = versions.front();
  const std::string path = "/announce/" + std::to_string(newest.id),
                    seen = identity::Writing::hidden("seen", std::to_string(newest.version));
  std::string html;
  if (!said.empty()) html += "<p role=\"status\">" + page.writing.say("said." + std::string(said)) + "</p>\n";
  html += "<p class=\"lead\">" + title_of(page, newest) + "</p><p>" + page.writing.say("list.standing") + ": <b>" +
          page.writing.say("standing." + std::string(name_of(newest.standing(page.now)))) + "</b></p>\n" + preview(page, typed);
  html += "<div class=\"panes\"><div>";
  if (!newest.withdrawn)
    html += "<section class=\"pane\" aria-labelledby=\"words\"><h2 id=\"words\">" + page.writing.say("one.amend") + "</h2>" +
            form(page, path, seen + fields(page, typed), "form.amend") + "</section>";
  html += "</div><div>";
  if (!newest.withdrawn)
    html += "<section class=\"pane\" aria-labelledby=\"end\"><h2 id=\"end\">" + page.writing.say("one.withdraw") +
            "</h2><p class=\"small\">" + page.writing.say("one.withdraw.hint") + "</p>" +
            page.writing.form(path + "/withdraw", seen, "form.withdraw", true) + "</section>\n";
  return html + "<section class=\"pane\" aria-labelledby=\"history\"><h2 id=\"history\">" + page.writing.say("one.history") + "</h2>" +
         history(page, versions) + "</section></div></div>";
}

}  // namespace portico::announcements
