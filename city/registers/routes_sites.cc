// Offices, for people.
#include <algorithm>

#include "city/directory/routes.h"
#include "city/registers/offices.h"
#include "city/registers/routes_view.h"
#include "platform/i18n/dates.h"

namespace portico::registers {
namespace {

using directory::Site;
using http::Request;
using http::Response;

constexpr int days_shown = 7, days_looked_ahead = 60;

using Choices = std::vector<std::pair<std::string, std::string>>;  // value, and words as HTML

std::string choice(const View& view, std::string_view name, std::string_view label, const Choices& choices, std::string_view chosen) {
  std::string html = "<label class=\"field\"><span class=\"field__label\">" + view.say(label) + "</span><select class=\"input\" name=\"" +
                     std::string(name) + "\"><option value=\"\">" + view.say("sites.any") + "</option>";
  for (const auto& [value, words] : choices)
    html += "<option" + (name == "language" ? " lang=\"" + http::escape_html(value) + "\"" : std::string()) + " value=\"" +
            http::escape_html(value) + "\"" + (value == chosen ? " selected" : "") + ">" + words + "</option>";
  return html + "</select></label>";
}

// What can be chosen is what makes a difference: of agencies and services, those that some office names.
Choices by_words(Choices choices) {
  std::ranges::sort(choices, {}, &std::pair<std::string, std::string>::second);
  const auto twice = std::ranges::unique(choices);
  choices.erase(twice.begin(), twice.end());
  return choices;
}

Choices agencies_with_offices(const View& view) {
  Choices choices;
  for (const auto* site : offices(*view.city, view.offers, {}))
    if (const auto* agency = view.city->agency(view.offers.of(site->code).agency); agency && !agency->retired)
      choices.emplace_back(agency->code, http::escape_html(view.plain_name(agency->name)));
  return by_words(std::move(choices));
}

Choices services_at_offices(const View& view) {
  Choices choices;
  for (const auto* site : offices(*view.city, view.offers, {}))
    for (const auto& code : view.offers.of(site->code).services)
      if (const auto* service = view.city->service(code); service && service->shown())
        choices.emplace_back(service->code, http::escape_html(view.plain_name(service->name)));
  return by_words(std::move(choices));
}

std::string filters(const View& view, const Wish& wish) {
  Choices languages, access;
  for (const auto& tag : spoken(*view.city))
    if (const auto language = i18n::find_language(tag, "language"))
      languages.emplace_back(language->tag, http::escape_html(language->own_name));
  for (const auto& each : access_kinds()) access.emplace_back(each, view.say("access." + each));
  return "<form class=\"filters filters--sites\" action=\"" + view.path("/sites") + "\" method=\"get\" role=\"search\" aria-label=\"" +
         view.say("sites.find") + "\">" + choice(view, "service", "sites.service", services_at_offices(view), wish.service) +
         choice(view, "agency", "sites.agency", agencies_with_offices(view), wish.agency) +
         choice(view, "language", "sites.language", languages, wish.language) +
         choice(view, "access", "sites.access", access, wish.access) + "<button class=\"btn\" type=\"submit\">" + view.say("sites.button") +
         "</button></form>\n";
}

Wish wished(const Request& request) {
  const auto asked = [&](std::string_view name) { return std::string(request.asked(name).substr(0, 60)); };
  return {.agency = asked("agency"), .service = asked("service"), .language = asked("language"), .access = asked("access")};
}

std::string row(const View& view, const Site& site) {
  return "<tr><th scope=\"row\"><a href=\"" + view.path("/sites/" + http::percent_encode(site.code)) + "\">" + view.name(site.name) +
         "</a><small><bdi>" + http::escape_html(site.address) + "</bdi></small></th><td>" + view.door_tag(site) +
         "</td><td class=\"small\">" + view.spoken_at(site) + "</td></tr>\n";
}

std::string table(const View& view, const std::vector<const Site*>& sites) {
  std::string html = "<table class=\"rows rows--sites\"><caption class=\"vh\">" + view.say("sites.title") + "</caption><thead><tr>";
  for (const char* column : {"sites.column.office", "sites.column.now", "sites.column.spoken"})
    html += "<th scope=\"col\">" + view.say(column) + "</th>";
  html += "</tr></thead><tbody>\n";
  for (const auto* site : sites) html += row(view, *site);
  return html + "</tbody></table>\n";
}

// Those that are open first, then by who opens next; offices of which nobody knows the hours last.
std::vector<const Site*> soonest_first(const View& view, std::vector<const Site*> sites) {
  const auto rank = [&](const Site* site) {
    const auto* hours = view.hours_of(*site);
    if (!hours) return std::tuple(2, Instant{}, view.plain_name(site->name));
    const Door door = door_at(*hours, view.now);
    return std::tuple(door.open ? 0 : 1, door.open ? Instant{} : *door.changes, view.plain_name(site->name));
  };
  std::ranges::sort(sites, {}, rank);
  return sites;
}

std::string nothing_found(const View& view, bool any_wish) {
  return "<div class=\"blank\"><p>" + view.say(any_wish ? "sites.none_found" : "sites.none") + "</p>" +
         (any_wish ? "<p><a class=\"btn btn--quiet\" href=\"" + view.path("/sites") + "\">" + view.say("sites.all") + "</a></p>" : "") +
         "</div>\n";
}

std::string hours_section(const View& view, const Site& site) {
  std::string html = "<section class=\"block\" aria-labelledby=\"hours\"><h2 id=\"hours\">" + view.say("site.hours") + "</h2>\n";
  const auto* hours = view.hours_of(site);
  if (!hours) return html + "<p>" + view.say("door.unknown") + "</p></section>\n";
  const auto first = hours->local_date(view.now);
  html += "<table class=\"rows rows--hours\"><caption class=\"vh\">" + view.say("site.hours") + "</caption><tbody>\n";
  std::string later;
  for (const auto& day : days_from(*hours, first, days_looked_ahead)) {
    const std::string line = day.open.empty()
                                 ? day.why.empty() ? view.plain("hours.closed") : view.plain("hours.closed_for", {{"why", day.why}})
                                 : view.hours_line(day.open, *hours);
    const std::string entry = "<tr" + std::string(day.date == first ? " class=\"is-today\"" : "") + "><th scope=\"row\">" +
                              http::escape_html(i18n::format_weekday(day.date, view.language)) +
                              (day.date == first ? "<small>" + view.say("hours.today") + "</small>" : "") + "</th><td>" +
                              http::escape_html(line) + "</td></tr>\n";
    if (day.date < first + std::chrono::days(days_shown))
      html += entry;
    else if (day.unusual)
      later += entry;
  }
  html += "</tbody></table></section>\n";
  if (!later.empty())
    html += "<section class=\"block\" aria-labelledby=\"other\"><h2 id=\"other\">" + view.say("site.other") +
            "</h2>\n<table class=\"rows rows--hours\"><caption class=\"vh\">" + view.say("site.other") + "</caption><tbody>\n" + later +
            "</tbody></table></section>\n";
  return html;
}

std::string services_section(const View& view, const Site& site) {
  std::string items;
  for (const auto& code : view.offers.of(site.code).services)
    if (const auto* service = view.city->service(code); service && service->shown())
      items += "<li><a href=\"" + view.path("/report/" + http::percent_encode(code)) + "\">" + view.name(service->name) + "</a></li>\n";
  return "<section class=\"block\" aria-labelledby=\"there\"><h2 id=\"there\">" + view.say("site.services") + "</h2>\n" +
         (items.empty() ? "<p>" + view.say("site.all_services") + "</p>" : "<ul class=\"asks\">\n" + items + "</ul>") + "</section>\n";
}

std::string facts(const View& view, const Site& site) {
  std::string html;
  const auto fact = [&](std::string_view key, const std::string& told) {
    if (!told.empty()) html += "<dt>" + view.say(key) + "</dt><dd>" + told + "</dd>";
  };
  fact("site.where", "<bdi>" + http::escape_html(site.address) + "</bdi>");
  fact("contact.phone", phone_link(site.phone));
  fact("site.spoken", view.spoken_at(site));
  std::string access;
  for (const auto& each : view.offers.of(site.code).access) access += "<li>" + view.say("access." + each) + "</li>";
  if (!access.empty()) fact("site.access", "<ul>" + access + "</ul>");
  if (const auto* agency = view.city->agency(view.offers.of(site.code).agency); agency && !agency->retired)
    fact("site.agency",
         "<a href=\"" + view.path("/agencies/" + http::percent_encode(agency->code)) + "\">" + view.name(agency->name) + "</a>");
  return "<section class=\"panel panel--mist\" aria-labelledby=\"facts\"><h2 id=\"facts\">" + view.say("site.facts") +
         "</h2><dl class=\"facts\">" + html + "</dl></section>\n";
}

}  // namespace

Response sites_page(const Source& source, const Request& request) {
  const auto view = source.view(request);
  if (view.city->city.languages.empty()) return directory::no_such_page(request, *view.city);  // before the first load
  const Wish wish = wished(request);
  const auto found = soonest_first(view, offices(*view.city, view.offers, wish));
  const bool any = !offices(*view.city, view.offers, {}).empty();
  std::string body = "<div class=\"wrap\">\n<div class=\"section\"><h1>" + view.say("sites.title") + "</h1><p class=\"soft lead\">" +
                     view.say("sites.lead") + "</p>\n" + data_line(view, "/sites") + "</div>\n";
  if (any) body += filters(view, wish);
  if (wish.any() && !found.empty())
    body += "<p role=\"status\">" + view.say("sites.found", {{"count", static_cast<std::int64_t>(found.size())}}) + "</p>\n";
  body += found.empty() ? nothing_found(view, any) : table(view, found);
  return directory::respond(
      request, *view.city,
      {.language = view.language, .title = view.plain("sites.title"), .path = "/sites", .body = body + "</div>", .description = {}});
}

Response site_page(const Source& source, const Request& request) {
  const auto view = source.view(request);
  const auto* site = office(*view.city, request.part("code"));
  if (view.city->city.languages.empty() || !site) return directory::no_such_page(request, *view.city);
  const std::string body = "<div class=\"wrap\">\n<nav class=\"crumbs\" aria-label=\"" + view.say("crumb") + "\"><ol><li><a href=\"" +
                           view.path("/sites") + "\">" + view.say("sites.title") + "</a></li></ol></nav>\n<h1>" + view.name(site->name) +
                           "</h1>\n<p class=\"title\">" + view.door_tag(*site) +
                           "</p>\n<div class=\"split split--register split--flipped\"><div class=\"side\">\n" + facts(view, *site) +
                           "</div>\n<div>\n" + hours_section(view, *site) + services_section(view, *site) + "</div></div></div>";
  return directory::respond(
      request, *view.city,
      {.language = view.language, .title = view.plain_name(site->name), .path = "/sites/" + site->code, .body = body, .description = {}});
}

}  // namespace portico::registers
