#include <fmt/format.h>

#include "city/standards/standards.h"

namespace portico::standards {
namespace {

std::string span_words(const Target& target) {
  const auto counted = [](std::int64_t amount, const char* one, const char* many) {
    return fmt::format("{} {}", amount, amount == 1 ? one : many);
  };
  switch (target.unit) {
    case Target::Unit::open_days:
      return counted(target.amount, "working day", "working days");
    case Target::Unit::elapsed_hours:
      return counted(target.amount, "hour", "hours");
    case Target::Unit::open_minutes:
      break;
  }
  if (target.amount > 0 && target.amount % 60 == 0) return counted(target.amount / 60, "working hour", "working hours");
  return counted(target.amount, "working minute", "working minutes");
}

}  // namespace

std::string promise_words(const SlaVersion& sla, std::string_view language, std::string_view first_language) {
  for (const auto tag : {language, first_language}) {
    const auto found = sla.words.find(std::string(tag));
    if (found != sla.words.end() && !found->second.empty()) return found->second;
  }
  std::string words;
  if (const auto* first = sla.clock(ClockKind::first_status)) words = fmt::format("First answer within {}.", span_words(first->target));
  if (const auto* outcome = sla.clock(ClockKind::outcome))
    words += fmt::format("{}Done within {}.", words.empty() ? "" : " ", span_words(outcome->target));
  return words;
}

}  // namespace portico::standards
