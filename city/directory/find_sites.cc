#include "city/directory/find_sites.h"

#include <algorithm>
#include <cmath>

#include "city/directory/typed_words.h"

namespace portico::directory {
namespace {

constexpr std::size_t most_words = 8;

struct Match {
  const Site* site = nullptr;
  int score = 0;  // 0: a word fits none of the name's
  bool exact = false;
};

// How well what was typed fits a name in one language.
Match match_of(const Site& site, const std::vector<std::string>& typed, std::string_view name) {
  const auto words = plain_words(name);
  Match match{&site, 0, typed == words};
  for (const auto& each : typed) {
    int best = 0;
    for (const auto& word : words) best = std::max(best, fit(each, word));
    if (best == 0) return {&site, 0, false};
    match.score += best * 4;
  }
  match.score -= static_cast<int>(words.size() > typed.size() ? words.size() - typed.size() : 0);
  return match;
}

}  // namespace

std::vector<FoundPlace> find_sites(const Snapshot& city, std::string_view language, std::string_view typed, std::size_t limit) {
  const auto words = plain_words(typed.substr(0, 300));
  if (words.empty() || words.size() > most_words) return {};
  std::vector<Match> matches;
  for (const Site& site : city.sites) {
    if (site.retired || !site.point) continue;
    Match best;
    for (const auto& [tag, name] : site.name)
      if (const Match match = match_of(site, words, name); match.score > best.score) best = match;
    if (best.score > 0) matches.push_back(best);
  }
  std::ranges::stable_sort(matches, std::ranges::greater{}, &Match::score);
  if (matches.size() > limit) matches.resize(limit);
  const std::string own = city.city.languages.empty() ? "en" : city.city.languages.front();
  std::vector<FoundPlace> found;
  for (const Match& match : matches) {
    std::string label = in_language(match.site->name, language, own);
    if (!match.site->address.empty()) label += ", " + match.site->address;
    found.push_back({std::move(label), *match.site->point, match.exact});
  }
  return found;
}

}  // namespace portico::directory
