// Pages in place of what was asked for: there is none, it waits, it could not be done.
#include "city/directory/routes.h"

namespace portico::directory {
namespace {

struct Instead {
  std::string key;   // of its words
  std::string more;  // HTML behind them
  std::string path;  // that the switch of languages leads to; "": this one
};

http::Response instead(const http::Request& request, const Snapshot& city, const Instead& shown, int status) {
  const std::string language = language_of(request, city), title = messages().text(language, shown.key + ".title");
  const std::string body = "<div class=\"wrap section\"><div class=\"prose\"><h1>" + http::escape_html(title) + "</h1><p>" +
                           http::escape_html(messages().text(language, shown.key + ".text")) + "</p>" + shown.more +
                           "<p><a class=\"btn\" href=\"" + http::escape_html(path_in(city, language, "/")) + "\">" +
                           http::escape_html(messages().text(language, "missing.home")) + "</a></p></div></div>";
  return respond(request, city, {.language = language, .title = title, .path = shown.path, .body = body, .description = {}}, status);
}

std::string key_for(int status) {
  if (status == 413) return "problem.large";
  if (status == 408 || status == 429 || status == 503) return "problem.now";
  return status >= 500 ? "problem.broken" : "problem.refused";
}

// What the server says is written for developers, in English.
std::string what_was_said(const std::string& language, const std::vector<Fault>& said) {
  if (said.empty()) return {};
  std::string items;
  for (const Fault& fault : said) {
    std::string line = fault.field.empty() ? fault.reason : fault.field + ": " + fault.reason;
    if (!fault.accepted.empty()) line += " (" + fault.accepted + ")";
    items += "<li>" + http::escape_html(line) + "</li>";
  }
  return "<details><summary>" + http::escape_html(messages().text(language, "problem.said")) + "</summary><ul lang=\"en\" dir=\"ltr\">" +
         items + "</ul></details>";
}

}  // namespace

http::Response no_such_page(const http::Request& request, const Snapshot& city) {
  // The switch of languages leads home: there is nothing here in any of them.
  return instead(request, city, {.key = "missing", .more = {}, .path = "/"}, 404);
}

std::function<std::optional<http::Response>(const http::Request&)> resting_page(const Directory& directory) {
  return [&directory](const http::Request& request) {
    return std::optional(instead(request, *directory.now(), {.key = "rest", .more = {}, .path = {}}, 503));
  };
}

std::function<std::optional<http::Response>(const http::Request&, int, const std::vector<Fault>&)> problem_page(
    const Directory& directory) {
  return [&directory](const http::Request& request, int status, const std::vector<Fault>& said) -> std::optional<http::Response> {
    const auto city = directory.now();
    if (city->city.languages.empty()) return std::nullopt;  // before the first load
    if (status == 404 || status == 410) return no_such_page(request, *city);
    const std::string language = language_of(request, *city);
    return instead(request, *city, {.key = key_for(status), .more = what_was_said(language, said), .path = "/"}, status);
  };
}

}  // namespace portico::directory
