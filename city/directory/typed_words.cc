#include "city/directory/typed_words.h"

#include <algorithm>
#include <array>

namespace portico::directory {
namespace {

// U+00C0 … U+00FF by what they are without their accent; "" for what is no letter.
constexpr std::array<std::string_view, 64> latin{"a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
                                                 "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "ss",
                                                 "a", "a", "a", "a", "a", "a", "ae", "c", "e", "e", "e", "e", "i", "i", "i",  "i",
                                                 "d", "n", "o", "o", "o", "o", "o",  "",  "o", "u", "u", "u", "u", "y", "th", "y"};

// How many single mistakes lead from one word to the other (swapped neighbours count once), or more than `most`.
std::size_t mistakes(std::string_view a, std::string_view b, std::size_t most) {
  if (a.size() > b.size() + most || b.size() > a.size() + most) return most + 1;
  std::vector<std::size_t> before(b.size() + 1), row(b.size() + 1), two_before(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    two_before = before;
    before = row;
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      row[j] = std::min({before[j] + 1, row[j - 1] + 1, before[j - 1] + (a[i - 1] == b[j - 1] ? 0u : 1u)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) row[j] = std::min(row[j], two_before[j - 2] + 1);
    }
  }
  return row.back();
}

}  // namespace

std::vector<std::string> plain_words(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  const auto end = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    if (byte == 0xc3 && at + 1 < text.size()) {
      word += latin[static_cast<unsigned char>(text[++at]) & 0x3fU];
    } else if (byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z')) {
      word += static_cast<char>(byte);
    } else if (byte >= 'A' && byte <= 'Z') {
      word += static_cast<char>(byte - 'A' + 'a');
    } else if (byte != '\'') {
      end();
    }
  }
  end();
  return words;
}

int fit(std::string_view typed, std::string_view word) {
  if (typed == word) return 10;
  if (typed.size() >= 3 && word.starts_with(typed)) return 7;
  if (typed.size() >= 5 && word.size() >= 4 && typed.starts_with(word)) return 5;  // "potholes"
  const std::size_t allowed = typed.size() >= 8 ? 2 : typed.size() >= 4 ? 1 : 0;
  if (allowed == 0 || mistakes(typed, word, allowed) > allowed) return 0;
  return mistakes(typed, word, allowed) == 1 ? 5 : 4;
}

}  // namespace portico::directory
