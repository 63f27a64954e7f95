#include "city/standards/routes.h"

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

Response page(const PublicSource& source, const Request& request) {
  const auto view = source.view();
  if (view.city->city.languages.empty()) return directory::no_such_page(request, *view.city);  // before the first load
  const auto language = directory::language_of(request, *view.city);
  const Notices notices(*view.standards, *view.city, language);
  std::string items;
  std::int64_t count = 0;
  for (const auto* service : view.listed()) {
    const auto* sla = view.standards->in_force(service->code, view.today);
    if (!sla) continue;
    items += promise_item(view, *service, *sla, notices, language);
    ++count;
  }
  const auto title = messages().text(language, "title");
  const auto lead = count ? messages().text(language, "lead", {{"count", count}}) : messages().text(language, "none");
  std::string body = "<div class=\"wrap\">\n<div class=\"section\"><h1>" + http::escape_html(title) + "</h1><p class=\"soft\">" +
                     http::escape_html(lead) + "</p>\n<p class=\"small\">" + http::escape_html(messages().text(language, "data")) +
                     ": <a href=\"/promises.csv\">CSV</a> <a href=\"/promises.json\">JSON</a></p></div>\n" + notices.in_force(view.now);
  if (count) body += "<ul class=\"services\">\n" + items + "</ul>\n";
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
                   "",
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
  list.kept_as = history.kept_as = directory::kept_page(directory);
  auto all = directory::in_every_language({std::move(list), std::move(history)}, directory);
  all.push_back({Method::get, "/promises.{format}", "public", Cost::work,
                 "Gives every promise in force, planned and past as open data, with its history.", "",
                 "JSON array or CSV of promises with their clocks",
                 http::answer([source](const Request& request) { return promises_data(source, request); })});
  all.back().heavy = true;
  return all;
}

}  // namespace portico::standards
