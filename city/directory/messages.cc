#include <stdexcept>

#include "city/directory/shell.h"
#include "platform/formats/formats.h"

namespace portico::directory {
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

i18n::Messages read_catalogues() {
  const std::vector<std::string> languages = {"en", "es", "fr", "ar", "zh"};
  std::map<std::string, std::map<std::string, std::string>> catalogues;
  for (const auto& language : languages) {
    const std::string name = "city/directory/messages/" + language + ".toml";
    const auto table = formats::TomlTable::parse(embedded(name), name);
    if (!table) throw std::logic_error(table.error().faults.front().field + ": " + table.error().faults.front().reason);
    collect(*table, "", catalogues[language]);
  }
  auto messages = i18n::Messages::make(languages, std::move(catalogues));
  if (!messages) throw std::logic_error(messages.error().faults.front().field + ": " + messages.error().faults.front().reason);
  return std::move(*messages);
}

}  // namespace

const i18n::Messages& messages() {
  static const i18n::Messages read = read_catalogues();
  return read;
}

}  // namespace portico::directory
