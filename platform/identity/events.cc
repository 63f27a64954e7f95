#include "platform/identity/events.h"

#include "platform/identity/person.h"
#include "platform/identity/tables.h"
#include "platform/ledger/json.h"
#include "platform/ledger/ledger.h"

namespace portico::identity {
namespace {

using ledger::Payload;

std::string of(std::int64_t person) { return Payload{}.add("person", person).str(); }

template <class Event>
std::string of_grant(const Event& event) {
  Payload payload;
  if (!event.agency.empty()) payload.add("agency", event.agency);
  payload.add("person", event.person).add("role", event.role);
  if (!event.unit.empty()) payload.add("unit", event.unit);
  return payload.str();
}

}  // namespace

std::string to_json(const PersonAdded& event) { return of(event.person); }
std::string to_json(const PersonGranted& event) { return of_grant(event); }
std::string to_json(const PersonRevoked& event) { return of_grant(event); }
std::string to_json(const PersonDisabled& event) { return of(event.person); }
std::string to_json(const PersonEnabled& event) { return of(event.person); }
std::string to_json(const PasswordSet& event) { return of(event.person); }
std::string to_json(const SecondFactorSwitchedOn& event) { return of(event.person); }
std::string to_json(const SecondFactorReset& event) { return of(event.person); }
std::string to_json(const SignedIn& event) { return Payload{}.add("how", event.how).add("person", event.person).str(); }
std::string to_json(const SignInRefused& event) { return Payload{}.add("person", event.person).add("why", event.why).str(); }

void tell(store::Tx& tx, std::int64_t person, std::string_view type, std::string payload, Instant now, std::string_view actor) {
  ledger::append(tx, {.at = now,
                      .actor = std::string(actor),
                      .subject = actor_of(person),
                      .version = tables::next_version(tx, person),
                      .type = std::string(type),
                      .payload = std::move(payload)});
}

}  // namespace portico::identity
