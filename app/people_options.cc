#include "app/people_options.h"

#include <CLI/CLI.hpp>
#include <iostream>

namespace portico::app {
namespace {

using Orders = std::function<void(CLI::App&, std::function<Order()>)>;

CLI::App* named(CLI::App& person, const char* command, const char* about, std::string& name) {
  auto* added = person.add_subcommand(command, about);
  added->add_option("NAME", name, "the name to sign in with")->required();
  return added;
}

void takes_password(CLI::App& command, PeopleAsked& asked) {
  command.add_flag("--password-stdin", asked.from_stdin,
                   "the password is the first line of standard input; else one is drawn and told once");
}

std::string typed(bool from_stdin) {
  std::string line;
  if (from_stdin && (!std::getline(std::cin, line) || line.empty()))
    throw std::runtime_error("--password-stdin: there is no line on standard input");
  return line;
}

void add_grant(CLI::App& person, GrantPerson& grant, const Orders& orders) {
  auto* command = named(person, grant.grants ? "grant" : "revoke",
                        grant.grants ? "give a person a role, within an agency and a unit" : "take a role from a person", grant.name);
  command->add_option("--role", grant.role, "a role of the pack's roles.toml")->required()->type_name("CODE");
  command->add_option("--agency", grant.agency, "the agency within which")->type_name("CODE");
  command->add_option("--unit", grant.unit, "the unit within which")->type_name("CODE");
  orders(*command, [&grant] { return Order(grant); });
}

}  // namespace

void add_people(CLI::App& portico, PeopleAsked& asked, const Orders& orders) {
  auto* person = portico.add_subcommand("person", "people who sign in, and what they may do (docs/operating.md)")->require_subcommand(1);
  auto* add = named(*person, "add", "make an account", asked.add.name);
  add->add_option("--public-name", asked.add.public_name, "how customers are told who speaks")->required()->type_name("TEXT");
  add->add_option("--department", asked.add.department, "of what department")->required()->type_name("TEXT");
  takes_password(*add, asked);
  orders(*add, [&asked] {
    asked.add.password = typed(asked.from_stdin);
    return Order(asked.add);
  });

  orders(*person->add_subcommand("list", "all accounts with their roles"), [] { return Order(ListPersons{}); });
  add_grant(*person, asked.grant, orders);
  add_grant(*person, asked.revoke, orders);
  orders(*named(*person, "disable", "nobody signs in with it any more; sessions end", asked.disable.name),
         [&asked] { return Order(asked.disable); });
  orders(*named(*person, "enable", "sign in with it again", asked.enable.name), [&asked] { return Order(asked.enable); });

  auto* password = named(*person, "password", "set another password; sessions end", asked.password.name);
  takes_password(*password, asked);
  orders(*password, [&asked] {
    asked.password.password = typed(asked.from_stdin);
    return Order(asked.password);
  });
  orders(*named(*person, "second-factor-reset", "for whoever lost their phone and their recovery codes", asked.reset.name),
         [&asked] { return Order(asked.reset); });
}

}  // namespace portico::app
