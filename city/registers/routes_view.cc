#include "city/registers/routes_view.h"

#include "city/directory/routes.h"
#include "city/registers/load.h"
#include "platform/calendar/calendar.h"
#include "platform/i18n/catalogues.h"
#include "platform/i18n/dates.h"

namespace portico::registers {
namespace {

std::string tag(std::string_view tint, std::string_view shape, const std::string& escaped_words) {
  return "<span class=\"tag" + std::string(tint) + "\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\" focusable=\"false\"><path d=\"" +
         std::string(shape) + "\"/></svg>" + escaped_words + "</span>";
}

}  // namespace

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("city/registers", embedded);
  return read;
}

View Source::view(const http::Request& request) const {
  View view{.city = directory.now(), .standards = standards.now(), .offers = {}, .now = time.now(), .today = {}, .language = {}};
  view.today = std::chrono::floor<std::chrono::days>(view.now);
  if (const auto zone = calendar::Zone::find(view.city->city.zone, "zone")) view.today = zone->local_date(view.now);
  view.language = directory::language_of(request, *view.city);
  store.read([&](store::Reader& reader) { view.offers = offers_now(reader); });
  return view;
}

std::string View::say(std::string_view key, const i18n::Arguments& arguments) const { return http::escape_html(plain(key, arguments)); }

std::string View::name(const directory::Words& words) const { return directory::words_in_html(words, language, own()); }

std::string View::plain_name(const directory::Words& words) const { return directory::in_language(words, language, own()); }

std::string View::path(std::string_view plain_path) const { return http::escape_html(directory::path_in(*city, language, plain_path)); }

std::string View::promise(const directory::Service& service) const {
  const auto* sla = standards->in_force(service.code, today);
  return sla ? standards::promise_words(*sla, language, own()) : std::string();
}

const calendar::Calendar* View::hours_of(const directory::Site& site) const { return standards->calendar(site.hours_calendar); }

std::string View::door_line(const Door& door, const calendar::Calendar& hours) const {
  if (door.open && !door.changes) return plain("door.always");
  const std::string time = i18n::format_time(*door.changes, hours.plan().zone, language);
  if (door.open) return plain("door.until", {{"time", time}});
  const auto day = hours.local_date(*door.changes);
  if (day == hours.local_date(now)) return plain("door.opens", {{"time", time}});
  return plain("door.opens_on", {{"day", i18n::format_weekday(day, language)}, {"time", time}});
}

std::string View::door_tag(const directory::Site& site) const {
  const auto* hours = hours_of(site);
  if (!hours) return "<span class=\"soft\">" + say("door.unknown") + "</span>";
  const Door door = door_at(*hours, now);
  const std::string line = http::escape_html(door_line(door, *hours));
  if (door.open) return tag(" tag--ok", shapes::ticked, line);
  std::string html = tag("", shapes::dash, line);
  if (!door.holiday.empty()) html += "<small>" + say("door.holiday", {{"why", door.holiday}}) + "</small>";
  return html;
}

std::string View::hours_line(const std::vector<calendar::Span>& open, const calendar::Calendar& hours) const {
  std::string line;
  for (const auto& span : open) {
    const auto& zone = hours.plan().zone;
    if (span.to - span.from >= std::chrono::hours(23)) return plain("hours.all_day");
    line += (line.empty() ? "" : plain("hours.between")) + plain("hours.span", {{"from", i18n::format_time(span.from, zone, language)},
                                                                                {"to", i18n::format_time(span.to, zone, language)}});
  }
  return line;
}

std::string View::spoken_at(const directory::Site& site) const {
  std::string html;
  for (const auto& tag : site.languages) {
    const auto spoken = i18n::find_language(tag, "language");
    if (!spoken) continue;
    html += (html.empty() ? "" : say("hours.between")) + std::string("<span lang=\"") + http::escape_html(spoken->tag) + "\" dir=\"" +
            (spoken->right_to_left ? "rtl" : "ltr") + "\">" + http::escape_html(spoken->own_name) + "</span>";
  }
  return html;
}

std::string phone_link(std::string_view phone) {
  if (phone.empty()) return {};
  std::string digits;
  for (const char c : phone)
    if ((c >= '0' && c <= '9') || c == '+') digits += c;
  return "<a href=\"tel:" + digits + "\"><bdi>" + http::escape_html(phone) + "</bdi></a>";
}

std::string mail_link(std::string_view address) {
  return address.empty() ? std::string()
                         : "<a href=\"mailto:" + http::escape_html(address) + "\"><bdi>" + http::escape_html(address) + "</bdi></a>";
}

std::string data_line(const View& view, std::string_view path) {
  const std::string at(path);
  return "<p class=\"small data-line\">" + view.say("data.link") + ": <a href=\"" + at + ".csv\">CSV</a> <a href=\"" + at +
         ".json\">JSON</a> <a href=\"" + view.path("/data") + "\">" + view.say("data.all") + "</a></p>\n";
}

}  // namespace portico::registers
