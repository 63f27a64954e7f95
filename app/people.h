// `portico person …`: accounts of those who sign in.
#pragma once

#include <string>

namespace portico::app {

struct AddPerson {
  std::string name, public_name, department;
  std::string password;  // "": one is drawn, and told once
};
struct ListPersons {};
struct GrantPerson {
  bool grants = true;  // false: revokes
  std::string name, role, agency, unit;
};
struct DisablePerson {
  bool disables = true;  // false: enables
  std::string name;
};
struct SetPassword {
  std::string name;
  std::string password;  // "": one is drawn, and told once
};
struct ResetSecondFactor {
  std::string name;
};

}  // namespace portico::app
