#include "platform/i18n/recognise.h"

#include <cld2/public/compact_lang_det.h>
#include <cld2/public/encodings.h>

#include <algorithm>

#include "base/text.h"

namespace portico::i18n {
namespace {

constexpr int least_share = 80;  // per cent of the text: what is less may be two languages
constexpr int least_bytes = 12;  // of letters: three words, or four signs of a script that needs no more
constexpr std::size_t longest = 20'000;

std::string_view primary(std::string_view tag) { return tag.substr(0, tag.find('-')); }

// Words alone: an address says nothing of whoever writes.
std::string words_of(std::string_view text) {
  std::string kept;
  for (const auto line : split(text.substr(0, longest), '\n'))
    for (const auto word : split(line, ' '))
      if (word.find('@') == std::string_view::npos && word.find("://") == std::string_view::npos) kept += std::string(word) + ' ';
  for (int cut = 0; cut < 4 && !kept.empty() && !valid_utf8(kept); ++cut) kept.pop_back();  // within a sign
  return valid_utf8(kept) ? kept : std::string();
}

// Scripts other than Latin have few languages each: there a best guess is a good one, among Latin's many it is not.
bool is_of_another_script(std::string_view words) {
  const auto others = std::ranges::count_if(words, [](char c) { return static_cast<unsigned char>(c) >= 0x80; });
  return others * 2 > static_cast<std::ptrdiff_t>(words.size());
}

// The code of the language, "" where it is not clear.
std::string code_of(const std::string& words, int flags) {
  CLD2::Language three[3]{};
  int shares[3]{}, bytes = 0, valid = 0;
  double scores[3]{};
  bool reliable = false;
  const CLD2::CLDHints no_hints{nullptr, nullptr, CLD2::UNKNOWN_ENCODING, CLD2::UNKNOWN_LANGUAGE};
  const CLD2::Language found = CLD2::ExtDetectLanguageSummaryCheckUTF8(words.data(), static_cast<int>(words.size()), true, &no_hints, flags,
                                                                       three, shares, scores, nullptr, &bytes, &reliable, &valid);
  if (!reliable || found == CLD2::UNKNOWN_LANGUAGE || shares[0] < least_share || bytes < least_bytes) return {};
  return lower_ascii(CLD2::LanguageCode(three[0]));
}

}  // namespace

std::string recognise(std::string_view text, std::span<const std::string> among) {
  const std::string words = words_of(text);
  std::string code = code_of(words, 0);
  if (code.empty() && is_of_another_script(words)) code = code_of(words, CLD2::kCLDFlagBestEffort);
  if (code.empty()) return {};
  const auto exact = std::ranges::find_if(among, [&](const std::string& tag) { return lower_ascii(tag) == code; });
  if (exact != among.end()) return *exact;
  const auto alike = std::ranges::find_if(among, [&](const std::string& tag) { return primary(lower_ascii(tag)) == primary(code); });
  return alike == among.end() ? std::string() : *alike;
}

}  // namespace portico::i18n
