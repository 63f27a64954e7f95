#include <fmt/format.h>

#include "base/text.h"
#include "platform/calendar/calendar.h"

namespace portico::calendar {
namespace {

std::optional<int> digits(std::string_view text, std::size_t from, std::size_t count) {
  int number = 0;
  for (std::size_t i = from; i < from + count; ++i) {
    if (text[i] < '0' || text[i] > '9') return std::nullopt;
    number = number * 10 + (text[i] - '0');
  }
  return number;
}

std::optional<Minutes> parse_time(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const auto hour = digits(text, 0, 2), minute = digits(text, 3, 2);
  if (!hour || !minute || *minute > 59 || *hour * 60 + *minute > 24 * 60) return std::nullopt;
  return Minutes{*hour * 60 + *minute};
}

}  // namespace

Outcome<Hours> parse_hours(std::string_view text, std::string_view field) {
  constexpr auto accepted = "hours from 00:00 to 24:00, such as 09:00-17:00";
  const auto from = text.size() == 11 && text[5] == '-' ? parse_time(text.substr(0, 5)) : std::nullopt;
  const auto to = from ? parse_time(text.substr(6)) : std::nullopt;
  if (!to) return refuse(Refused::invalid, std::string(field), fmt::format("'{}' are no hours", text), accepted);
  if (*from >= *to) {
    return refuse(Refused::invalid, std::string(field), fmt::format("'{}' ends before it begins", text),
                  "hours within one day; those past midnight are two, 22:00-24:00 and the next day's 00:00-02:00");
  }
  return Hours{*from, *to};
}

Outcome<Date> parse_date(std::string_view text, std::string_view field) {
  if (text.size() == 10 && text[4] == '-' && text[7] == '-') {
    const auto year = digits(text, 0, 4), month = digits(text, 5, 2), day = digits(text, 8, 2);
    if (year && month && day) {
      const Date date{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                      std::chrono::day{static_cast<unsigned>(*day)}};
      if (date.ok() && *year > 0) return date;
    }
  }
  return refuse(Refused::invalid, std::string(field), fmt::format("'{}' is no date", text), "a date, such as 2026-07-03");
}

}  // namespace portico::calendar
