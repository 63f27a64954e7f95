// Days of a calendar and times of a day, in words.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace portico::i18n {

// "March 4, 2026", by language; the day is the same in every zone.
std::string format_date(std::chrono::sys_days day, std::string_view language);
// "Wednesday, March 4".
std::string format_weekday(std::chrono::sys_days day, std::string_view language);
// "4:42 PM", in a named zone. Throws std::invalid_argument for a zone that there is none of.
std::string format_time(Instant at, std::string_view zone, std::string_view language);

}  // namespace portico::i18n
