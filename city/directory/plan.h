// What a load would do: the pack held against what is stored. Nothing is ever deleted; what a pack no longer names is retired.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/directory/pack.h"
#include "city/directory/record.h"

namespace portico::directory {

struct Difference {
  std::string field;          // "name.es", "questions.WHERE.required"
  std::string before, after;  // empty where it was or is not there
};

struct Change {
  enum class What { added, changed, retired, revived };
  What what = What::added;
  Kind kind = Kind::city;
  std::string code, name;
  std::vector<Difference> differences;  // of changed and revived things
  std::string record;                   // as it will be
};
std::string_view name_of(Change::What what);  // "added"

struct Plan {
  std::int64_t based_on = 0;  // the load that it was held against
  std::vector<Change> changes;
  std::size_t unchanged = 0;
  std::vector<std::string> notes;  // the pack's
  bool empty() const { return changes.empty(); }
};

// A service that is public stays so: where the pack calls it a draft again, a note tells it.
Plan plan(const Snapshot& stored, Pack pack);

// What publishing a service would do: it is a draft no more. Refused where there is no such service, and where it is no draft.
Outcome<Plan> plan_publication(const Snapshot& stored, std::string_view service);

// Lines for people: "+ service POTHOLE (Pothole)", "~ agency DSW: phone 311 → 555-0101", "- site WEST (West center)"; last a line of sums.
std::string to_text(const Plan& plan);

}  // namespace portico::directory
