#include "city/registers/hours.h"

#include <fmt/format.h>

#include <array>
#include <string_view>

namespace portico::registers {
namespace {

constexpr std::chrono::days looked_ahead{8};  // whoever is open longer than that is always open
constexpr std::array<std::string_view, 7> weekdays{"Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"};
constexpr std::array<std::string_view, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

const std::vector<calendar::Hours>& usual(const calendar::Plan& plan, std::chrono::sys_days date) {
  return plan.week.at(std::chrono::weekday(date).iso_encoding() - 1);
}

// What the plan says of a date beside its week: other hours, none where it is closed, nothing on a common day.
std::optional<std::vector<calendar::Hours>> other_hours(const calendar::Plan& plan, std::chrono::sys_days date) {
  std::optional<std::vector<calendar::Hours>> said;
  if (const auto own = plan.exceptional.find(date); own != plan.exceptional.end())
    said = own->second;
  else if (plan.closed.contains(date))
    said.emplace();
  if (said == usual(plan, date)) said.reset();
  return said;
}

std::string written(const std::vector<calendar::Hours>& hours) {
  std::string text;
  const auto clock = [](calendar::Minutes at) { return fmt::format("{:02}:{:02}", at.count() / 60, at.count() % 60); };
  for (const auto& each : hours) text += (text.empty() ? "" : ",") + clock(each.from) + "-" + clock(each.to);
  return text;
}

std::string quoted(std::string_view why) {
  std::string text;
  for (const char c : why)
    if (c != '"') text += c;
  return text.empty() ? text : " \"" + text + "\"";
}

}  // namespace

Door door_at(const calendar::Calendar& hours, Instant now) {
  if (!hours.is_open(now)) return {.open = false, .changes = hours.next_open(now), .holiday = hours.why_closed(hours.local_date(now))};
  const Instant end = now + looked_ahead;
  const auto spans = hours.open_between(now, end);
  Door door{.open = true, .changes = {}, .holiday = {}};
  if (!spans.empty() && spans.front().to < end) door.changes = spans.front().to;
  return door;
}

std::vector<Day> days_from(const calendar::Calendar& hours, std::chrono::sys_days first, int count) {
  std::vector<Day> days;
  for (int i = 0; i < count; ++i) {
    const auto date = first + std::chrono::days(i);
    days.push_back(
        {.date = date, .open = hours.open_on(date), .why = hours.why_closed(date), .unusual = other_hours(hours.plan(), date).has_value()});
  }
  return days;
}

std::string opening_hours(const calendar::Calendar& hours, std::chrono::sys_days first, int count) {
  const auto& plan = hours.plan();
  std::string text;
  const auto add = [&](const std::string& rule) { text += (text.empty() ? "" : "; ") + rule; };
  for (std::size_t day = 0; day < weekdays.size(); ++day)
    if (!plan.week.at(day).empty()) add(std::string(weekdays.at(day)) + " " + written(plan.week.at(day)));
  for (int i = 0; i < count; ++i) {
    const auto date = first + std::chrono::days(i);
    const auto other = other_hours(plan, date);
    if (!other) continue;
    const std::chrono::year_month_day day(date);
    const std::string when = fmt::format("{} {} {:02} ", static_cast<int>(day.year()), months.at(static_cast<unsigned>(day.month()) - 1),
                                         static_cast<unsigned>(day.day()));
    add(when + (other->empty() ? "off" + quoted(hours.why_closed(date)) : written(*other)));
  }
  return text;
}

}  // namespace portico::registers
