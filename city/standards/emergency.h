// A declared emergency: for a time, the promises for some services stand still or are replaced by others. Declaring is in declare.h, what
// it does to a case in effects.h.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "city/standards/clock_promise.h"

namespace portico::standards {

struct Emergency {
  enum class Kind {
    suspend,  // every clock stands still from `from` to end()
    replace,  // `clocks` are the promise of cases opened meanwhile, and of those running when it was declared
  };
  std::int64_t id = 0;
  std::int64_t version = 0;  // from 1, one for each of its events
  std::int64_t change = 0;   // number of its newest change among those of all emergencies (Snapshot::emergency_change)
  std::string code;          // "2026-01-12-snow"; no two ever share one
  Kind kind = Kind::suspend;
  std::vector<std::string> services;         // codes, sorted; never empty
  std::vector<ClockPromise> clocks;          // first_status and outcome where it replaces, else none
  std::map<std::string, std::string> words;  // language → what the public is told; the city's first language is always there
  Instant from, until;                       // [from, until) as declared or extended
  std::optional<Instant> ended;              // brought to an end before `until`
  Instant declared;
  std::string declared_by;  // as the ledger names them: "operator"

  Instant end() const;              // the earlier of `until` and `ended`; not after `from` where it was called off before it began
  bool in_force(Instant at) const;  // from `from` on, before end()
  bool over(Instant at) const;      // nothing of it lies at or after `at`
  bool names(std::string_view service) const;
  std::string reason() const;  // of its pauses: "emergency:2026-01-12-snow"
};
std::string_view name_of(Emergency::Kind kind);  // "suspend"
std::optional<Emergency::Kind> emergency_kind(std::string_view name);

// Its words in the language, else in the city's first, else (where the city has another first language since) in any.
const std::string& words_of(const Emergency& emergency, std::string_view language, std::string_view first_language);

// Those in force at `at`; with a service, those alone that name it.
std::vector<const Emergency*> in_force(std::span<const Emergency> emergencies, Instant at, std::string_view service = {});

}  // namespace portico::standards
