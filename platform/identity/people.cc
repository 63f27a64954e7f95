#include "platform/identity/people.h"

#include "base/text.h"
#include "platform/identity/events.h"
#include "platform/identity/tables.h"

namespace portico::identity {
namespace {

Outcome<Person> known(store::Reader& reader, std::string_view name) {
  auto person = tables::find_person(reader, fold_name(name));
  if (!person)
    return refuse(Refused::not_found, "name", "Nobody signs in as \"" + std::string(name) + "\".", "a name of portico person list");
  return std::move(*person);
}

void audit(store::Tx& tx, std::int64_t person, Instant now, std::string_view actor, std::string_view what, std::string_view how = {}) {
  const bool own = actor == actor_of(person);
  tables::insert_audit(
      tx, {.at = now, .person = person, .actor = own ? "" : std::string(actor), .what = std::string(what), .how = std::string(how)});
}

Outcome<Person> now_known(store::Tx& tx, std::int64_t id) { return tables::find_person(tx, id).value(); }

}  // namespace

Outcome<NewPerson> check_new_person(NewPerson wanted) {
  wanted.name = fold_name(wanted.name);
  wanted.public_name = trim(wanted.public_name);
  wanted.department = trim(wanted.department);
  std::vector<Fault> faults;
  for (const auto& checked : {check_name(wanted.name, "name"), check_line(wanted.public_name, "public_name", 80),
                              check_line(wanted.department, "department", 80)})
    if (!checked) faults.insert(faults.end(), checked.error().faults.begin(), checked.error().faults.end());
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return wanted;
}

Outcome<Person> add_person(store::Tx& tx, const NewPerson& checked, Instant now, std::string_view actor) {
  if (tables::find_person(tx, checked.name))
    return refuse(Refused::conflict, "name", "Somebody signs in as \"" + checked.name + "\" already.", "another name");
  const std::int64_t id = tx.next("identity.person");
  tables::insert_person(
      tx, {.id = id, .name = checked.name, .public_name = checked.public_name, .department = checked.department, .added = now});
  audit(tx, id, now, actor, "added");
  tell(tx, PersonAdded{id}, now, actor);
  return now_known(tx, id);
}

Outcome<Person> grant_person(store::Tx& tx, std::string_view name, const Grant& grant, Instant now, std::string_view actor) {
  const auto person = known(tx, name);
  if (!person) return person;
  if (!tables::insert_grant(tx, person->id, grant, now))
    return refuse(Refused::conflict, "role", person->name + " has this role there already.", "another role, agency or unit");
  audit(tx, person->id, now, actor, "granted", grant.role);
  tell(tx, PersonGranted{person->id, grant.role, grant.agency, grant.unit}, now, actor);
  return now_known(tx, person->id);
}

Outcome<Person> revoke_person(store::Tx& tx, std::string_view name, const Grant& grant, Instant now, std::string_view actor) {
  const auto person = known(tx, name);
  if (!person) return person;
  if (!tables::delete_grant(tx, person->id, grant))
    return refuse(Refused::not_found, "role", person->name + " does not have this role there.",
                  "a role, agency and unit of portico person list");
  audit(tx, person->id, now, actor, "revoked", grant.role);
  tell(tx, PersonRevoked{person->id, grant.role, grant.agency, grant.unit}, now, actor);
  return now_known(tx, person->id);
}

Outcome<Person> disable_person(store::Tx& tx, std::string_view name, Instant now, std::string_view actor) {
  const auto person = known(tx, name);
  if (!person) return person;
  if (person->disabled) return refuse(Refused::conflict, "name", person->name + " is disabled already.");
  tables::update_state(tx, person->id, true);
  tables::delete_sessions_of(tx, person->id, "");
  audit(tx, person->id, now, actor, "disabled");
  tell(tx, PersonDisabled{person->id}, now, actor);
  return now_known(tx, person->id);
}

Outcome<Person> enable_person(store::Tx& tx, std::string_view name, Instant now, std::string_view actor) {
  const auto person = known(tx, name);
  if (!person) return person;
  if (!person->disabled) return refuse(Refused::conflict, "name", person->name + " is not disabled.");
  tables::update_state(tx, person->id, false);
  audit(tx, person->id, now, actor, "enabled");
  tell(tx, PersonEnabled{person->id}, now, actor);
  return now_known(tx, person->id);
}

Outcome<Person> set_password(store::Tx& tx, std::string_view name, std::string_view encoded, Instant now, std::string_view actor,
                             std::string_view but) {
  const auto person = known(tx, name);
  if (!person) return person;
  tables::update_password(tx, person->id, encoded);
  tables::delete_sessions_of(tx, person->id, but);
  audit(tx, person->id, now, actor, "password_set");
  tell(tx, PasswordSet{person->id}, now, actor);
  return now_known(tx, person->id);
}

Outcome<Person> reset_second_factor(store::Tx& tx, std::string_view name, Instant now, std::string_view actor) {
  const auto person = known(tx, name);
  if (!person) return person;
  if (!person->second_factor) return refuse(Refused::conflict, "name", person->name + " has no second factor.");
  tables::update_code(tx, person->id, std::nullopt, false, 0);
  tables::replace_recovery_codes(tx, person->id, {});
  tables::delete_sessions_of(tx, person->id, "");
  audit(tx, person->id, now, actor, "second_factor_reset");
  tell(tx, SecondFactorReset{person->id}, now, actor);
  return now_known(tx, person->id);
}

std::optional<Person> find_person(store::Reader& reader, std::string_view name) { return tables::find_person(reader, fold_name(name)); }
std::optional<Person> find_person(store::Reader& reader, std::int64_t id) { return tables::find_person(reader, id); }
std::vector<Person> holders_of(store::Reader& reader, std::string_view role, std::string_view agency) {
  return tables::holders_of(reader, role, agency);
}

std::vector<Person> list_persons(store::Reader& reader, std::string_view after_name, int limit) {
  return tables::list_persons(reader, after_name, limit);
}

}  // namespace portico::identity
