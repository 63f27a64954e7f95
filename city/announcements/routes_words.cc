#include "city/announcements/routes_words.h"

#include <algorithm>

#include "city/directory/routes.h"
#include "platform/formats/markdown.h"
#include "platform/i18n/catalogues.h"
#include "platform/i18n/dates.h"

namespace portico::announcements {
namespace {

constexpr std::size_t most_at_home = 3;
constexpr int words_below = 4;  // the highest heading that an announcement's own words may have
constexpr std::string_view icon =
    "<svg class=\"icon\" viewBox=\"0 0 24 24\" aria-hidden=\"true\" focusable=\"false\"><path d=\"M4 10v4h3l6 4V6L7 10zM17 9a4 4 0 0 1 0 "
    "6\"/>"
    "</svg>";

std::string marked(const Voice& voice, std::string_view language) {
  if (language == voice.language) return {};
  const auto other = i18n::find_language(language, "language");
  return " lang=\"" + http::escape_html(language) + "\" dir=\"" + (other && other->right_to_left ? "rtl" : "ltr") + "\"";
}

std::string about_services(const Voice& voice, const Announcement& announcement) {
  std::string html;
  for (const auto& code : announcement.services) {
    const auto* service = voice.city.service(code);
    if (!service || !service->shown()) continue;  // what is not public is not told
    html += (html.empty() ? "" : " · ");
    html += "<a href=\"" + voice.path("/report/" + http::percent_encode(code)) + "\">" +
            directory::words_in_html(service->name, voice.language, own_language(voice.city)) + "</a>";
  }
  return html.empty() ? html : "<p class=\"small\">" + voice.say("announcement.about") + " " + html + "</p>";
}

}  // namespace

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("city/announcements", embedded);
  return read;
}

std::string Voice::say(std::string_view key, const i18n::Arguments& arguments) const {
  return http::escape_html(messages().text(language, key, arguments));
}

std::string Voice::path(std::string_view plain_path) const { return http::escape_html(directory::path_in(city, language, plain_path)); }

std::string Voice::name_of_agency(std::string_view code) const {
  const auto* agency = city.agency(code);
  return agency ? directory::words_in_html(agency->name, language, own_language(city)) : http::escape_html(code);
}

std::string Voice::moment(Instant at) const {
  return "<time datetime=\"" + iso8601(at) + "\">" +
         http::escape_html(
             i18n::format_instant(at, city.city.zone.empty() ? "UTC" : city.city.zone, language, i18n::DateStyle::day_and_time)) +
         "</time>";
}

std::string note_of(const Voice& voice, const Announcement& announcement, bool beside) {
  const auto* text = text_in(announcement, voice.language, own_language(voice.city));
  if (!text) return {};
  const auto in_language = [&](std::string_view path) { return directory::path_in(voice.city, voice.language, path); };
  return "<div class=\"note\">" + std::string(icon) + "<div><div" + marked(voice, text->first) + "><p><b>" +
         http::escape_html(text->second.title) + "</b></p>\n" + formats::markdown_to_html(text->second.body, words_below, in_language) +
         "</div>" + (beside ? "" : about_services(voice, announcement)) + "<p class=\"small\">" +
         voice.name_of_agency(announcement.agency) + " · " + voice.say("announcement.until") + " " + voice.moment(announcement.until) +
         "</p></div></div>\n";
}

std::string going_on(const Announcements& announcements, const directory::Snapshot& city, const std::string& language, Instant now) {
  const auto all = announcements.now();
  const auto standing = in_force(*all, now);
  if (standing.empty() || city.city.languages.empty()) return {};
  const Voice voice{city, language};
  std::string html = "<section class=\"wrap section\" aria-labelledby=\"going-on\"><div class=\"section__head\"><h2 id=\"going-on\">" +
                     voice.say("going_on.title") + "</h2><a href=\"" + voice.path("/announcements") + "\">" +
                     voice.say("going_on.all", {{"count", static_cast<std::int64_t>(standing.size())}}) +
                     "</a></div>\n<div class=\"notices\">\n";
  for (std::size_t i = 0; i < std::min(standing.size(), most_at_home); ++i) html += note_of(voice, *standing[i]);
  return html + "</div></section>\n";
}

std::string beside_service(const Announcements& announcements, const directory::Snapshot& city, const std::string& language,
                           std::string_view service, Instant now) {
  const auto all = announcements.now();
  const Voice voice{city, language};
  std::string html;
  for (const auto* each : in_force(*all, now, service)) html += note_of(voice, *each, true);
  return html;
}

std::vector<http::Route> routes(const Sources& from) {
  auto all = public_routes(from), writing = writing_routes(from);
  all.insert(all.end(), std::make_move_iterator(writing.begin()), std::make_move_iterator(writing.end()));
  return all;
}

}  // namespace portico::announcements
