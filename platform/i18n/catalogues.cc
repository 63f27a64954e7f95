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

}  // namespace

Messages read_catalogues(std::string_view folder, const std::vector<std::string>& languages,
                         std::string_view (*embedded)(std::string_view)) {
  std::map<std::string, std::map<std::string, std::string>> catalogues;
  for (const auto& language : languages) {
    const std::string name = std::string(folder) + "/messages/" + language + ".toml";
    const auto table = formats::TomlTable::parse(embedded(name), name);
    if (!table) fail(table.error());
    collect(*table, "", catalogues[language]);
  }
  auto read = Messages::make(languages, std::move(catalogues));
  if (!read) fail(read.error());
  return *std::move(read);
}

}  // namespace portico::i18n
