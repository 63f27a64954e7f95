#include "city/standards/words.h"

#include <algorithm>

#include "platform/i18n/catalogues.h"

namespace portico::standards {

const i18n::Messages& messages() {
  static const i18n::Messages read = i18n::read_catalogues("city/standards", embedded);
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
  // What its clocks say in the reader's language is worth more than the agency's words in another.
  const auto& spoken = i18n::public_languages();
  for (const auto tag : {language, first_language}) {
    const auto found = sla.words.find(std::string(tag));
    if (found != sla.words.end() && !found->second.empty()) return found->second;
    if (std::ranges::find(spoken, language) != spoken.end()) break;
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
