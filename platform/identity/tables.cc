#include "platform/identity/tables.h"

#include <algorithm>

#include "platform/identity/code.h"

namespace portico::identity::tables {
namespace {

using store::Param;
using store::Row;
using store::Statement;

#define PERSON_COLUMNS "id, name, public_name, department, state, added, password, code_on"

const Statement insert_person_row(
    "identity.insert_person",
    "INSERT INTO identity_person (id, name, public_name, department, state, version, added, password, code_on, "
    "code_step) VALUES ($1, $2, $3, $4, 0, 0, $5, '', 0, 0)");
const Statement next_version_of("identity.next_version",
                                "UPDATE identity_person SET version = version + 1 WHERE id = $1 RETURNING version");
const Statement person_by_id("identity.person_by_id", "SELECT " PERSON_COLUMNS " FROM identity_person WHERE id = $1");
const Statement person_by_name("identity.person_by_name", "SELECT " PERSON_COLUMNS " FROM identity_person WHERE name = $1");
const Statement persons_after("identity.persons_after",
                              "SELECT " PERSON_COLUMNS " FROM identity_person WHERE name > $1 ORDER BY name LIMIT $2");
const Statement holders("identity.holders", "SELECT " PERSON_COLUMNS
                                            " FROM identity_person WHERE state = 0 AND id IN "
                                            "(SELECT person FROM identity_grant WHERE role = $1 AND agency IN ($2, '')) ORDER BY name");
const Statement set_state("identity.set_state", "UPDATE identity_person SET state = $1 WHERE id = $2");
const Statement grants_of("identity.grants_of",
                          "SELECT role, agency, unit FROM identity_grant WHERE person = $1 ORDER BY granted, role, agency, unit");
const Statement grants_between("identity.grants_between",
                               "SELECT g.role, g.agency, g.unit, g.person FROM identity_grant g JOIN identity_person p ON p.id = g.person "
                               "WHERE p.name >= $1 AND p.name <= $2 ORDER BY p.name, g.granted, g.role, g.agency, g.unit");
const Statement insert_grant_row("identity.insert_grant",
                                 "INSERT INTO identity_grant (person, role, agency, unit, granted) VALUES ($1, $2, $3, $4, $5) "
                                 "ON CONFLICT (person, role, agency, unit) DO NOTHING");
const Statement delete_grant_row("identity.delete_grant",
                                 "DELETE FROM identity_grant WHERE person = $1 AND role = $2 AND agency = $3 AND unit = $4");
const Statement secrets_by_id("identity.secrets_of", "SELECT password, code_secret, code_on, code_step FROM identity_person WHERE id = $1");
const Statement set_password("identity.set_password", "UPDATE identity_person SET password = $1 WHERE id = $2");
const Statement set_code("identity.set_code", "UPDATE identity_person SET code_secret = $1, code_on = $2, code_step = $3 WHERE id = $4");
const Statement set_step("identity.set_step",
                         "UPDATE identity_person SET code_step = $1 WHERE id = $2 AND (code_step < $1 OR code_step > $3)");
const Statement delete_recovery_codes("identity.delete_recovery_codes", "DELETE FROM identity_recovery_code WHERE person = $1");
const Statement insert_recovery_code("identity.insert_recovery_code", "INSERT INTO identity_recovery_code (person, hash) VALUES ($1, $2)");
const Statement use_code("identity.use_recovery_code",
                         "UPDATE identity_recovery_code SET used = $1 WHERE person = $2 AND hash = $3 AND used IS NULL");
const Statement count_codes("identity.count_recovery_codes",
                            "SELECT COUNT(*) FROM identity_recovery_code WHERE person = $1 AND used IS NULL");

Person person_in(const Row& row) {
  Person person;
  person.id = row.integer(0);
  person.name = row.text(1);
  person.public_name = row.text(2);
  person.department = row.text(3);
  person.disabled = row.integer(4) == 1;
  person.added = from_millis(row.integer(5));
  person.has_password = !row.text(6).empty();
  person.second_factor = row.integer(7) == 1;
  return person;
}

Grant grant_in(const Row& row) { return {std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))}; }

Person with_grants(store::Reader& reader, Person person) {
  person.grants = reader.all(grants_of, {person.id}, grant_in);
  return person;
}

}  // namespace

void insert_person(store::Tx& tx, const Person& person) {
  tx.execute(insert_person_row, {person.id, person.name, person.public_name, person.department, to_millis(person.added)});
}

std::int64_t next_version(store::Tx& tx, std::int64_t person) {
  return tx.one(next_version_of, {person}, [](const Row& row) { return row.integer(0); }).value();
}

std::optional<Person> find_person(store::Reader& reader, std::int64_t id) {
  auto found = reader.one(person_by_id, {id}, person_in);
  if (found) found = with_grants(reader, std::move(*found));
  return found;
}

std::optional<Person> find_person(store::Reader& reader, std::string_view name) {
  auto found = reader.one(person_by_name, {name}, person_in);
  if (found) found = with_grants(reader, std::move(*found));
  return found;
}

std::vector<Person> list_persons(store::Reader& reader, std::string_view after_name, int limit) {
  std::vector<Person> persons = reader.all(persons_after, {after_name, limit}, person_in);
  if (persons.empty()) return persons;
  reader.query(grants_between, {persons.front().name, persons.back().name}, [&](const Row& row) {
    const auto of = std::ranges::find(persons, row.integer(3), &Person::id);
    if (of != persons.end()) of->grants.push_back(grant_in(row));
  });
  return persons;
}

std::vector<Person> holders_of(store::Reader& reader, std::string_view role, std::string_view agency) {
  return reader.all(holders, {role, agency}, person_in);
}

void update_state(store::Tx& tx, std::int64_t person, bool disabled) { tx.execute(set_state, {disabled ? 1 : 0, person}); }

bool insert_grant(store::Tx& tx, std::int64_t person, const Grant& grant, Instant now) {
  return tx.execute(insert_grant_row, {person, grant.role, grant.agency, grant.unit, to_millis(now)}) == 1;
}

bool delete_grant(store::Tx& tx, std::int64_t person, const Grant& grant) {
  return tx.execute(delete_grant_row, {person, grant.role, grant.agency, grant.unit}) == 1;
}

Secrets secrets_of(store::Reader& reader, std::int64_t person) {
  return reader
      .one(secrets_by_id, {person},
           [](const Row& row) {
             Secrets secrets{.password = std::string(row.text(0)), .code_on = row.integer(2) == 1, .code_step = row.integer(3)};
             if (!row.null(1)) secrets.code_secret = std::string(row.blob(1));
             return secrets;
           })
      .value_or(Secrets{});
}

void update_password(store::Tx& tx, std::int64_t person, std::string_view encoded) { tx.execute(set_password, {encoded, person}); }

void update_code(store::Tx& tx, std::int64_t person, const std::optional<std::string>& sealed, bool on, std::int64_t step) {
  tx.execute(set_code, {sealed ? Param(store::Blob{*sealed}) : Param(nullptr), on, step, person});
}

bool update_step(store::Tx& tx, std::int64_t person, std::int64_t step) {
  return tx.execute(set_step, {step, person, step + steps_set_back}) == 1;
}

void replace_recovery_codes(store::Tx& tx, std::int64_t person, const std::vector<std::string>& hashes) {
  tx.execute(delete_recovery_codes, {person});
  for (const auto& hash : hashes) tx.execute(insert_recovery_code, {person, hash});
}

bool use_recovery_code(store::Tx& tx, std::int64_t person, std::string_view hash, Instant now) {
  return tx.execute(use_code, {to_millis(now), person, hash}) == 1;
}

int count_recovery_codes(store::Reader& reader, std::int64_t person) {
  return static_cast<int>(reader.one(count_codes, {person}, [](const Row& row) { return row.integer(0); }).value_or(0));
}

}  // namespace portico::identity::tables
