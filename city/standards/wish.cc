#include "city/standards/wish.h"

#include <algorithm>

#include "city/directory/typed_words.h"

namespace portico::standards {
namespace {

constexpr std::size_t most_text = 200;  // bytes that are looked for

// In scripts that write no spaces between words, or join little ones to them, what is looked for stands within a word. In Latin letters it
// would find trees in streets.
bool within(const std::string& typed, const std::string& word) {
  return std::ranges::all_of(typed, [](unsigned char each) { return each >= 0x80; }) && word.contains(typed);
}

}  // namespace

bool fits(const directory::Service& service, const Wish& wish, std::string_view language, std::string_view own) {
  if (!wish.agency.empty() && service.agency != wish.agency) return false;
  if (wish.words.empty()) return true;
  const auto known = directory::plain_words(directory::in_language(service.name, language, own));
  return std::ranges::all_of(directory::plain_words(std::string_view(wish.words).substr(0, most_text)), [&](const std::string& typed) {
    return std::ranges::any_of(known, [&](const std::string& word) { return directory::fit(typed, word) > 0 || within(typed, word); });
  });
}

}  // namespace portico::standards
