// What a load of promises would do: the pack held against what is in force. Nothing is ever deleted or altered: what is other than before
// becomes a new version, what a pack no longer names is retired. What two offices have reviewed no pack changes or retires.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "city/standards/promises.h"
#include "city/standards/standards.h"

namespace portico::standards {

struct Change {
  enum class What { added, changed, retired };
  enum class Kind { calendar, sla, policy };
  What what = What::added;
  Kind kind = Kind::calendar;
  std::string code;                      // "office"; of an SLA its service; "standards" for the policy
  std::string effective;                 // of an SLA, "2026-01-05"
  std::vector<std::string> differences;  // "outcome: 5d → 3d", "tzdata 2026a → 2026f"
  std::string record;                    // as it will be; a retired one's as it was
  std::int64_t proposal = 0;             // of an SLA: the reviewed proposal that it comes of; 0: the pack
};
std::string_view name_of(Change::What what);  // "added"

struct Plan {
  std::int64_t based_on = 0;  // the load that it was held against
  std::vector<Change> changes;
  std::size_t unchanged = 0;
  // Where the pack and what was reviewed disagree: reviewed promises stay, and these lines tell it. They are no changes.
  std::vector<std::string> kept;
  bool empty() const { return changes.empty(); }
};

// A calendar whose zone data is another than `tzdata` changes too.
Plan plan(const Snapshot& stored, const Promises& promises, std::string_view tzdata);

// Lines for people: "+ sla POTHOLE from 2026-01-05", "~ calendar office: hours of mon …"; last a line of sums.
std::string to_text(const Plan& plan);

}  // namespace portico::standards
