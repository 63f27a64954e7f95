#include <unicode/dtfmtsym.h>
#include <unicode/dtptngen.h>
#include <unicode/localpointer.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/timezone.h>

#include <stdexcept>

#include "platform/i18n/dates.h"
#include "platform/i18n/i18n.h"
#include "platform/i18n/locale.h"

namespace portico::i18n {
namespace {

const char* skeleton_of(DateStyle style) {
  switch (style) {
    case DateStyle::day:
      return "EEEEMMMMd";
    case DateStyle::day_and_time:
      return "yMMMMdjm";
    case DateStyle::full:
      return "EEEEyMMMMdjm";
  }
  throw std::logic_error("an unknown date style");
}

// CLDR has no Haitian Creole: ICU would write its dates in French.
const icu::UnicodeString haitian_months[] = {u"janvye", u"fevriye", u"mas",     u"avril", u"me",     u"jen",
                                             u"jiyè",   u"out",     u"septanm", u"oktòb", u"novanm", u"desanm"};
const icu::UnicodeString haitian_days[] = {u"", u"dimanch", u"lendi", u"madi", u"mèkredi", u"jedi", u"vandredi", u"samdi"};

const char16_t* haitian_pattern(DateStyle style) {
  switch (style) {
    case DateStyle::day:
      return u"EEEE d MMMM";
    case DateStyle::day_and_time:
      return u"d MMMM y 'a' HH:mm";
    case DateStyle::full:
      return u"EEEE d MMMM y 'a' HH:mm";
  }
  throw std::logic_error("an unknown date style");
}

void write_haitian(icu::SimpleDateFormat& format, const char16_t* pattern) {
  icu::DateFormatSymbols symbols(*format.getDateFormatSymbols());
  symbols.setMonths(haitian_months, 12);
  symbols.setWeekdays(haitian_days, 8);
  format.setDateFormatSymbols(symbols);
  format.applyPattern(pattern);
}

using DateFormat = std::unique_ptr<icu::SimpleDateFormat>;

// `haitian` is the pattern for Haitian Creole.
DateFormat make_date_format(std::string_view zone, const icu::Locale& locale, const char* skeleton, const char16_t* haitian) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::LocalPointer<icu::DateTimePatternGenerator> patterns(icu::DateTimePatternGenerator::createInstance(locale, status));
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no date patterns");
  const icu::UnicodeString pattern = patterns->getBestPattern(icu::UnicodeString(skeleton), status);
  auto format = std::make_unique<icu::SimpleDateFormat>(pattern, locale, status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no date format");
  if (std::string_view(locale.getLanguage()) == "ht") write_haitian(*format, haitian);
  icu::LocalPointer<icu::TimeZone> time_zone(icu::TimeZone::createTimeZone(from_utf8(zone)));
  if (*time_zone == icu::TimeZone::getUnknown()) throw std::invalid_argument("there is no zone " + std::string(zone));
  format->adoptTimeZone(time_zone.orphan());
  return format;
}

// CLDR 42 puts a narrow no-break space before AM and PM, which many fonts lack.
void plain_spaces(std::string& text) {
  constexpr std::string_view narrow = "\xE2\x80\xAF", no_break = "\xC2\xA0";
  for (auto at = text.find(narrow); at != std::string::npos; at = text.find(narrow, at)) text.replace(at, narrow.size(), no_break);
}

std::string written(const icu::SimpleDateFormat& format, Instant at) {
  icu::UnicodeString words;
  format.format(static_cast<UDate>(to_millis(at)), words);
  std::string text = utf8(words);
  plain_spaces(text);
  return text;
}

}  // namespace

std::string format_instant(Instant at, std::string_view zone, std::string_view language, DateStyle style) {
  using Key = std::tuple<std::string, std::string, DateStyle>;
  // ICU's date formats keep a calendar that they write to: one for each thread.
  thread_local std::map<Key, DateFormat> kept;
  Key key{zone, language, style};
  auto found = kept.find(key);
  if (found == kept.end()) {
    if (kept.size() > 256) kept.clear();
    found = kept.emplace(std::move(key), make_date_format(zone, locale_of(language), skeleton_of(style), haitian_pattern(style))).first;
  }
  return written(*found->second, at);
}

std::string format_date(std::chrono::sys_days day, std::string_view language) {
  thread_local std::map<std::string, DateFormat, std::less<>> kept;
  auto found = kept.find(language);
  if (found == kept.end()) {
    if (kept.size() > 256) kept.clear();
    found = kept.emplace(std::string(language), make_date_format("UTC", locale_of(language), "yMMMMd", u"d MMMM y")).first;
  }
  return written(*found->second, Instant(day));
}

std::string format_weekday(std::chrono::sys_days day, std::string_view language) {
  return format_instant(Instant(day), "UTC", language, DateStyle::day);
}

std::string format_time(Instant at, std::string_view zone, std::string_view language) {
  thread_local std::map<std::pair<std::string, std::string>, DateFormat> kept;
  std::pair<std::string, std::string> key{zone, language};
  auto found = kept.find(key);
  if (found == kept.end()) {
    if (kept.size() > 256) kept.clear();
    found = kept.emplace(std::move(key), make_date_format(zone, locale_of(language), "jm", u"HH:mm")).first;
  }
  return written(*found->second, at);
}

std::string format_number(std::int64_t number, std::string_view language) {
  thread_local std::map<std::string, icu::number::LocalizedNumberFormatter, std::less<>> kept;
  auto found = kept.find(language);
  if (found == kept.end()) {
    if (kept.size() > 256) kept.clear();
    found = kept.emplace(std::string(language), icu::number::NumberFormatter::withLocale(locale_of(language))).first;
  }
  UErrorCode status = U_ZERO_ERROR;
  const auto written = found->second.formatInt(number, status).toString(status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU cannot write a number");
  return utf8(written);
}

}  // namespace portico::i18n
