// Inside platform/i18n only: ICU's locales and texts for our tags and bytes.
#pragma once

#include <unicode/locid.h>
#include <unicode/unistr.h>

#include <string>
#include <string_view>

namespace portico::i18n {

icu::Locale locale_of(std::string_view tag);  // the root locale where the tag is none
std::string utf8(const icu::UnicodeString& text);
inline icu::UnicodeString from_utf8(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

}  // namespace portico::i18n
