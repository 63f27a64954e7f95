#include "city/cases/routes_words.h"

#include <algorithm>

#include "city/cases/ending.h"
#include "city/directory/shell.h"
#include "platform/i18n/catalogues.h"

namespace portico::cases {
const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("city/cases", embedded);
  return read;
}

std::string Words::plain_name(const directory::Words& words) const { return directory::in_language(words, language_, own()); }

std::string Words::name(const directory::Words& words) const { return directory::words_in_html(words, language_, own()); }

std::string Words::service(const Case& subject) const {
  const directory::Service* known = city_.service(subject.service);
  return known ? plain_name(known->name) : subject.service;
}

std::string Words::service_in_html(const Case& subject) const {
  const directory::Service* known = city_.service(subject.service);
  return known ? name(known->name) : http::escape_html(subject.service);
}

std::string Words::moment(Instant at) const { return i18n::format_instant(at, zone(), language_, i18n::DateStyle::full); }
std::string Words::day(Instant at) const { return i18n::format_instant(at, zone(), language_, i18n::DateStyle::day); }

std::string Words::date(std::chrono::sys_days day) const {
  return i18n::format_instant(Instant(day + std::chrono::hours(12)), "UTC", language_, i18n::DateStyle::day);
}

std::string Words::time(Instant at) const { return "<time datetime=\"" + iso8601(at) + "\">" + http::escape_html(moment(at)) + "</time>"; }

std::string Words::path(std::string_view plain_path) const { return http::escape_html(directory::path_in(city_, language_, plain_path)); }

std::string Words::place(const Case& subject) const {
  if (!subject.place.address.empty()) return subject.place.address;
  for (const auto& placement : subject.districts)
    if (const geo::Area* area = city_.area(placement.set, placement.area)) return area->name;
  return {};
}

std::string Words::pause_reason(std::string_view reason) const {
  for (const std::string_view known :
       {"waiting_for_customer", "waiting_for_utility", "waiting_for_weather", "waiting_for_permit", "waiting_for_parts", "emergency"})
    if (reason == known) return plain("pause." + std::string(known));
  std::string blanks(reason);
  std::ranges::replace(blanks, '_', ' ');
  return blanks;
}

std::string shape(std::string_view kind) {
  std::string_view path = "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0zm0 1.8a4.2 4.2 0 1 1 0 8.4 4.2 4.2 0 0 1 0-8.4z";  // open: a ring
  if (kind == "ok") path = "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0zm-.9 8.9L2.3 6.2l1.1-1.1 1.7 1.6 3.5-3.6 1.1 1.1z";
  if (kind == "info") path = "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0zm0 2v8a4 4 0 1 1 0-8z";
  if (kind == "late") path = "M6 0l6 6-6 6-6-6z";
  if (kind == "still") path = "M0 4.5h12v3H0z";
  return "<svg viewBox=\"0 0 12 12\" aria-hidden=\"true\" focusable=\"false\"><path d=\"" + std::string(path) + "\"/></svg>";
}

std::string tag(std::string_view kind, std::string_view escaped_word) {
  const std::string tint = kind == "ok" || kind == "late" || kind == "info" ? " tag--" + std::string(kind)
                           : kind == "open"                                 ? " tag--info"
                                                                            : "";
  return "<span class=\"tag" + tint + "\">" + shape(kind) + std::string(escaped_word) + "</span>";
}

std::string Words::tag(const Case& subject, Instant now) const {
  if (subject.closing) {
    const std::string& outcome = subject.closing->outcome;
    const bool known = outcome_named(outcome) != nullptr;
    const bool done = !known || outcome == "fixed" || outcome == "closed";
    return cases::tag(done ? "ok" : "still", say("outcome." + (known ? outcome : std::string("closed"))));
  }
  for (const Clock& clock : subject.clocks)
    if (state_as_of(clock, now) == ClockState::missed && !clock.stopped) return cases::tag("late", say("state.late"));
  for (const Clock& clock : subject.clocks)
    if (clock.state == ClockState::paused) return cases::tag("still", say("state.paused"));
  return subject.status_notes.empty() ? cases::tag("open", say("state.new")) : cases::tag("info", say("state.underway"));
}

std::string table(const Words& words, const std::vector<Case>& cases, std::string_view caption, Instant now) {
  std::string html = "<table class=\"rows rows--requests\"><caption class=\"vh\">" + http::escape_html(caption) + "</caption><thead><tr>";
  for (const char* column : {"column.request", "column.where", "column.asked", "column.state"})
    html += "<th scope=\"col\">" + words.say(column) + "</th>";
  html += "</tr></thead><tbody>\n";
  for (const Case& each : cases) {
    html += "<tr><th scope=\"row\"><a href=\"" + words.path("/requests/" + each.number) + "\">" + words.service_in_html(each) +
            "</a><small><bdi>" + http::escape_html(each.number) + "</bdi></small></th>";
    html += "<td><bdi>" + http::escape_html(words.place(each)) + "</bdi></td><td>" + "<time datetime=\"" + iso8601(each.opened) + "\">" +
            http::escape_html(words.day(each.opened)) + "</time></td><td>" + words.tag(each, now) + "</td></tr>\n";
  }
  return html + "</tbody></table>\n";
}

}  // namespace portico::cases
