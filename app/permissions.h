// Which permissions there are, for whoever has no routes at hand: a city's pack is checked without a house.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "city/directory/pack.h"

namespace portico::app {

// The verbs that routes name, and whether they are held within an agency or a unit. A test holds the list against the routes.
struct KnownPermission {
  std::string_view verb;
  bool scoped = false;
};
std::span<const KnownPermission> known_permissions();

// A fault, with its line and the nearest that there is, for each permission of a role that no route knows: it would open nothing.
void check_role_permissions(const directory::Pack& pack, std::vector<Fault>& faults);

}  // namespace portico::app
