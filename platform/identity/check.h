// `portico check` for this module: rows of nobody, and grants that mean nothing.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "platform/identity/person.h"
#include "platform/store/store.h"

namespace portico::identity {

struct CheckedPeople {
  std::int64_t persons = 0;
  std::vector<std::string> findings;  // a sentence each, naming persons by number alone; empty: all is whole
};

// Reads every person in short snapshots. `fault_of` says what is wrong with a grant in words ("there is no role x"), "" where nothing is:
// roles and agencies are the city's to know. Looked at too: grants, sessions, recovery codes and lines of the audit hang on a person who is
// there; nobody who was disabled has a session; whoever is asked for a second factor has one.
CheckedPeople check_people(store::Store& store, const std::function<std::string(const Grant& grant)>& fault_of);

}  // namespace portico::identity
