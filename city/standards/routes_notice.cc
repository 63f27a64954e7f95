// Notices as HTML. They stand here, among the routes, because they are written for HTTP: escaping is platform/http's.
#include <fmt/format.h>

#include "city/directory/shell.h"
#include "city/standards/notice.h"
#include "city/standards/words.h"
#include "platform/http/http.h"

namespace portico::standards {
namespace {

constexpr std::int64_t most_named = 6;  // services by name; more are counted
constexpr std::string_view icon =
    "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\"><circle cx=\"12\" cy=\"12\" r=\"9\"/>"
    "<path d=\"M12 7v6M12 16.5v.5\"/></svg>";

std::string note(const std::string& html) {
  return "<div class=\"note note--wait\">" + std::string(icon) + "<div>" + html + "</div></div>\n";
}

std::string replacement_words(const Emergency& emergency, std::string_view language) {
  SlaVersion sla;
  sla.clocks = emergency.clocks;
  return promise_words(sla, language, language);
}

}  // namespace

Notices::Notices(const Snapshot& standards, const directory::Snapshot& city, std::string language)
    : standards_(standards),
      city_(city),
      language_(std::move(language)),
      own_(city.city.languages.empty() ? "en" : city.city.languages.front()) {}

std::string Notices::moment(Instant at) const {
  return i18n::format_instant(at, city_.city.zone.empty() ? "UTC" : city_.city.zone, language_, i18n::DateStyle::full);
}

std::string Notices::say(const Emergency& emergency, std::string_view scope, std::string services, std::int64_t count) const {
  i18n::Arguments arguments{{"until", moment(emergency.end())}};
  if (scope == "named") arguments["services"] = std::move(services);
  if (scope == "counted") arguments["count"] = count;
  const bool replaces = emergency.kind == Emergency::Kind::replace;
  if (scope == "request" && replaces)
    arguments.erase("until");
  else if (scope == "request")
    arguments["from"] = moment(emergency.from);
  if (replaces) arguments["promise"] = replacement_words(emergency, language_);
  return messages().text(language_, fmt::format("emergency.{}.{}", name_of(emergency.kind), scope), arguments);
}

std::string Notices::about_services(const Emergency& emergency) const {
  std::string named;
  std::int64_t count = 0;
  for (const auto& code : emergency.services) {
    const auto* service = city_.service(code);
    if (!service || !service->shown()) continue;  // what is not public is not told
    if (count++ > 0) named += messages().text(language_, "emergency.separator");
    named += directory::in_language(service->name, language_, own_);
  }
  if (count == 0) return {};
  return say(emergency, count <= most_named ? "named" : "counted", std::move(named), count);
}

std::string Notices::in_force(Instant now) const {
  std::string html;
  for (const auto* emergency : standards::in_force(standards_.emergencies, now)) {
    const auto about = about_services(*emergency);
    if (about.empty()) continue;
    html +=
        note("<p><b>" + directory::words_in_html(emergency->words, language_, own_) + "</b></p><p>" + http::escape_html(about) + "</p>");
  }
  if (html.empty()) return html;
  return "<section class=\"notices\" aria-label=\"" + http::escape_html(messages().text(language_, "emergency.label")) + "\">\n" + html +
         "</section>\n";
}

std::string Notices::for_service(std::string_view service, Instant now) const {
  std::string html;
  for (const auto* emergency : standards::in_force(standards_.emergencies, now, service))
    html += note("<p>" + http::escape_html(say(*emergency, "service", {}, 0)) + "</p>");
  return html;
}

std::string Notices::for_request(const Effects& effects) const {
  std::string html;
  for (const auto* emergency : effects.touching) {
    if (emergency->kind == Emergency::Kind::replace && emergency != effects.replacement) continue;  // a later one took its place
    html += note("<p><b>" + directory::words_in_html(emergency->words, language_, own_) + "</b></p><p>" +
                 http::escape_html(say(*emergency, "request", {}, 0)) + "</p>");
  }
  return html.empty() ? html : "<div class=\"notices\">\n" + html + "</div>\n";
}

std::string Notices::text_for_request(const Effects& effects) const {
  std::string text;
  for (const auto* emergency : effects.touching) {
    if (emergency->kind == Emergency::Kind::replace && emergency != effects.replacement) continue;
    if (!text.empty()) text += ' ';
    text += words_of(*emergency, language_, own_) + " " + say(*emergency, "request", {}, 0);
  }
  return text;
}

std::string promise_words(const SlaVersion* sla, const Effects& effects, std::string_view language, std::string_view first_language) {
  if (effects.replacement) return replacement_words(*effects.replacement, language);
  return sla ? promise_words(*sla, language, first_language) : std::string();
}

}  // namespace portico::standards
