// Commands on persons, by their sign-in name. They take a Tx& (see store.h); `actor` is who does it, as the ledger names them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/identity/person.h"
#include "platform/store/store.h"

namespace portico::identity {

struct NewPerson {
  std::string name, public_name, department;
};
// Folds the name. Every fault is named by its field.
Outcome<NewPerson> check_new_person(NewPerson wanted);

Outcome<Person> add_person(store::Tx& tx, const NewPerson& checked, Instant now, std::string_view actor);
// Whether there are such a role, agency and unit is the caller's to know. Refused where it is granted already, or was not.
Outcome<Person> grant_person(store::Tx& tx, std::string_view name, const Grant& grant, Instant now, std::string_view actor);
Outcome<Person> revoke_person(store::Tx& tx, std::string_view name, const Grant& grant, Instant now, std::string_view actor);
// Ends all their sessions. What they did stays theirs.
Outcome<Person> disable_person(store::Tx& tx, std::string_view name, Instant now, std::string_view actor);
Outcome<Person> enable_person(store::Tx& tx, std::string_view name, Instant now, std::string_view actor);
// `encoded` is of a password that check_password let through. Ends all their sessions but the one whose hash is `but`.
Outcome<Person> set_password(store::Tx& tx, std::string_view name, std::string_view encoded, Instant now, std::string_view actor,
                             std::string_view but = {});
// For whoever lost it: they sign in by password alone again. Ends all their sessions.
Outcome<Person> reset_second_factor(store::Tx& tx, std::string_view name, Instant now, std::string_view actor);

std::optional<Person> find_person(store::Reader& reader, std::string_view name);
std::optional<Person> find_person(store::Reader& reader, std::int64_t id);
// Who holds a role of an agency, or without any; none who is disabled. By name.
std::vector<Person> holders_of(store::Reader& reader, std::string_view role, std::string_view agency);
// By name, behind `after_name`.
std::vector<Person> list_persons(store::Reader& reader, std::string_view after_name, int limit);

}  // namespace portico::identity
