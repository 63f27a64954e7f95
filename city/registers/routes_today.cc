// The city's day on the first page.
#include <map>

#include "city/directory/routes.h"
#include "city/registers/offices.h"
#include "city/registers/routes.h"
#include "city/registers/routes_view.h"
#include "platform/i18n/dates.h"

namespace portico::registers {
namespace {

constexpr int days_ahead = 7;
constexpr std::size_t most_told = 3;

struct Doors {
  std::int64_t all = 0, open = 0;
  std::map<std::pair<std::chrono::sys_days, std::string>, std::int64_t> holidays;  // day and name → how many are closed for it
};

Doors doors_of(const View& view) {
  Doors doors;
  for (const auto* site : offices(*view.city, view.offers, {})) {
    const auto* hours = view.hours_of(*site);
    if (!hours) continue;
    ++doors.all;
    doors.open += hours->is_open(view.now) ? 1 : 0;
    for (const auto& day : days_from(*hours, hours->local_date(view.now), days_ahead))
      if (!day.why.empty() && day.open.empty() && day.unusual) ++doors.holidays[{day.date, day.why}];
  }
  return doors;
}

std::string item(std::string_view tint, std::string_view shape, const std::string& what, const std::string& told) {
  return "<li><b class=\"" + std::string(tint) + "\"><svg viewBox=\"0 0 12 12\" aria-hidden=\"true\" focusable=\"false\"><path d=\"" +
         std::string(shape) + "\"/></svg>" + what + "</b>" + told + "</li>\n";
}

}  // namespace

std::string today_band(const directory::Snapshot& city, const standards::Snapshot& standards, const std::string& language, Instant now) {
  if (city.city.languages.empty()) return {};
  View view{.city = std::shared_ptr<const directory::Snapshot>(std::shared_ptr<void>(), &city),
            .standards = std::shared_ptr<const standards::Snapshot>(std::shared_ptr<void>(), &standards),
            .offers = {},
            .now = now,
            .today = std::chrono::floor<std::chrono::days>(now),
            .language = language};
  if (const auto zone = calendar::Zone::find(city.city.zone, "zone")) view.today = zone->local_date(now);
  const Doors doors = doors_of(view);
  if (doors.all == 0) return {};
  const std::string counted = view.say("today.centers", {{"open", doors.open > 0 ? doors.open : doors.all}, {"all", doors.all}});
  std::string items =
      item(doors.open > 0 ? "is-ok" : "is-info", doors.open > 0 ? shapes::ticked : shapes::dash,
           view.say(doors.open > 0 ? "today.open" : "today.closed"), "<a href=\"" + view.path("/sites") + "\">" + counted + "</a>");
  std::size_t told = 0;
  for (const auto& [holiday, closed] : doors.holidays) {
    if (told++ == most_told) break;
    const auto& [date, why] = holiday;
    items += item("is-info", shapes::dash,
                  date == view.today ? view.say("hours.today") : http::escape_html(i18n::format_weekday(date, language)),
                  view.say("today.holiday", {{"why", why}, {"count", closed}}));
  }
  return "<section class=\"today\" aria-labelledby=\"today\"><div class=\"wrap today__in\"><div><h2 id=\"today\">" +
         view.say("today.title") + "</h2><p class=\"small soft\">" + http::escape_html(i18n::format_weekday(view.today, language)) +
         "</p></div>\n<ul class=\"today__list\">\n" + items + "</ul></div></section>\n";
}

}  // namespace portico::registers
