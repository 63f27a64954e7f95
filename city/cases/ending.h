// How a case ends, and how that is not the end of it: the pure rules of closing, contesting and taking up again.
#pragma once

#include <chrono>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/case.h"
#include "city/cases/cases.h"

namespace portico::cases {

struct OutcomeMeaning {
  std::string_view outcome;
  std::string_view update_status;  // as which the Open311 update extension tells of it
  bool says_who_can = false;       // act in the city's place
  bool needs_proof = false;
};
// All outcomes that a command may give, in the order in which a refusal lists them.
std::span<const OutcomeMeaning> outcomes();
const OutcomeMeaning* outcome_named(std::string_view outcome);  // nullptr for one that is not known

// Holds an outcome against what it needs: a reason in plain words always, who can act where the city cannot, and proof that it is fixed,
// which a photo from afterwards is too. All faults at once.
Outcome<void> check_ending(const Ending& ending, bool photographed);

// Whoever closed a case does not take it up again once it is open: somebody else is to look at it. Refused with conflict. A key speaks for
// many people, so this binds persons alone.
Outcome<void> is_for_another(std::span<const Ending> endings, std::string_view actor);

// The last day, the city's own, on which an outcome can be contested.
std::chrono::sys_days contest_until(const Closing& closing, int days, const directory::Snapshot& city);

struct ContestTime {
  std::chrono::sys_days today, until;  // the city's own days
};
// Contests the newest outcome. Refused for an open case, for an outcome contested before, and after `until` (conflict).
Outcome<void> contest(const Case& subject, Ending& newest, std::string_view words, Instant now, const ContestTime& time);

}  // namespace portico::cases
