// All that is on file about whoever has an address: what the law lets everybody ask for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"

namespace portico::cases {

struct PersonsCase {
  Case subject;
  std::optional<Reporter> reporter;  // nothing of a case that they only follow
  std::vector<Message> messages;
  std::vector<Ending> endings;
};
// By their e-mail address, without regard to case. Looks at every reporter and follower: no index tells who asked for what.
std::vector<PersonsCase> cases_of_person(store::Reader& reader, const Cases& cases, std::string_view email);

// `more`: further members of the object, what other modules have on file; or "".
std::string to_json(const std::vector<PersonsCase>& all, std::string_view more = {});

}  // namespace portico::cases
