// A date as another system's files write it, written again.
#include <fmt/format.h>

#include <cstdlib>

#include "city/cases/import_mapping.h"

namespace portico::cases {
namespace {

struct LocalTime {
  std::chrono::year_month_day date;
  std::chrono::hh_mm_ss<Millis> clock;
  std::chrono::minutes east;
};

std::string written(char letter, const LocalTime& at) {
  const auto hour = at.clock.hours().count(), minutes_east = at.east.count();
  const auto two = [](auto number) { return fmt::format("{:02}", number); };
  switch (letter) {
    case 'Y':
      return fmt::format("{:04}", static_cast<int>(at.date.year()));
    case 'm':
      return two(static_cast<unsigned>(at.date.month()));
    case 'd':
      return two(static_cast<unsigned>(at.date.day()));
    case 'H':
      return two(hour);
    case 'I':
      return two(hour % 12 == 0 ? 12 : hour % 12);
    case 'M':
      return two(at.clock.minutes().count());
    case 'S':
      return two(at.clock.seconds().count());
    case 'f':
      return fmt::format("{:03}", at.clock.subseconds().count());
    case 'p':
      return hour < 12 ? "AM" : "PM";
    default:
      return fmt::format("{}{:02}{:02}", minutes_east < 0 ? '-' : '+', std::abs(minutes_east) / 60, std::abs(minutes_east) % 60);
  }
}

}  // namespace

std::string DateFormat::write(Instant at, const calendar::Zone& zone) const {
  if (pattern_.empty()) return iso8601(at);
  const auto local = zone.local_of(at);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const LocalTime parts{std::chrono::year_month_day(day), std::chrono::hh_mm_ss<Millis>(local - day),
                        std::chrono::floor<std::chrono::minutes>(local.time_since_epoch() - at.time_since_epoch())};
  std::string text;
  for (std::size_t i = 0; i < pattern_.size(); ++i) {
    if (pattern_[i] == '%')
      text += written(pattern_[++i], parts);
    else
      text += pattern_[i];
  }
  return text;
}

}  // namespace portico::cases
