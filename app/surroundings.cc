#include "app/surroundings.h"

#include <algorithm>

#include "city/directory/roles.h"
#include "city/directory/routes.h"
#include "city/directory/shell.h"

namespace portico::app {
namespace {

std::string own_language(const directory::Snapshot& city) { return city.city.languages.empty() ? "en" : city.city.languages.front(); }

template <class Thing>
std::vector<identity::Surroundings::Choice> choices_of(const std::vector<Thing>& things, const directory::Snapshot& city,
                                                       std::string_view language) {
  std::vector<identity::Surroundings::Choice> choices;
  for (const auto& thing : things)
    if (!thing.retired) choices.push_back({thing.code, directory::in_language(thing.name, language, own_language(city))});
  std::ranges::sort(choices, {}, &identity::Surroundings::Choice::name);
  return choices;
}

}  // namespace

std::string CitySurroundings::language(const http::Request& request) const {
  return directory::staff_language_of(request, *directory_.now());
}

std::string CitySurroundings::path_in(std::string_view language, std::string_view path) const {
  return path.starts_with("/desk") ? std::string(path) : directory::path_in(*directory_.now(), language, path);
}

http::Response CitySurroundings::page(const http::Request& request, std::string language, std::string title, std::string path,
                                      std::string body, int status) const {
  return directory::respond(
      request, *directory_.now(),
      {.language = std::move(language), .title = std::move(title), .path = std::move(path), .body = std::move(body), .description = {}},
      status);
}

http::Response CitySurroundings::staff_page(const http::Request& request, std::string language, std::string title, std::string path,
                                            std::string body, int status) const {
  const auto city = directory_.now();
  directory::Bar bar = directory::bar_of(request.principal, language);
  http::Response response = directory::respond(request, *city,
                                               {.language = std::move(language),
                                                .title = std::move(title),
                                                .path = std::move(path),
                                                .body = std::move(body),
                                                .description = {},
                                                .bar = std::move(bar)},
                                               status);
  response.headers.emplace_back("X-Robots-Tag", "noindex");
  return response;
}

std::string CitySurroundings::house(std::string_view language) const {
  const auto city = directory_.now();
  const std::string& name = directory::in_language(city->city.short_name, language, own_language(*city));
  return name.empty() ? "Portico" : name;
}

std::string CitySurroundings::zone() const { return directory_.now()->city.zone; }

std::vector<identity::Surroundings::Choice> CitySurroundings::roles(std::string_view language) const {
  const auto city = directory_.now();
  return choices_of(city->roles, *city, language);
}

std::vector<identity::Surroundings::Choice> CitySurroundings::agencies(std::string_view language) const {
  const auto city = directory_.now();
  return choices_of(city->agencies, *city, language);
}

Outcome<void> CitySurroundings::check_grant(const identity::Grant& grant) const {
  return directory::check_grant(*directory_.now(), grant.role, grant.agency, grant.unit);
}

bool CitySurroundings::wants_second_factor(const identity::Person& person) const {
  return std::ranges::any_of(person.grants, [&](const identity::Grant& grant) {
    return std::ranges::find(second_factor_for_, grant.role) != second_factor_for_.end();
  });
}

std::string CitySurroundings::first_page(const identity::Person& person) const {
  const auto city = directory_.now();
  bool manages = false;
  for (const auto& grant : person.grants)
    for (const auto& permission : directory::permissions_of(*city, grant.role, grant.agency, grant.unit)) {
      if (permission == "read_case" || permission.starts_with("read_case:")) return "/desk";
      manages = manages || permission == "manage_people";
    }
  return manages ? "/people" : "/account";
}

}  // namespace portico::app
