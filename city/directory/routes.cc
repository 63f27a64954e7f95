#include "city/directory/routes.h"

#include <algorithm>

#include "base/text.h"
#include "platform/i18n/catalogues.h"

namespace portico::directory {
namespace {

bool speaks(const Snapshot& city, std::string_view language) {
  const auto& languages = city.city.languages;
  return std::find(languages.begin(), languages.end(), language) != languages.end();
}

std::string_view cookie(const http::Request& request, std::string_view name) {
  for (const auto part : split(request.header("cookie"), ';')) {
    const auto pair = trim(part);
    if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=') return pair.substr(name.size() + 1);
  }
  return {};
}

http::Response asset(const http::Request& request, const Snapshot& city) {
  auto found = asset_at(city, "/assets/" + std::string(request.part("file")));
  if (!found) return no_such_page(request, city);
  http::Response response{.status = 200,
                          .type = std::move(found->type),
                          .body = {},
                          .headers = {{"Cache-Control", "public, max-age=31536000, immutable"}, {"Vary", "Accept-Encoding"}}};
  if (!found->brotli.empty() && takes_coding(request, "br")) {
    response.headers.emplace_back("Content-Encoding", "br");
    response.body = found->brotli;
  } else if (!found->gzip.empty() && takes_coding(request, "gzip")) {
    response.headers.emplace_back("Content-Encoding", "gzip");
    response.body = found->gzip;
  } else {
    response.body = std::move(found->body);
  }
  return response;
}

std::string services_of(const std::string& group, const Snapshot& city, const std::string& language, const Notices& notices) {
  const std::string& own = city.city.languages.front();
  std::vector<const Service*> shown;
  for (const auto& service : city.services) {
    const bool here = city.group(service.group) != nullptr ? service.group == group : group.empty();
    if (here && service.shown()) shown.push_back(&service);
  }
  std::sort(shown.begin(), shown.end(),
            [&](const Service* a, const Service* b) { return in_language(a->name, language, own) < in_language(b->name, language, own); });
  std::string html;
  for (const Service* service : shown) {
    html += "<li id=\"" + http::escape_html(service->code) + "\"><h3>" + words_in_html(service->name, language, own) + "</h3>";
    if (!service->about.empty()) html += "<p>" + words_in_html(service->about, language, own) + "</p>";
    if (const auto* agency = city.agency(service->agency)) {
      html += "<small>" +
              http::escape_html(messages().text(language, "services.agency", {{"agency", in_language(agency->name, language, own)}})) +
              "</small>";
    }
    if (notices) html += notices(city, language, service->code);
    html += "</li>\n";
  }
  return html.empty() ? html : "<ul class=\"services\">\n" + html + "</ul>\n";
}

http::Response services(const http::Request& request, const Snapshot& city, const Notices& notices) {
  if (city.city.languages.empty()) return no_such_page(request, city);  // before the first load
  const std::string language = language_of(request, city);
  const auto count = std::count_if(city.services.begin(), city.services.end(), [](const auto& service) { return service.shown(); });
  const std::string title = messages().text(language, "services.title");
  std::string body = "<div class=\"wrap\">\n<div class=\"section\"><h1>" + http::escape_html(title) + "</h1><p class=\"soft\">" +
                     http::escape_html(messages().text(language, "services.lead", {{"count", std::int64_t{count}}})) + "</p></div>\n";
  if (notices) body += notices(city, language, "");
  const auto section = [&](const std::string& name, const std::string& list) {  // name: HTML
    if (!list.empty())
      body += "<section class=\"section\"><div class=\"section__head\"><h2>" + name + "</h2></div>\n" + list + "</section>\n";
  };
  for (const auto& group : city.groups)
    section(words_in_html(group.name, language, city.city.languages.front()), services_of(group.code, city, language, notices));
  section(http::escape_html(messages().text(language, "services.other")), services_of("", city, language, notices));
  return respond(request, city, {.language = language, .title = title, .path = "/services", .body = body + "</div>", .description = {}});
}

}  // namespace

bool takes_coding(const http::Request& request, std::string_view coding) {
  for (const auto part : split(request.header("accept-encoding"), ',')) {
    const auto pieces = split(part, ';');
    if (!same_ignoring_case(trim(pieces.front()), coding)) continue;
    const auto weight = pieces.size() > 1 ? trim(pieces[1]) : std::string_view("q=1");
    return !weight.starts_with("q=") || parse_number(weight.substr(2)).value_or(0) > 0;
  }
  return false;
}

std::string language_of(const http::Request& request, const Snapshot& city) {
  const auto segments = split(request.path, '/');
  if (segments.size() > 1 && speaks(city, segments[1])) return std::string(segments[1]);
  if (const auto wished = cookie(request, "lang"); speaks(city, wished)) return std::string(wished);
  const std::string found = i18n::negotiate(request.header("accept-language"), city.city.languages);
  return found.empty() ? "en" : found;
}

std::string staff_language_of(const http::Request& request, const Snapshot& city) {
  const std::string wished = language_of(request, city);
  const auto& written = i18n::staff_languages();
  return std::ranges::find(written, wished) == written.end() ? written.front() : wished;
}

std::string plain_path(const http::Request& request, const Snapshot& city) {
  const auto segments = split(request.path, '/');
  if (segments.size() < 2 || !speaks(city, segments[1])) return request.path;
  const std::string rest = request.path.substr(1 + segments[1].size());
  return rest.empty() ? "/" : rest;
}

http::Response respond(const http::Request& request, const Snapshot& city, Page shown, int status) {
  if (shown.language.empty()) shown.language = language_of(request, city);
  if (shown.path.empty()) shown.path = plain_path(request, city);
  http::Response response{.status = status, .type = "text/html; charset=utf-8", .body = page(city, shown), .headers = {}};
  response.headers = {{"Content-Language", shown.language}, {"Vary", "Accept-Language, Cookie"}, {"Cache-Control", "no-cache"}};
  return response;
}

Bar bar_of(const http::Principal& principal, std::string_view language) {
  Bar bar{.links = {}, .person = principal.public_name, .csrf = principal.csrf};
  const auto way = [&](std::string path, std::string_view key, bool may) {
    if (may) bar.links.emplace_back(std::move(path), messages().text(language, key));
  };
  const auto within_any = [&](std::string_view verb) { return !principal.scopes(verb).empty(); };
  const bool reads = within_any("read_case");
  way("/desk", "bar.work", reads);
  way("/desk/review", "bar.review", reads && within_any("moderate_case"));
  way("/desk/places", "bar.places", reads && within_any("find_place"));
  way("/desk/follow-ups", "bar.follow_ups", reads);
  way("/desk/find", "bar.find", reads);
  way("/desk/mail", "bar.mail", principal.may("answer_contact", "*"));
  way("/desk/answers", "bar.answers", reads);
  way("/announce", "bar.announce", within_any("announce"));
  way("/documents", "bar.documents", within_any("write_document"));
  way("/people", "bar.people", principal.may("manage_people", "*"));
  way("/templates", "bar.templates", principal.may("manage_templates", "*"));
  way("/webhooks", "bar.webhooks", principal.may("manage_webhooks", "*"));
  way("/audit", "bar.audit", principal.may("audit", "*"));
  return bar;
}

std::function<std::string(const http::Request&)> kept_page(const Directory& directory) {
  return [&directory](const http::Request& request) {
    if (!request.asked("token").empty() || !request.asked("key").empty()) return std::string();
    return language_of(request, *directory.now()) + " " + request.path;
  };
}

std::vector<http::Route> in_every_language(std::vector<http::Route> plain, const Directory& directory) {
  std::vector<http::Route> all;
  for (auto& route : plain) {
    http::Route translated = route;
    translated.pattern = "/{language}" + (route.pattern == "/" ? "" : route.pattern);
    translated.sentence += " In a language of the city.";
    translated.handle = [&directory, handle = route.handle](const http::Request& request, http::Responder answer) {
      const auto city = directory.now();
      if (speaks(*city, request.part("language")))
        handle(request, std::move(answer));
      else
        answer(no_such_page(request, *city));
    };
    all.push_back(std::move(route));
    all.push_back(std::move(translated));
  }
  return all;
}

std::vector<http::Route> routes(const Directory& directory, Notices notices) {
  http::Route list{http::Method::get,
                   "/services",
                   "public",
                   http::Cost::work,
                   "Lists what can be asked for, by group, with the agency that answers.",
                   "",
                   "HTML",
                   http::answer([&directory, notices = std::move(notices)](const http::Request& request) {
                     return services(request, *directory.now(), notices);
                   })};
  list.kept_as = kept_page(directory);
  std::vector<http::Route> all = in_every_language({std::move(list)}, directory);
  all.push_back({http::Method::get, "/assets/{file}", "public", http::Cost::quick,
                 "Gives a stylesheet, a script, the city's colours or its seal; the name carries a hash, so it may be kept for ever.", "",
                 "CSS, JavaScript or SVG",
                 http::answer([&directory](const http::Request& request) { return asset(request, *directory.now()); })});
  return all;
}

}  // namespace portico::directory
