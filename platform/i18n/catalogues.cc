#include "platform/i18n/catalogues.h"

#include <stdexcept>

#include "platform/formats/formats.h"

namespace portico::i18n {
namespace {

void collect(const formats::TomlTable& table, const std::string& prefix, std::map<std::string, std::string>& into) {
  std::vector<Fault> faults;
  for (const auto& key : table.keys()) {
    if (const auto below = table.table(key, faults))
      collect(*below, prefix + key + ".", into);
    else
      into[prefix + key] = table.text_or(key, "", faults);
  }
}

[[noreturn]] void fail(const Refusal& refusal) {
  throw std::logic_error(refusal.faults.front().field + ": " + refusal.faults.front().reason);
}

std::string take(std::map<std::string, std::string>& from, const std::string& key) {
  auto node = from.extract(key);
  return node ? std::move(node.mapped()) : std::string();
}

void insist_on_all(const Catalogue& english, const Catalogue& other, const std::string& name) {
  std::string lacking;
  for (const auto& [key, text] : english.messages)
    if (!other.messages.contains(key)) lacking += (lacking.empty() ? "" : ", ") + key;
  if (!lacking.empty()) throw std::logic_error(name + ": it lacks " + lacking);
}

}  // namespace

const std::vector<std::string>& public_languages() {
  static const std::vector<std::string> all = {"en", "es", "zh", "ru", "bn", "ht", "ko", "ar", "ur", "fr", "pl"};
  return all;
}

const std::vector<std::string>& staff_languages() {
  static const std::vector<std::string> all = {"en", "es"};
  return all;
}

Catalogue read_catalogue(std::string_view text, const std::string& name) {
  const auto table = formats::TomlTable::parse(text, name);
  if (!table) fail(table.error());
  Catalogue read;
  collect(*table, "", read.messages);
  read.translated_by = take(read.messages, "translated_by");
  read.reviewed_by = take(read.messages, "reviewed_by");
  return read;
}

Messages read_catalogues(std::string_view folder, std::string_view (*embedded)(std::string_view)) {
  std::map<std::string, std::map<std::string, std::string>> all;
  Catalogue english;
  for (const auto& language : public_languages()) {
    const std::string name = std::string(folder) + "/messages/public/" + language + ".toml";
    Catalogue read = read_catalogue(embedded(name), name);
    if (language == public_languages().front()) english = read;
    insist_on_all(english, read, name);
    all[language] = std::move(read.messages);
  }
  for (const auto& language : staff_languages()) {
    const std::string name = std::string(folder) + "/messages/desk/" + language + ".toml";
    all[language].merge(read_catalogue(embedded(name), name).messages);
  }
  auto read = Messages::make(public_languages(), std::move(all));
  if (!read) fail(read.error());
  return *std::move(read);
}

}  // namespace portico::i18n
