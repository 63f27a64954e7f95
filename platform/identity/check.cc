#include "platform/identity/check.h"

#include <fmt/format.h>

#include "platform/identity/tables.h"

namespace portico::identity {
namespace {

constexpr int persons_at_once = 200;

std::string told(const Grant& grant) {
  return grant.role + (grant.agency.empty() ? "" : " of " + grant.agency) + (grant.unit.empty() ? "" : ", " + grant.unit);
}

}  // namespace

CheckedPeople check_people(store::Store& store, const std::function<std::string(const Grant& grant)>& fault_of) {
  CheckedPeople checked;
  std::string last_name;
  for (std::vector<Person> page(1); !page.empty();) {
    store.read([&](store::Reader& reader) { page = tables::list_persons(reader, last_name, persons_at_once); });
    for (const Person& person : page) {
      ++checked.persons;
      last_name = person.name;
      for (const Grant& grant : person.grants)
        if (const std::string fault = fault_of(grant); !fault.empty())
          checked.findings.push_back(fmt::format("person {} is granted {}: {}", person.id, told(grant), fault));
    }
  }
  store.read([&](store::Reader& reader) {
    for (const auto& [what, count] : tables::rows_of_nobody(reader))
      if (count > 0) checked.findings.push_back(fmt::format("{} of {} are of a person who is not there", count, what));
    for (const std::int64_t person : tables::disabled_with_session(reader))
      checked.findings.push_back(fmt::format("person {} is disabled and has a session", person));
    for (const std::int64_t person : tables::asked_for_no_code(reader))
      checked.findings.push_back(fmt::format("person {} is asked for a second factor that is not on file", person));
  });
  return checked;
}

}  // namespace portico::identity
