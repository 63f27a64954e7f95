// `portico person …` on the command line.
#pragma once

#include <functional>

#include "app/command.h"

namespace CLI {
class App;
}

namespace portico::app {

// What the options write to.
struct PeopleAsked {
  AddPerson add;
  GrantPerson grant, revoke{.grants = false};
  DisablePerson disable, enable{.disables = false};
  SetPassword password;
  ResetSecondFactor reset;
  bool from_stdin = false;
};

// `orders` makes the command carry out what the function gives.
void add_people(CLI::App& portico, PeopleAsked& asked, const std::function<void(CLI::App&, std::function<Order()>)>& orders);

}  // namespace portico::app
