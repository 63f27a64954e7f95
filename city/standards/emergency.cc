#include "city/standards/emergency.h"

#include <algorithm>

namespace portico::standards {

Instant Emergency::end() const { return ended ? std::min(*ended, until) : until; }
bool Emergency::in_force(Instant at) const { return from <= at && at < end(); }
bool Emergency::over(Instant at) const { return end() <= at || end() <= from; }
bool Emergency::names(std::string_view service) const { return std::ranges::binary_search(services, service); }
std::string Emergency::reason() const { return "emergency:" + code; }

std::string_view name_of(Emergency::Kind kind) { return kind == Emergency::Kind::suspend ? "suspend" : "replace"; }

std::optional<Emergency::Kind> emergency_kind(std::string_view name) {
  for (const auto kind : {Emergency::Kind::suspend, Emergency::Kind::replace}) {
    if (name_of(kind) == name) return kind;
  }
  return std::nullopt;
}

const std::string& words_of(const Emergency& emergency, std::string_view language, std::string_view first_language) {
  for (const auto tag : {language, first_language}) {
    if (const auto found = emergency.words.find(std::string(tag)); found != emergency.words.end()) return found->second;
  }
  return emergency.words.begin()->second;
}

std::vector<const Emergency*> in_force(std::span<const Emergency> emergencies, Instant at, std::string_view service) {
  std::vector<const Emergency*> found;
  for (const auto& each : emergencies) {
    if (each.in_force(at) && (service.empty() || each.names(service))) found.push_back(&each);
  }
  return found;
}

}  // namespace portico::standards
