// g++ 12 at -O2 takes the exception pointer of an empty expected for uninitialized where Store::run is inlined here.
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"

#include "app/people.h"

#include <fmt/format.h>

#include <functional>

#include "app/command.h"
#include "app/house.h"
#include "city/directory/roles.h"
#include "platform/identity/people.h"

namespace portico::app {
namespace {

using identity::Person;

constexpr std::string_view operator_actor = "operator";

int told(Console& console, const Refusal& refusal) {
  console.faults(refusal);
  return refused;
}

std::string line_of(const Person& person) {
  std::string line =
      fmt::format("{}  {} ({})  {}{}{}", person.name, person.public_name, person.department, person.disabled ? "disabled" : "active",
                  person.has_password ? "" : ", no password", person.second_factor ? ", second factor" : "");
  for (const auto& grant : person.grants)
    line += fmt::format("  {}{}{}", grant.role, grant.agency.empty() ? "" : "@" + grant.agency, grant.unit.empty() ? "" : "/" + grant.unit);
  return line + "\n";
}

int change(House& house, Console& console, const std::function<Outcome<Person>(store::Tx&)>& command) {
  const auto changed = house.store->run<Person>(command);
  if (!changed) return told(console, changed.error());
  house.ledger.seal_now();
  console.out(line_of(*changed));
  return done;
}

void tell_drawn(Console& console, const std::string& password) {
  console.out("password: " + password + "\nIt is told this once; whoever gets it chooses another on the page of their account.\n");
}

}  // namespace

int carry_out(House& house, const AddPerson& add, Console& console) {
  const auto wanted = identity::check_new_person({add.name, add.public_name, add.department});
  if (!wanted) return told(console, wanted.error());
  const std::string password = add.password.empty() ? house.identity.drawn_password() : add.password;
  const auto encoded = house.identity.hash(password, wanted->name);
  if (!encoded) return told(console, encoded.error());
  const int code = change(house, console, [&, now = house.time.now()](store::Tx& tx) -> Outcome<Person> {
    if (const auto added = identity::add_person(tx, *wanted, now, operator_actor); !added) return added;
    return identity::set_password(tx, wanted->name, *encoded, now, operator_actor);
  });
  if (code == done && add.password.empty()) tell_drawn(console, password);
  return code;
}

int carry_out(House& house, const ListPersons&, Console& console) {
  constexpr int at_once = 500;
  std::vector<Person> some;
  do {
    const std::string after = some.empty() ? "" : some.back().name;
    house.store->read([&](store::Reader& reader) { some = identity::list_persons(reader, after, at_once); });
    for (const auto& person : some) console.out(line_of(person));
    if (some.empty() && after.empty()) console.out("nobody can sign in yet\n");
  } while (some.size() == at_once);
  return done;
}

int carry_out(House& house, const GrantPerson& wanted, Console& console) {
  const identity::Grant grant{wanted.role, wanted.agency, wanted.unit};
  if (wanted.grants) {
    const auto known = directory::check_grant(*house.directory.now(), grant.role, grant.agency, grant.unit);
    if (!known) return told(console, known.error());
  }
  return change(house, console, [&, now = house.time.now()](store::Tx& tx) {
    return wanted.grants ? identity::grant_person(tx, wanted.name, grant, now, operator_actor)
                         : identity::revoke_person(tx, wanted.name, grant, now, operator_actor);
  });
}

int carry_out(House& house, const DisablePerson& wanted, Console& console) {
  return change(house, console, [&, now = house.time.now()](store::Tx& tx) {
    return wanted.disables ? identity::disable_person(tx, wanted.name, now, operator_actor)
                           : identity::enable_person(tx, wanted.name, now, operator_actor);
  });
}

int carry_out(House& house, const SetPassword& wanted, Console& console) {
  const std::string password = wanted.password.empty() ? house.identity.drawn_password() : wanted.password;
  const auto encoded = house.identity.hash(password, identity::fold_name(wanted.name));
  if (!encoded) return told(console, encoded.error());
  const int code = change(house, console, [&, now = house.time.now()](store::Tx& tx) {
    return identity::set_password(tx, wanted.name, *encoded, now, operator_actor);
  });
  if (code == done && wanted.password.empty()) tell_drawn(console, password);
  return code;
}

int carry_out(House& house, const ResetSecondFactor& wanted, Console& console) {
  return change(house, console,
                [&, now = house.time.now()](store::Tx& tx) { return identity::reset_second_factor(tx, wanted.name, now, operator_actor); });
}

}  // namespace portico::app
