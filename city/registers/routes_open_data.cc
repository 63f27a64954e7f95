// What the city gives as open data, for people. Each path is held against the table of routes by app's tests, and the columns against the
// files by a journey.
#include <algorithm>
#include <array>

#include "city/directory/routes.h"
#include "city/registers/routes.h"
#include "city/registers/routes_view.h"

namespace portico::registers {
namespace {

using http::Request;
using http::Response;

// One set of data. Its words are "set.KEY.name" and "set.KEY.what".
struct Set {
  std::string_view key;
  std::vector<std::string_view> paths;
  std::vector<std::string> columns;  // of its CSV
  bool at_once;                      // as of the moment you ask; else as the city's rules were last loaded
  std::string_view example;          // what follows the address in a command; "" : the first path
};

const std::vector<Set>& sets() {
  static const std::vector<Set> all{
      {"requests",
       {"/bulk/requests.csv", "/bulk/requests.json", "/bulk/requests.xml", "/bulk/requests.geojson"},
       {"service_request_id", "requested_datetime", "updated_datetime", "closed_date", "status_description", "status_notes", "source",
        "service_name", "service_subtype", "description", "agency_responsible", "address", "lat", "long"},
       true,
       "/bulk/requests.csv?status=open"},
      {"promises",
       {"/promises.csv", "/promises.json"},
       {"service_code", "service_name", "agency", "effective", "state", "clock", "target", "calendar", "by", "share_percent", "pauses",
        "words", "sla_version", "published", "superseded", "proposal", "reviewed", "confirmed"},
       false,
       ""},
      {"agencies", {"/agencies.csv", "/agencies.json"}, agency_columns(), false, ""},
      {"sites", {"/sites.csv", "/sites.json"}, site_columns(), true, ""},
      {"services", {"/services.json", "/services.xml"}, {}, false, ""},
      {"open311",
       {"/discovery.json", "/requests.json", "/requests.xml", "/servicerequestupdates.json"},
       {},
       true,
       "/requests.json?status=open&page_size=20"},
      {"emergencies", {"/emergencies.json"}, {}, true, ""},
      {"announcements", {"/announcements.json"}, {}, true, ""},
      {"feedback", {"/feedback.json"}, {}, true, ""},
      {"answers", {"/answers.json"}, {}, true, ""},
      {"ledger", {"/ledger/heads.jsonl"}, {}, true, ""},
      {"openapi", {"/openapi.json"}, {}, false, ""}};
  return all;
}

std::string links(const Set& set) {
  std::string html;
  for (const auto path : set.paths) html += "<a href=\"" + std::string(path) + "\"><bdi dir=\"ltr\">" + std::string(path) + "</bdi></a> ";
  return html;
}

std::string set_section(const View& view, const Set& set, std::string_view origin) {
  const std::string key(set.key);
  std::string columns;
  for (const auto& column : set.columns) columns += "<code>" + column + "</code> ";
  std::string html = "<section class=\"block dataset\" aria-labelledby=\"" + key + "\"><h2 id=\"" + key + "\">" +
                     view.say("set." + key + ".name") + "</h2>\n<p>" + view.say("set." + key + ".what") + "</p>\n<dl class=\"facts\"><dt>" +
                     view.say("data.files") + "</dt><dd>" + links(set) + "</dd>";
  if (!columns.empty()) html += "<dt>" + view.say("data.columns") + "</dt><dd class=\"dataset__columns\" dir=\"ltr\">" + columns + "</dd>";
  html += "<dt>" + view.say("data.current") + "</dt><dd>" + view.say(set.at_once ? "data.at_once" : "data.as_loaded") + "</dd><dt>" +
          view.say("data.try") + "</dt><dd><span class=\"vh\">" +
          view.say("data.try_label", {{"set", view.plain("set." + key + ".name")}}) +
          "</span><pre class=\"command\" dir=\"ltr\"><code>curl '" +
          http::escape_html(std::string(origin) + std::string(set.example.empty() ? set.paths.front() : set.example)) +
          "'</code></pre></dd></dl></section>\n";
  return html;
}

std::string licence(const View& view) {
  const auto& [named, url] = view.offers.licence;
  if (named.empty()) return "<p>" + view.say("data.no_licence") + "</p>\n";
  const std::string name = http::escape_html(named);
  return "<p>" + view.say("data.licence") + " " +
         (url.empty() ? "<b>" + name + "</b>" : "<a rel=\"license\" href=\"" + http::escape_html(url) + "\"><bdi>" + name + "</bdi></a>") +
         "</p>\n";
}

}  // namespace

std::vector<std::string> open_data_paths() {
  std::vector<std::string> paths;
  for (const auto& set : sets()) paths.insert(paths.end(), set.paths.begin(), set.paths.end());
  return paths;
}

Response open_data_page(const Source& source, const Request& request) {
  const auto view = source.view(request);
  if (view.city->city.languages.empty()) return directory::no_such_page(request, *view.city);  // before the first load
  std::string contents;
  for (const auto& set : sets())
    contents += "<li><a href=\"#" + std::string(set.key) + "\">" + view.say("set." + std::string(set.key) + ".name") + "</a></li>\n";
  std::string body = "<div class=\"wrap\">\n<div class=\"section\"><h1>" + view.say("data.title") + "</h1><p class=\"soft lead\">" +
                     view.say("data.lead") + "</p>\n" + licence(view) + "</div>\n<nav class=\"panel panel--mist sets\" aria-label=\"" +
                     view.say("data.contents") + "\"><ul>\n" + contents + "</ul></nav>\n";
  for (const auto& set : sets()) body += set_section(view, set, source.public_url);
  return directory::respond(request, *view.city,
                            {.language = view.language,
                             .title = view.plain("data.title"),
                             .path = "/data",
                             .body = body + "</div>",
                             .description = view.plain("data.lead")});
}

}  // namespace portico::registers
