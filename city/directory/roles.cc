#include "city/directory/roles.h"

#include <algorithm>

#include "city/directory/pack.h"
#include "platform/formats/formats.h"

namespace portico::directory {
namespace {

template <class Thing>
std::vector<std::string> codes_of(const std::vector<Thing>& things) {
  std::vector<std::string> codes;
  for (const auto& thing : things)
    if (!thing.retired) codes.push_back(thing.code);
  return codes;
}

std::string listed(const std::vector<std::string>& codes) {
  std::string list;
  for (const auto& code : codes) list += (list.empty() ? "" : ", ") + code;
  return list.empty() ? "none: the city's pack has no roles.toml" : list;
}

}  // namespace

bool Role::within(std::string_view scope) const {
  return std::ranges::any_of(permissions, [&](const std::string& permission) { return permission.ends_with(":" + std::string(scope)); });
}

Outcome<void> check_grant(const Snapshot& city, std::string_view role, std::string_view agency, std::string_view unit) {
  const Role* known = city.role(role);
  if (!known || known->retired)
    return refuse(Refused::invalid, "role", "There is no role \"" + std::string(role) + "\".", listed(codes_of(city.roles)));
  if (agency.empty() && known->within("AGENCY"))
    return refuse(Refused::invalid, "agency", "The role \"" + std::string(role) + "\" is held within an agency.",
                  listed(codes_of(city.agencies)));
  const Agency* of = city.agency(agency);
  if (!agency.empty() && (!of || of->retired))
    return refuse(Refused::invalid, "agency", "There is no agency \"" + std::string(agency) + "\".", listed(codes_of(city.agencies)));
  if (unit.empty() && known->within("UNIT"))
    return refuse(Refused::invalid, "unit", "The role \"" + std::string(role) + "\" is held within a unit.",
                  "the unit's code, such as a reviewing office's");
  if (!unit.empty() && !is_code(unit))
    return refuse(Refused::invalid, "unit", "\"" + std::string(unit) + "\" cannot be a unit.", "1 to 60 of A-Z a-z 0-9 _ . -");
  return {};
}

std::vector<std::string> permissions_of(const Snapshot& city, std::string_view role, std::string_view agency, std::string_view unit) {
  const Role* known = city.role(role);
  if (!known || known->retired) return {};
  std::vector<std::string> permissions;
  for (const auto& permission : known->permissions) {
    const auto colon = permission.find(':');
    if (colon == std::string::npos) {
      permissions.push_back(permission);
      continue;
    }
    const std::string_view scope = permission.ends_with(":AGENCY") ? agency : unit;
    if (!scope.empty()) permissions.push_back(permission.substr(0, colon + 1) + std::string(scope));
  }
  return permissions;
}

}  // namespace portico::directory
