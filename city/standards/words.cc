#include "city/standards/words.h"

#include <stdexcept>

#include "platform/formats/formats.h"

namespace portico::standards {
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
    const std::string name = "city/standards/messages/" + language + ".toml";
    const auto table = formats::TomlTable::parse(embedded(name), name);
    if (!table) throw std::logic_error(table.error().faults.front().field + ": " + table.error().faults.front().reason);
    collect(*table, "", catalogues[language]);
  }
  auto read = i18n::Messages::make(languages, std::move(catalogues));
  if (!read) throw std::logic_error(read.error().faults.front().field + ": " + read.error().faults.front().reason);
  return std::move(*read);
}

}  // namespace

const i18n::Messages& messages() {
  static const i18n::Messages read = read_catalogues();
  return read;
}

std::string span_words(const Target& target, std::string_view language) {
  const auto said = [&](std::string_view key, std::int64_t count) { return messages().text(language, key, {{"count", count}}); };
  switch (target.unit) {
    case Target::Unit::open_days:
      return said("span.open_days", target.amount);
    case Target::Unit::elapsed_hours:
      return said("span.elapsed_hours", target.amount);
    case Target::Unit::open_minutes:
      break;
  }
  if (target.amount > 0 && target.amount % 60 == 0) return said("span.open_hours", target.amount / 60);
  return said("span.open_minutes", target.amount);
}

std::string promise_words(const SlaVersion& sla, std::string_view language, std::string_view first_language) {
  for (const auto tag : {language, first_language}) {
    const auto found = sla.words.find(std::string(tag));
    if (found != sla.words.end() && !found->second.empty()) return found->second;
  }
  std::string words;
  for (const auto kind : {ClockKind::first_status, ClockKind::outcome}) {
    const auto* clock = sla.clock(kind);
    if (!clock) continue;
    if (!words.empty()) words += ' ';
    words += messages().text(language, "words." + std::string(name_of(kind)), {{"span", span_words(clock->target, language)}});
  }
  return words;
}

}  // namespace portico::standards
