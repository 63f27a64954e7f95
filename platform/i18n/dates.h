// Days of a calendar, in words.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace portico::i18n {

// "March 4, 2026", by language; the day is the same in every zone.
std::string format_date(std::chrono::sys_days day, std::string_view language);

}  // namespace portico::i18n
