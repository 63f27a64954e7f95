#include <unicode/localpointer.h>
#include <unicode/locdspnm.h>
#include <unicode/locid.h>
#include <unicode/stringoptions.h>
#include <unicode/uloc.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cctype>
#include <cmath>
#include <cstdlib>
#include <cstring>

#include "platform/i18n/i18n.h"
#include "platform/i18n/locale.h"

namespace portico::i18n {
namespace {

std::string lower(std::string_view text) {
  std::string lowered(text);
  std::transform(lowered.begin(), lowered.end(), lowered.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return lowered;
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool known_to_iso(const char* language) {
  for (const char* const* known = uloc_getISOLanguages(); *known != nullptr; ++known) {
    if (std::strcmp(*known, language) == 0) return true;
  }
  return false;
}

std::string own_name_of(const icu::Locale& locale) {
  // Languages of the designated ones that ICU knows no words of.
  if (std::strcmp(locale.getLanguage(), "ht") == 0) return "Kreyòl ayisyen";
  const icu::LocalPointer<icu::LocaleDisplayNames> names(icu::LocaleDisplayNames::createInstance(locale));
  icu::UnicodeString name;
  names->localeDisplayName(locale, name);
  // CLDR writes "polski" even in menus, beside "Español": in one list that looks like a slip.
  return utf8(name.toTitle(nullptr, locale, U_TITLECASE_WHOLE_STRING | U_TITLECASE_NO_LOWERCASE));
}

struct Range {
  std::string tag;
  double quality = 1;
};

// "fr-CH, fr;q=0.9, *;q=0.5", best first; what makes no sense is left out, as HTTP wants it.
std::vector<Range> read_ranges(std::string_view header) {
  std::vector<Range> ranges;
  while (!header.empty() && ranges.size() < 32) {
    const auto comma = header.find(',');
    std::string_view part = header.substr(0, comma);
    header.remove_prefix(comma == std::string_view::npos ? header.size() : comma + 1);
    Range range;
    const auto semicolon = part.find(';');
    range.tag = lower(trimmed(part.substr(0, semicolon)));
    if (semicolon != std::string_view::npos) {
      const std::string weight = lower(trimmed(part.substr(semicolon + 1)));
      if (!weight.starts_with("q=")) continue;
      range.quality = std::strtod(weight.c_str() + 2, nullptr);
    }
    if (!range.tag.empty() && range.quality > 0 && range.quality <= 1) ranges.push_back(std::move(range));
  }
  std::stable_sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.quality > b.quality; });
  return ranges;
}

// RFC 4647, 3.4: "es-mx" becomes "es"; a single letter or digit goes with what follows it.
void shorten(std::string& tag) {
  const auto dash = tag.rfind('-');
  tag.resize(dash == std::string::npos ? 0 : dash);
  if (tag.size() >= 2 && tag[tag.size() - 2] == '-') tag.resize(tag.size() - 2);
}

}  // namespace

icu::Locale locale_of(std::string_view tag) {
  UErrorCode status = U_ZERO_ERROR;
  icu::Locale locale = icu::Locale::forLanguageTag(icu::StringPiece(tag.data(), static_cast<std::int32_t>(tag.size())), status);
  return U_FAILURE(status) ? icu::Locale::getRoot() : locale;
}

std::string utf8(const icu::UnicodeString& text) {
  std::string bytes;
  text.toUTF8String(bytes);
  return bytes;
}

Outcome<Language> find_language(std::string_view tag, std::string_view field) {
  // Each page asks for all languages of its city; ICU reads its tables anew for each.
  thread_local std::map<std::string, Language, std::less<>> kept;
  if (const auto found = kept.find(tag); found != kept.end()) return found->second;
  const auto refused = [&](const std::string& reason) {
    return refuse(Refused::invalid, std::string(field), reason, "a BCP 47 tag, as \"es\" or \"zh-Hant\"");
  };
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale locale = icu::Locale::forLanguageTag(icu::StringPiece(tag.data(), static_cast<std::int32_t>(tag.size())), status);
  if (U_FAILURE(status) || tag.empty()) return refused("\"" + std::string(tag) + "\" is no language tag.");
  if (!known_to_iso(locale.getLanguage())) return refused("No language is called \"" + std::string(tag) + "\".");
  auto canonical = locale.toLanguageTag<std::string>(status);
  if (U_FAILURE(status)) return refused("\"" + std::string(tag) + "\" is no language tag.");
  if (kept.size() > 256) kept.clear();
  return kept.emplace(tag, Language{std::move(canonical), own_name_of(locale), locale.isRightToLeft() != 0}).first->second;
}

std::string negotiate(std::string_view accept_language, std::span<const std::string> offered) {
  if (offered.empty()) return {};
  for (auto& range : read_ranges(accept_language)) {
    if (range.tag == "*") continue;  // whatever the city speaks first
    for (std::string tag = range.tag; !tag.empty(); shorten(tag)) {
      for (const auto& one : offered) {
        if (lower(one) == tag) return one;
      }
    }
  }
  return offered.front();
}

}  // namespace portico::i18n
