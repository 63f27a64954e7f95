#include "city/directory/find_services.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>

#include "city/directory/typed_words.h"

namespace portico::directory {
namespace {

constexpr std::size_t most_words = 8, longest_word = 40, most_text = 500;

// Words that say nothing about what is asked for, in the languages that most packs have.
const std::set<std::string, std::less<>> little{"a",   "an",  "the", "is",   "are",   "in",  "on",  "at",  "of",  "my",  "no",
                                                "to",  "and", "or",  "with", "it",    "el",  "la",  "los", "las", "un",  "una",
                                                "de",  "del", "en",  "es",   "mi",    "hay", "y",   "le",  "les", "des", "du",
                                                "une", "et",  "est", "i",    "there", "not", "for", "from"};

// A service's words with their weight: of its name, its keywords, what is said about it.
std::map<std::string, int> words_of(const Service& service, std::string_view language, std::string_view own) {
  std::map<std::string, int> weighed;
  const auto add = [&](std::string_view text, int weight) {
    for (auto& word : plain_words(text)) {
      int& known = weighed[std::move(word)];
      known = std::max(known, weight);
    }
  };
  for (const auto spoken : {language, own}) {
    const std::string code(spoken);
    if (const auto name = service.name.find(code); name != service.name.end()) add(name->second, 4);
    if (const auto about = service.about.find(code); about != service.about.end()) add(about->second, 1);
  }
  for (const auto& keyword : service.keywords) add(keyword, 3);
  return weighed;
}

}  // namespace

std::vector<const Service*> find_services(const Snapshot& city, std::string_view language, std::string_view text, std::size_t limit) {
  auto typed = plain_words(text.substr(0, most_text));
  std::erase_if(typed, [](const auto& word) { return word.size() > longest_word; });
  std::vector<std::string> telling;
  std::ranges::copy_if(typed, std::back_inserter(telling), [](const auto& word) { return !little.contains(word); });
  if (telling.empty()) telling = std::move(typed);
  if (telling.size() > most_words) telling.resize(most_words);
  if (telling.empty()) return {};

  struct Found {
    int score;
    const Service* service;
  };
  std::vector<Found> found;
  const std::string own = city.city.languages.empty() ? "en" : city.city.languages.front();
  for (const Service& service : city.services) {
    if (service.draft || service.retired) continue;  // one that is not listed can be asked for all the same
    const auto words = words_of(service, language, own);
    int score = 0;
    const bool all = std::ranges::all_of(telling, [&](const std::string& wanted) {
      int best = 0;
      for (const auto& [word, weight] : words) best = std::max(best, fit(wanted, word) * weight);
      score += best;
      return best > 0;
    });
    if (all) found.push_back({score, &service});
  }
  std::ranges::stable_sort(found, std::ranges::greater{}, &Found::score);
  std::vector<const Service*> services;
  for (const Found& each : found)
    if (services.size() < limit) services.push_back(each.service);
  return services;
}

}  // namespace portico::directory
