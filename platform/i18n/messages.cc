#include <algorithm>
#include <stdexcept>

#include "platform/i18n/i18n.h"
#include "platform/i18n/message.h"

namespace portico::i18n {

struct Messages::Inside {
  std::vector<std::string> order;
  std::map<std::string, std::map<std::string, Message, std::less<>>, std::less<>> catalogues;

  const Message& find(std::string_view language, std::string_view key) const {
    for (const std::string_view tried : {language, std::string_view(order.front())}) {
      const auto catalogue = catalogues.find(tried);
      if (catalogue == catalogues.end()) continue;
      if (const auto message = catalogue->second.find(key); message != catalogue->second.end()) return message->second;
    }
    throw std::logic_error("there is no message " + std::string(key));
  }
};

Outcome<Messages> Messages::make(std::vector<std::string> order, std::map<std::string, std::map<std::string, std::string>> catalogues) {
  std::vector<Fault> faults;
  auto inside = std::make_shared<Inside>();
  if (order.empty()) return refuse(Refused::invalid, "languages", "There is no language.", "at least one");
  std::map<std::string, std::set<std::string>> arguments;  // of the first language's messages
  for (const auto& language : order) {
    const bool first = language == order.front();
    LanguageRules rules(language);
    auto& messages = inside->catalogues[language];
    for (const auto& [key, text] : catalogues[language]) {
      const auto known = arguments.find(key);
      if (!first && known == arguments.end()) {
        if (!catalogues[order.front()].contains(key)) {
          faults.push_back({language + ": " + key, "The language " + order.front() + " has no such message.", "a key of its catalogue"});
        }
        continue;
      }
      auto message = read_message(rules, key, text, first ? nullptr : &known->second, faults);
      if (!message) continue;
      if (first) arguments[key] = message->arguments;
      messages.emplace(key, *std::move(message));
    }
  }
  for (const auto& [language, messages] : catalogues) {
    if (std::find(order.begin(), order.end(), language) == order.end() && !messages.empty()) {
      faults.push_back({language, "The language is not in the list of languages.", "one of the languages, or the list with " + language});
    }
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  inside->order = std::move(order);
  Messages messages;
  messages.inside_ = std::move(inside);
  return messages;
}

std::string Messages::text(std::string_view language, std::string_view key, const Arguments& arguments) const {
  return written(inside_->find(language, key), arguments);
}

const std::vector<std::string>& Messages::languages() const { return inside_->order; }

std::vector<std::string> Messages::missing(std::string_view language) const {
  std::vector<std::string> keys;
  const auto catalogue = inside_->catalogues.find(language);
  for (const auto& [key, message] : inside_->catalogues.at(inside_->order.front())) {
    if (catalogue == inside_->catalogues.end() || !catalogue->second.contains(key)) keys.push_back(key);
  }
  return keys;
}

}  // namespace portico::i18n
