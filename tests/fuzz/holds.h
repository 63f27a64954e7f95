// What every target asks in the same words.
#pragma once

#include <stdexcept>
#include <vector>

#include "base/outcome.h"
#include "tests/fuzz/targets.h"

namespace portico::fuzz {

inline void holds(bool it, const char* what) {
  if (!it) throw std::logic_error(what);
}

// A refusal has a fault, and each fault a reason.
inline Verdict told(const Refusal& refusal) {
  holds(!refusal.faults.empty(), "a refusal without a fault");
  for (const auto& fault : refusal.faults) holds(!fault.reason.empty(), "a fault without a reason");
  return Verdict::refused;
}

template <class T>
Verdict verdict_of(const Outcome<T>& outcome) {
  return outcome ? Verdict::taken : told(outcome.error());
}

}  // namespace portico::fuzz
