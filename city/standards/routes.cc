#include "city/standards/routes.h"

#include <algorithm>
#include <boost/json.hpp>

#include "city/directory/routes.h"
#include "city/standards/notice.h"
#include "city/standards/record.h"
#include "city/standards/routes_clock.h"
#include "city/standards/words.h"
#include "platform/formats/formats.h"

namespace portico::standards {
namespace {

namespace json = boost::json;
using directory::Service;
using http::Request;
using http::Response;

// What one answer looks at: both snapshots as they are now, and the city's date.
struct View {
  std::shared_ptr<const directory::Snapshot> city;
  std::shared_ptr<const Snapshot> standards;
  Instant now;
  std::chrono::sys_days today;

  const std::string& first_language() const { return city->city.languages.front(); }
  std::string_view state_of(const SlaVersion& sla) const {
    if (sla.effective > today) return "planned";
    return standards->in_force(sla.service, today) == &sla ? "in_force" : "past";
  }
  std::vector<const Service*> listed() const {
    std::vector<const Service*> services;
    for (const auto& service : city->services) {
      if (service.shown()) services.push_back(&service);
    }
    return services;
  }
};

struct Source {
  const directory::Directory& directory;
  const Standards& standards;
  const TimeSource& time;

  View view() const {
    const Instant at = time.now();
    View now{directory.now(), standards.now(), at, std::chrono::floor<std::chrono::days>(at)};
    if (const auto zone = calendar::Zone::find(now.city->city.zone, "zone")) now.today = zone->local_date(at);
    return now;
  }
};

std::string clock_line(const ClockPromise& clock, const std::string& language) {
  const auto name = std::string(name_of(clock.kind));
  return messages().text(language, name, {{"span", span_words(clock.target, language)}}) + ", " +
         messages().text(language, "share", {{"share", std::int64_t{clock.share}}});
}

std::string promise_item(const View& view, const Service& service, const SlaVersion& sla, const Notices& notices,
                         const std::string& language) {
  const auto escaped = [](const std::string& text) { return http::escape_html(text); };
  std::string html = "<li id=\"" + escaped(service.code) + "\"><h3>" +
                     escaped(directory::in_language(service.name, language, view.first_language())) + "</h3>\n";
  html += "<p>" + escaped(promise_words(sla, language, view.first_language())) + "</p>\n";
  for (const auto& clock : sla.clocks) html += "<p class=\"small soft\">" + escaped(clock_line(clock, language)) + "</p>\n";
  html += "<small>" + escaped(messages().text(language, "since", {{"date", date_text(sla.effective)}})) + "</small>\n";
  html += notices.for_service(service.code, view.now);
  for (const auto* version : view.standards->versions_of(service.code)) {
    if (view.state_of(*version) != "planned") continue;
    html += "<p class=\"small\">" +
            escaped(messages().text(
                language, "planned",
                {{"date", date_text(version->effective)}, {"words", promise_words(*version, language, view.first_language())}})) +
            "</p>\n";
  }
  return html + "</li>\n";
}

Response page(const Source& source, const Request& request) {
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

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

// One row a clock: planned, in force and past versions.
Response csv(const View& view) {
  std::string body = formats::csv_row({"service_code", "service_name", "agency", "effective", "state", "clock", "target", "calendar", "by",
                                       "share_percent", "pauses", "words", "sla_version"});
  for (const auto* service : view.listed()) {
    for (const auto* sla : view.standards->versions_of(service->code)) {
      for (const auto& clock : sla->clocks) {
        const bool days = clock.target.unit == Target::Unit::open_days;
        body += formats::csv_row({service->code, directory::in_language(service->name, "", view.first_language()), service->agency,
                                  date_text(sla->effective), std::string(view.state_of(*sla)), std::string(name_of(clock.kind)),
                                  to_text(clock.target), clock.calendar,
                                  !days             ? ""
                                  : clock.same_time ? "same-time"
                                                    : "close",
                                  std::to_string(clock.share), joined(clock.pauses),
                                  promise_words(*sla, view.first_language(), view.first_language()), std::to_string(sla->id)});
      }
    }
  }
  return {.status = 200,
          .type = "text/csv; charset=utf-8",
          .body = std::move(body),
          .headers = {{"Content-Disposition", "attachment; filename=\"promises.csv\""}}};
}

}  // namespace

json::object clock_data(const ClockPromise& clock) {
  json::object object;
  object["clock"] = name_of(clock.kind);
  object["target"] = to_text(clock.target);
  if (!clock.calendar.empty()) object["calendar"] = clock.calendar;
  if (clock.target.unit == Target::Unit::open_days) object["by"] = clock.same_time ? "same-time" : "close";
  object["share_percent"] = clock.share;
  json::array pauses;
  for (const auto& reason : clock.pauses) pauses.emplace_back(reason);
  object["pauses"] = std::move(pauses);
  return object;
}

namespace {

Response data(const View& view) {
  json::array all;
  for (const auto* service : view.listed()) {
    for (const auto* sla : view.standards->versions_of(service->code)) {
      json::object object;
      object["service_code"] = service->code;
      object["service_name"] = directory::in_language(service->name, "", view.first_language());
      object["agency"] = service->agency;
      object["effective"] = date_text(sla->effective);
      object["state"] = view.state_of(*sla);
      json::object words;
      for (const auto& [language, text] : sla->words) words[language] = text;
      object["words"] = std::move(words);
      json::array clocks;
      for (const auto& clock : sla->clocks) clocks.push_back(clock_data(clock));
      object["clocks"] = std::move(clocks);
      object["sla_version"] = sla->id;
      all.push_back(std::move(object));
    }
  }
  return {.status = 200, .type = "application/json", .body = json::serialize(all), .headers = {}};
}

Response open_data(const Source& source, const Request& request) {
  const auto view = source.view();
  if (view.city->city.languages.empty()) return http::problem(404, "no city is loaded yet");
  if (request.part("format") == "csv") return csv(view);
  if (request.part("format") == "json") return data(view);
  return http::problem(404, "promises are there as csv and json");
}

}  // namespace

std::vector<http::Route> routes(const directory::Directory& directory, const Standards& standards, const TimeSource& time) {
  using http::Cost;
  using http::Method;
  const Source source{directory, standards, time};
  http::Route list{Method::get,
                   "/promises",
                   "public",
                   Cost::work,
                   "Lists what the city promises for each service.",
                   "",
                   "page",
                   http::answer([source](const Request& request) { return page(source, request); })};
  list.kept_as = directory::kept_page(directory);
  auto all = directory::in_every_language({std::move(list)}, directory);
  all.push_back({Method::get, "/promises.{format}", "public", Cost::work, "Gives every promise in force, planned and past as open data.",
                 "", "JSON array or CSV of promises with their clocks",
                 http::answer([source](const Request& request) { return open_data(source, request); })});
  all.back().heavy = true;
  return all;
}

}  // namespace portico::standards
