#include "city/standards/routes.h"

#include <algorithm>

#include "city/directory/routes.h"
#include "city/standards/notice.h"
#include "city/standards/record.h"
#include "city/standards/routes_view.h"
#include "city/standards/words.h"
#include "platform/i18n/dates.h"

namespace portico::standards {
namespace {

using directory::Service;
using http::Request;
using http::Response;

std::string promise_item(const View& view, const Service& service, const SlaVersion& sla, const Notices& notices,
                         const std::string& language) {
  const auto escaped = [](const std::string& text) { return http::escape_html(text); };
  const std::string name = directory::in_language(service.name, language, view.first_language());
  std::string html = "<li id=\"" + escaped(service.code) + "\"><h2>" + escaped(name) + "</h2>\n";
  html += "<p>" + escaped(promise_words(sla, language, view.first_language())) + "</p>\n";
  for (const auto& clock : sla.clocks) html += "<p class=\"small soft\">" + escaped(clock_line(clock, language)) + "</p>\n";
  html += "<small>" + escaped(messages().text(language, "since", {{"date", i18n::format_date(sla.effective, language)}})) + "</small>\n";
  html += notices.for_service(service.code, view.now);
  for (const auto* version : view.standards->versions_of(service.code)) {
    if (view.state_of(*version) != "planned") continue;
    html += "<p class=\"small\">" +
            escaped(messages().text(language, "planned",
                                    {{"date", i18n::format_date(version->effective, language)},
                                     {"words", promise_words(*version, language, view.first_language())}})) +
            "</p>\n";
  }
  html += "<p class=\"small\"><a href=\"" +
          escaped(directory::path_in(*view.city, language, "/promises/" + http::percent_encode(service.code))) + "\">" +
          escaped(messages().text(language, "history.link")) + "<span class=\"vh\">: " + escaped(name) + "</span></a></p>\n";
  return html + "</li>\n";
}

// What stands in the register: services with the promise that is in force for them.
struct Promised {
  const Service* service;
  const SlaVersion* sla;
};

std::vector<Promised> promised(const View& view) {
  std::vector<Promised> all;
  for (const auto* service : view.listed({}, {}))
    if (const auto* sla = view.standards->in_force(service->code, view.today)) all.push_back({service, sla});
  return all;
}

// Those that promise something, by their names.
std::string agency_choice(const View& view, const std::vector<Promised>& all, const std::string& chosen, const std::string& language) {
  std::vector<std::pair<std::string, std::string>> named;  // name, code
  for (const auto& each : all)
    if (const auto* agency = view.city->agency(each.service->agency); agency && !agency->retired)
      named.emplace_back(directory::in_language(agency->name, language, view.first_language()), agency->code);
  std::ranges::sort(named);
  const auto twice = std::ranges::unique(named);
  named.erase(twice.begin(), twice.end());
  std::string html = "<select class=\"input\" name=\"agency\"><option value=\"\">" +
                     http::escape_html(messages().text(language, "find.any")) + "</option>";
  for (const auto& [name, code] : named)
    html += "<option value=\"" + http::escape_html(code) + "\"" + (code == chosen ? " selected" : "") + ">" + http::escape_html(name) +
            "</option>";
  return html + "</select>";
}

std::string filters(const View& view, const std::vector<Promised>& all, const Wish& wish, const std::string& language) {
  const auto say = [&](std::string_view key) { return http::escape_html(messages().text(language, key)); };
  return "<form class=\"filters\" action=\"" + http::escape_html(directory::path_in(*view.city, language, "/promises")) +
         "\" method=\"get\" role=\"search\" aria-label=\"" + say("find.label") + "\"><label class=\"field\"><span class=\"field__label\">" +
         say("find.words") + "</span><input class=\"input\" name=\"q\" type=\"search\" value=\"" + http::escape_html(wish.words) +
         "\"></label><label class=\"field\"><span class=\"field__label\">" + say("find.agency") + "</span>" +
         agency_choice(view, all, wish.agency, language) + "</label><button class=\"btn\" type=\"submit\">" + say("find.button") +
         "</button></form>\n";
}

// The open data of what is shown, and of nothing else.
std::string data_line(const Wish& wish, const std::string& language) {
  const std::string query = query_of(wish, language);
  const auto link = [&](const std::string& format, const std::string& name) {
    return " <a href=\"" + http::escape_html("/promises." + format + query) + "\">" + name + "</a>";
  };
  return "<p class=\"small\">" + http::escape_html(messages().text(language, "data")) + ":" + link("csv", "CSV") + link("json", "JSON") +
         "</p>";
}

std::string nothing_found(const View& view, const std::string& language) {
  return "<div class=\"blank\"><p>" + http::escape_html(messages().text(language, "find.none")) +
         "</p><p><a class=\"btn btn--quiet\" href=\"" + http::escape_html(directory::path_in(*view.city, language, "/promises")) + "\">" +
         http::escape_html(messages().text(language, "history.back")) + "</a></p></div>\n";
}

Response page(const PublicSource& source, const Request& request) {
  const auto view = source.view();
  if (view.city->city.languages.empty()) return directory::no_such_page(request, *view.city);  // before the first load
  const auto language = directory::language_of(request, *view.city);
  const Notices notices(*view.standards, *view.city, language);
  const Wish wish = wished(request);
  const auto all = promised(view);
  std::string items;
  std::int64_t found = 0;
  for (const auto& [service, sla] : all) {
    if (!fits(*service, wish, language, view.first_language())) continue;
    items += promise_item(view, *service, *sla, notices, language);
    ++found;
  }
  const auto title = messages().text(language, "title");
  const auto lead = all.empty() ? messages().text(language, "none")
                                : messages().text(language, "lead", {{"count", static_cast<std::int64_t>(all.size())}});
  std::string body = "<div class=\"wrap\">\n<div class=\"section\"><h1>" + http::escape_html(title) + "</h1><p class=\"soft\">" +
                     http::escape_html(lead) + "</p>\n" + data_line(wish, language) + "</div>\n" + notices.in_force(view.now);
  if (!all.empty()) body += filters(view, all, wish, language);
  if (wish.any() && found)
    body += "<p role=\"status\">" + http::escape_html(messages().text(language, "find.found", {{"count", found}})) + "</p>\n";
  if (found)
    body += "<ul class=\"services\">\n" + items + "</ul>\n";
  else if (!all.empty())
    body += nothing_found(view, language);
  return directory::respond(request, *view.city,
                            {.language = language, .title = title, .path = "/promises", .body = body + "</div>", .description = lead});
}

}  // namespace

std::vector<http::Route> routes(const directory::Directory& directory, const Standards& standards, const TimeSource& time) {
  using http::Cost;
  using http::Method;
  const PublicSource source{directory, standards, time};
  http::Route list{Method::get,
                   "/promises",
                   "public",
                   Cost::work,
                   "Lists what the city promises for each service.",
                   "query: q (words of the service's name), agency",
                   "HTML page",
                   http::answer([source](const Request& request) { return page(source, request); })};
  http::Route history{Method::get,
                      "/promises/{service}",
                      "public",
                      Cost::work,
                      "Tells what was, is and will be promised for a service, and who reviewed it.",
                      "",
                      "HTML page",
                      http::answer([source](const Request& request) { return promise_history(source, request); })};
  history.kept_as = directory::kept_page(directory);
  list.kept_as = [kept = history.kept_as](const Request& request) { return request.query.empty() ? kept(request) : std::string(); };
  auto all = directory::in_every_language({std::move(list), std::move(history)}, directory);
  all.push_back({Method::get, "/promises.{format}", "public", Cost::work,
                 "Gives every promise in force, planned and past as open data, with its history.",
                 "query: q (words of the service's name), language (of those words; the city's first unless said), agency",
                 "JSON array or CSV of promises with their clocks",
                 http::answer([source](const Request& request) { return promises_data(source, request); })});
  all.back().heavy = true;
  return all;
}

}  // namespace portico::standards
