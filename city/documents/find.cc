#include "city/documents/find.h"

#include <algorithm>
#include <array>

#include "city/directory/find_services.h"
#include "city/directory/typed_words.h"
#include "platform/i18n/i18n.h"

namespace portico::documents {
namespace {

constexpr std::size_t most_words = 12, most_text = 300, most_services = 8;
constexpr int of_title = 4, of_body = 1, exact = 10, begins = 7, of_service = 60, worth = 4;

// How well a word fits an article: in a title mistakes are forgiven, in a long text only beginnings, or everything would fit something.
int fits(const Shown& article, std::string_view word, const std::array<std::string_view, 2>& languages) {
  int best = 0;
  for (const auto language : languages) {
    const auto known = article.known.find(std::string(language));
    if (known == article.known.end()) continue;
    for (const auto& one : known->second.title) best = std::max(best, directory::fit(word, one) * of_title);
    if (best >= begins * of_title) continue;
    for (const auto& one : known->second.body)
      if (const int found = one == word ? exact : word.size() >= 4 && one.starts_with(word) ? begins : 0; found > 0)
        best = std::max(best, found * of_body);
  }
  return best;
}

// The same in the long text, for a word that stands nowhere else: misspelt it would find nothing at all.
int fits_misspelt(const Shown& article, std::string_view word, const std::array<std::string_view, 2>& languages) {
  int best = 0;
  for (const auto language : languages)
    if (const auto known = article.known.find(std::string(language)); known != article.known.end())
      for (const auto& one : known->second.body) best = std::max(best, word.size() >= 5 ? directory::fit(word, one) * of_body : 0);
  return best;
}

}  // namespace

std::vector<const Shown*> find_articles(const Shelf& shelf, const directory::Snapshot& city, std::string_view language,
                                        std::string_view typed, std::size_t limit) {
  const std::string own = own_language(city);
  const std::array<std::string_view, 2> languages{language, own};
  auto words = i18n::search_words(typed.substr(0, most_text));
  if (words.size() > most_words) words.resize(most_words);
  if (words.empty()) return {};
  const auto& all = shelf.all();
  std::vector<int> score(all.size()), found(all.size());
  int known = 0;
  for (const auto& word : words) {
    std::vector<int> fit(all.size());
    for (std::size_t at = 0; at < all.size(); ++at) fit[at] = fits(all[at], word, languages);
    if (std::ranges::all_of(fit, [](int each) { return each == 0; }))
      for (std::size_t at = 0; at < all.size(); ++at) fit[at] = fits_misspelt(all[at], word, languages);
    const auto hits = static_cast<std::size_t>(std::ranges::count_if(fit, [](int each) { return each > 0; }));
    known += hits > 0 ? 1 : 0;
    for (std::size_t at = 0; at < all.size(); ++at) {
      if (fit[at] == 0) continue;
      const int rarity = 1 + static_cast<int>(8 * (all.size() - hits) / all.size());
      score[at] += fit[at] * rarity;
      found[at] += 1;
    }
  }
  for (const auto* service : directory::find_services(city, language, typed, most_services))
    for (std::size_t at = 0; at < all.size(); ++at)
      if (std::ranges::find(all[at].article.services, service->code) != all[at].article.services.end()) {
        score[at] += of_service;
        found[at] = static_cast<int>(words.size());
      }
  const int best_score = score.empty() ? 0 : *std::ranges::max_element(score);
  std::vector<std::size_t> order;
  for (std::size_t at = 0; at < all.size(); ++at)
    if (score[at] > 0 && score[at] * worth >= best_score && found[at] * 2 >= known) order.push_back(at);
  std::ranges::stable_sort(order, std::ranges::greater{}, [&](std::size_t at) { return score[at]; });
  std::vector<const Shown*> best;
  for (const auto at : order)
    if (best.size() < limit) best.push_back(&all[at]);
  return best;
}

}  // namespace portico::documents
