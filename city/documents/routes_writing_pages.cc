#include <algorithm>

#include "city/documents/routes_writing.h"

namespace portico::documents {
namespace {

const Fault* fault_of(const Refusal& refusal, std::string_view field) {
  const auto found = std::ranges::find(refusal.faults, field, &Fault::field);
  return found == refusal.faults.end() ? nullptr : &*found;
}

std::string summary(const Voice& voice, const Refusal& refusal) {
  if (refusal.faults.empty()) return {};
  std::string html =
      "<div class=\"banner banner--late\" role=\"alert\" aria-labelledby=\"wrong\" tabindex=\"-1\" autofocus><div><h2 id=\"wrong\">" +
      voice.say("wrong.title") + "</h2><ul>";
  for (const auto& fault : refusal.faults) {
    const std::string words = escaped(fault.reason + (fault.accepted.empty() ? "" : " (" + fault.accepted + ")"));
    html += fault.field.empty() || fault.field == "language" ? "<li>" + words + "</li>"
                                                             : "<li><a href=\"#" + escaped(fault.field) + "\">" + words + "</a></li>";
  }
  return html + "</ul></div></div>\n";
}

// The label, the hint and what is wrong; what the field is described by is added to `marks`.
std::string head_of(const Voice& voice, const Refusal& refusal, const std::string& name, const std::string& key, bool hint,
                    std::string& marks) {
  const Fault* wrong = fault_of(refusal, name);
  std::string html = "<div class=\"field" + std::string(wrong ? " field--wrong" : "") + "\"><label class=\"field__label\" for=\"" + name +
                     "\">" + voice.say(key) + "</label>";
  std::string described;
  if (hint) {
    html += "<p class=\"field__hint\" id=\"" + name + "-hint\">" + voice.say(key + ".hint") + "</p>";
    described = name + "-hint";
  }
  if (wrong) {
    html += "<p class=\"error\" id=\"" + name + "-wrong\">" + escaped(wrong->reason) + "</p>";
    described += (described.empty() ? "" : " ") + name + "-wrong";
  }
  marks = " id=\"" + name + "\" name=\"" + name + "\"" + (described.empty() ? "" : " aria-describedby=\"" + described + "\"") +
          (wrong ? " aria-invalid=\"true\"" : "");
  return html;
}

std::string input(const Voice& voice, const Refusal& refusal, const std::string& name, const std::string& type, const std::string& value,
                  bool hint) {
  std::string marks;
  const std::string head = head_of(voice, refusal, name, "write." + name, hint, marks);
  return head + "<input class=\"input\" type=\"" + type + "\" autocomplete=\"off\" value=\"" + escaped(value) + "\"" + marks + "></div>\n";
}

std::string option(std::string_view value, const std::string& words, bool chosen) {
  return "<option value=\"" + escaped(value) + "\"" + (chosen ? " selected" : "") + ">" + escaped(words) + "</option>";
}

std::string agency_field(const Voice& voice, const Refusal& refusal, const std::vector<std::string>& offered, const std::string& chosen) {
  std::string marks;
  std::string html = head_of(voice, refusal, "agency", "write.agency", false, marks) + "<select class=\"input\"" + marks + ">";
  for (const auto& code : offered)
    if (const auto* agency = voice.city.agency(code)) html += option(code, voice.plain_name(agency->name), code == chosen);
  return html + "</select></div>\n";
}

std::string services_field(const Voice& voice, const Refusal& refusal, const std::vector<std::string>& chosen) {
  std::string marks;
  std::string html =
      head_of(voice, refusal, "services", "write.services", true, marks) + "<select class=\"input\" multiple size=\"6\"" + marks + ">";
  for (const auto& service : voice.city.services)
    if (!service.retired)
      html += option(service.code, voice.plain_name(service.name), std::ranges::find(chosen, service.code) != chosen.end());
  return html + "</select></div>\n";
}

std::string hidden(std::string_view name, std::string_view value) {
  return "<input type=\"hidden\" name=\"" + std::string(name) + "\" value=\"" + escaped(value) + "\">";
}

std::string state_of(const Voice& voice, const Listed& each, std::chrono::sys_days today) {
  const bool stale = each.newest.state == State::published && is_stale(each.newest.article, today);
  std::string words = voice.say("state." + std::string(stale ? "stale" : name_of(each.newest.state)));
  if (each.row.live && *each.row.live != each.newest.number) words += " · " + voice.say("state.live");
  return words;
}

std::string helped_share(const Counts& counts) {
  const int helped = share(counts.helped, counts.helped + counts.unhelped);
  return helped < 0 ? "–" : std::to_string(helped) + " %";
}

std::string filters(const ListPage& page) {
  const Voice& voice = page.voice;
  std::string html = "<form method=\"get\" action=\"" + voice.path("/documents") +
                     "\"><div class=\"field\"><label class=\"field__label\" for=\"of-state\">" + voice.say("list.state") +
                     "</label><select class=\"input\" id=\"of-state\" name=\"state\">" +
                     option("", voice.plain("list.all"), page.state.empty());
  for (const char* state : {"draft", "in_review", "published", "stale", "withdrawn"})
    html += option(state, voice.plain("state." + std::string(state)), page.state == state);
  html += "</select></div><div class=\"field\"><label class=\"field__label\" for=\"of-agency\">" + voice.say("write.agency") +
          "</label><select class=\"input\" id=\"of-agency\" name=\"agency\">" + option("", voice.plain("list.all"), page.agency.empty());
  for (const auto& code : agencies_of(page.principal, voice.city, write_document))
    html += option(code, voice.plain_name(voice.city.agency(code)->name), page.agency == code);
  return html + "</select></div><button class=\"btn btn--quiet\">" + voice.say("list.button") + "</button></form>";
}

std::string table_of(const ListPage& page) {
  const Voice& voice = page.voice;
  if (page.articles.empty()) return "<p>" + voice.say("list.none") + "</p>\n";
  std::string html = "<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"" + voice.say("list.title") +
                     "\"><table class=\"grid\"><caption>" + voice.say("list.caption") + "</caption><thead><tr>";
  for (const char* key : {"write.title", "write.code", "write.agency", "list.state", "write.review_by", "list.reads", "list.helped"})
    html += "<th scope=\"col\">" + voice.say(key) + "</th>";
  html += "</tr></thead><tbody>\n";
  for (const Listed& each : page.articles) {
    const auto counted = page.read.articles.find(each.row.code);
    const Counts counts = counted == page.read.articles.end() ? Counts{} : counted->second;
    const auto* agency = voice.city.agency(each.newest.article.agency);
    html += "<tr><td class=\"clip\"><a href=\"" + voice.path("/documents/" + each.row.code) + "\">" + title_of(voice, each.newest.article) +
            "</a></td><td><bdi>" + escaped(each.row.code) + "</bdi></td><td>" +
            (agency ? voice.name(agency->name) : escaped(each.newest.article.agency)) + "</td><td>" + state_of(voice, each, page.today) +
            "</td><td>" + voice.date(each.newest.article.review_by) + "</td><td>" + i18n::format_number(counts.reads, voice.language) +
            "</td><td>" + helped_share(counts) + "</td></tr>\n";
  }
  return html + "</tbody></table></div>\n";
}

std::string verb_form(const EditPage& page, const std::string& verb) {
  return "<form class=\"inline\" method=\"post\" action=\"" + page.voice.path("/documents/" + page.stored.row.code + "/" + verb) + "\">" +
         hidden("csrf", page.principal.csrf) + hidden("seen", std::to_string(page.stored.row.version)) +
         "<button class=\"btn btn--quiet\">" + page.voice.say("do." + verb) + "</button></form>\n";
}

std::string verbs(const EditPage& page) {
  const State state = page.stored.newest.state;
  const std::string& agency = page.stored.newest.article.agency;
  const bool publishes = page.principal.may(publish_document, agency);
  const auto& writers = page.stored.newest.writers;
  const bool wrote = std::ranges::find(writers, page.principal.actor) != writers.end();
  std::string html;
  if (state == State::draft) html += verb_form(page, "send");
  if (state == State::in_review && publishes && !wrote) html += verb_form(page, "publish");
  if (state == State::in_review) html += verb_form(page, "give_back");
  if (page.stored.row.live && publishes) html += verb_form(page, "withdraw");
  if (state == State::in_review && wrote) html += "<p class=\"small\">" + page.voice.say("do.another") + "</p>";
  return html;
}

std::string history(const EditPage& page) {
  std::string html = "<ol class=\"trace\" reversed>";
  for (const Version& each : page.versions)
    html += "<li>" + std::to_string(each.number) + " · " + page.voice.say("state." + std::string(name_of(each.state))) + " · <bdi>" +
            escaped(each.by) + "</bdi> · <time datetime=\"" + iso8601(each.at) + "\">" +
            escaped(i18n::format_instant(each.at, page.voice.city.city.zone, page.voice.language, i18n::DateStyle::day_and_time)) +
            "</time></li>\n";
  return html + "</ol>";
}

std::string languages_of_edit(const EditPage& page) {
  std::string html = "<ul class=\"langs\">";
  for (const auto& tag : page.voice.city.city.languages) {
    const auto language = i18n::find_language(tag, "language");
    if (!language) continue;
    html += "<li><a href=\"" + page.voice.path("/documents/" + page.stored.row.code) + "?language=" + escaped(tag) + "\" lang=\"" +
            escaped(tag) + "\" dir=\"" + (language->right_to_left ? "rtl" : "ltr") + "\"" +
            (tag == page.language ? " aria-current=\"true\"" : "") + ">" + escaped(language->own_name) +
            (page.stored.newest.article.texts.contains(tag) ? " ✓" : "") + "</a></li>";
  }
  return html + "</ul>\n";
}

std::string text_fields(const EditPage& page) {
  const auto found = page.shown.texts.find(page.language);
  const Text text = found == page.shown.texts.end() ? Text{} : found->second;
  const auto language = i18n::find_language(page.language, "language");
  const std::string spoken =
      " lang=\"" + escaped(page.language) + "\" dir=\"" + (language && language->right_to_left ? "rtl" : "ltr") + "\"";
  std::string marks;
  std::string html = head_of(page.voice, page.refusal, "title", "write.title", false, marks) +
                     "<input class=\"input\" autocomplete=\"off\"" + spoken + " value=\"" + escaped(text.title) + "\"" + marks +
                     "></div>\n";
  html += head_of(page.voice, page.refusal, "body", "write.body", true, marks) + "<textarea class=\"input\" rows=\"16\"" + spoken + marks +
          ">\n" + escaped(text.body) + "</textarea></div>\n";
  return html;
}

std::string preview_of(const EditPage& page) {
  const auto found = page.shown.texts.find(page.language);
  if (!page.preview || found == page.shown.texts.end()) return {};
  const Voice reader{page.voice.city, page.language};
  return "<section class=\"pane\" aria-labelledby=\"preview\"><h2 id=\"preview\">" + page.voice.say("write.preview") +
         "</h2><div class=\"prose\"" + marked(page.voice, page.language) + "><h3>" + escaped(found->second.title) + "</h3>" +
         body_of(reader, found->second, 4) + "</div></section>\n";
}

}  // namespace

std::vector<std::string> agencies_of(const http::Principal& principal, const directory::Snapshot& city, std::string_view verb) {
  std::vector<std::string> codes;
  for (const auto& agency : city.agencies)
    if (!agency.retired && principal.may(verb, agency.code)) codes.push_back(agency.code);
  return codes;
}

std::string list_body(const ListPage& page) {
  const Voice& voice = page.voice;
  const std::string own = own_language(voice.city);
  const auto title = page.typed.texts.find(own);
  return "<div class=\"bench\">" + summary(voice, page.refusal) + "<div class=\"bench__head\"><h1>" + voice.say("list.title") + "</h1>" +
         filters(page) + "</div>\n" + table_of(page) + "<section class=\"pane\" aria-labelledby=\"new\"><h2 id=\"new\">" +
         voice.say("list.new") + "</h2><form method=\"post\" action=\"" + voice.path("/documents") + "\">" +
         hidden("csrf", page.principal.csrf) + input(voice, page.refusal, "code", "text", page.typed.code, true) +
         agency_field(voice, page.refusal, agencies_of(page.principal, voice.city, write_document), page.typed.agency) +
         input(voice, page.refusal, "title", "text", title == page.typed.texts.end() ? "" : title->second.title, false) +
         "<button class=\"btn\">" + voice.say("list.begin") + "</button></form></section></div>";
}

std::string edit_body(const EditPage& page) {
  const Voice& voice = page.voice;
  const Article& shown = page.shown;
  std::string html = "<div class=\"bench\">" + summary(voice, page.refusal) + "<div class=\"bench__head\"><h1>" +
                     title_of(voice, page.stored.newest.article) + " <small><bdi>" + escaped(page.stored.row.code) +
                     "</bdi></small></h1></div>\n";
  if (!page.said.empty()) html += "<p role=\"status\">" + voice.say("said." + std::string(page.said)) + "</p>\n";
  html += "<div class=\"panes\"><div>" + preview_of(page) + "<section class=\"pane\" aria-labelledby=\"words\"><h2 id=\"words\">" +
          voice.say("write.words") + "</h2>" + languages_of_edit(page) + "<form method=\"post\" action=\"" +
          voice.path("/documents/" + page.stored.row.code) + "\">" + hidden("csrf", page.principal.csrf) +
          hidden("seen", std::to_string(page.stored.row.version)) + hidden("language", page.language) + text_fields(page) +
          agency_field(voice, page.refusal, agencies_of(page.principal, voice.city, write_document), shown.agency) +
          services_field(voice, page.refusal, shown.services) +
          input(voice, page.refusal, "review_by", "date", iso_day(shown.review_by), true) +
          "<button class=\"btn\" name=\"do\" value=\"save\">" + voice.say("write.save") +
          "</button> <button class=\"btn btn--quiet\" name=\"do\" value=\"preview\">" + voice.say("write.see") +
          "</button></form></section></div>\n";
  html += "<div><section class=\"pane\" aria-labelledby=\"state\"><h2 id=\"state\">" + voice.say("list.state") + "</h2><p>" +
          state_of(voice, page.stored, page.today) + "</p>" + verbs(page) +
          (page.stored.row.live ? "<p><a class=\"btn btn--quiet btn--small\" href=\"" + voice.path("/answers/" + page.stored.row.code) +
                                      "\">" + voice.say("write.public") + "</a></p>"
                                : "") +
          "</section>\n<section class=\"pane\" aria-labelledby=\"history\"><h2 id=\"history\">" + voice.say("write.history") + "</h2>" +
          history(page) + "</section></div></div></div>";
  return html;
}

}  // namespace portico::documents
