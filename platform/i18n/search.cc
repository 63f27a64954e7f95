// Words for searching: the same for what is searched and for what is typed.
#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/ubrk.h>
#include <unicode/unistr.h>

#include <memory>
#include <set>
#include <stdexcept>

#include "platform/i18n/i18n.h"

namespace portico::i18n {
namespace {

constexpr int longest_word = 60;

// Signs that people leave out when they type: accents of Latin, Greek and Cyrillic; vowel signs of Arabic and Hebrew. The marks of Bengali
// and its kin are letters in all but name, and stay.
bool left_out(UChar32 sign) {
  return (sign >= 0x0300 && sign <= 0x036f) || (sign >= 0x064b && sign <= 0x0652) || sign == 0x0670 || sign == 0x0640 ||
         (sign >= 0x0591 && sign <= 0x05c7);
}

icu::UnicodeString folded(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const auto* fold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  const auto* take_apart = icu::Normalizer2::getNFKDInstance(status);
  const auto* put_together = icu::Normalizer2::getNFCInstance(status);
  if (U_FAILURE(status)) throw std::runtime_error("ICU has no normalization data");
  const auto whole = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  const icu::UnicodeString apart = take_apart->normalize(fold->normalize(whole, status), status);
  icu::UnicodeString bare;
  for (int32_t at = 0; at < apart.length(); at = apart.moveIndex32(at, 1))
    if (const UChar32 sign = apart.char32At(at); !left_out(sign)) bare.append(sign);
  return put_together->normalize(bare, status);
}

// Making one takes long, cloning one does not; it is not to be shared between threads.
icu::BreakIterator& dividing() {
  thread_local const std::unique_ptr<icu::BreakIterator> words = [] {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::BreakIterator> made(icu::BreakIterator::createWordInstance(icu::Locale::getRoot(), status));
    if (U_FAILURE(status) || !made) throw std::runtime_error("ICU has no rules for words");
    return made;
  }();
  return *words;
}

}  // namespace

std::vector<std::string> search_words(std::string_view text) {
  const icu::UnicodeString plain = folded(text);
  icu::BreakIterator& words = dividing();
  words.setText(plain);
  std::vector<std::string> found;
  std::set<std::string> seen;
  for (int32_t from = words.first(), to = words.next(); to != icu::BreakIterator::DONE; from = to, to = words.next()) {
    if (words.getRuleStatus() == UBRK_WORD_NONE) continue;
    std::string word;
    plain.tempSubString(from, std::min(to - from, longest_word)).toUTF8String(word);
    if (seen.insert(word).second) found.push_back(std::move(word));
  }
  return found;
}

}  // namespace portico::i18n
