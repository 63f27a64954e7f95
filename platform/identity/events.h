// What identity tells the ledger: who was let in and granted what, by number alone. The subject is "person:N"; the actor stands in the
// event itself. Never a name, an address or anything else of a person.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "platform/store/store.h"

namespace portico::identity {

struct PersonAdded {
  static constexpr std::string_view type = "PersonAdded/1";
  std::int64_t person = 0;
  bool operator==(const PersonAdded&) const = default;
};
struct PersonGranted {
  static constexpr std::string_view type = "PersonGranted/1";
  std::int64_t person = 0;
  std::string role, agency, unit;  // agency and unit are left out where they are ""
  bool operator==(const PersonGranted&) const = default;
};
struct PersonRevoked {
  static constexpr std::string_view type = "PersonRevoked/1";
  std::int64_t person = 0;
  std::string role, agency, unit;
  bool operator==(const PersonRevoked&) const = default;
};
struct PersonDisabled {
  static constexpr std::string_view type = "PersonDisabled/1";
  std::int64_t person = 0;
  bool operator==(const PersonDisabled&) const = default;
};
struct PersonEnabled {
  static constexpr std::string_view type = "PersonEnabled/1";
  std::int64_t person = 0;
  bool operator==(const PersonEnabled&) const = default;
};
struct PasswordSet {
  static constexpr std::string_view type = "PasswordSet/1";
  std::int64_t person = 0;
  bool operator==(const PasswordSet&) const = default;
};
struct SecondFactorSwitchedOn {
  static constexpr std::string_view type = "SecondFactorSwitchedOn/1";
  std::int64_t person = 0;
  bool operator==(const SecondFactorSwitchedOn&) const = default;
};
struct SecondFactorReset {
  static constexpr std::string_view type = "SecondFactorReset/1";
  std::int64_t person = 0;
  bool operator==(const SecondFactorReset&) const = default;
};
struct SignedIn {
  static constexpr std::string_view type = "SignedIn/1";
  std::int64_t person = 0;
  std::string how;  // "password", "second_factor", "recovery_code", "oidc"
  bool operator==(const SignedIn&) const = default;
};
struct SignInRefused {
  static constexpr std::string_view type = "SignInRefused/1";
  std::int64_t person = 0;
  std::string why;  // "wrong_password", "wrong_code", "disabled"
  bool operator==(const SignInRefused&) const = default;
};

std::string to_json(const PersonAdded& event);
std::string to_json(const PersonGranted& event);
std::string to_json(const PersonRevoked& event);
std::string to_json(const PersonDisabled& event);
std::string to_json(const PersonEnabled& event);
std::string to_json(const PasswordSet& event);
std::string to_json(const SecondFactorSwitchedOn& event);
std::string to_json(const SecondFactorReset& event);
std::string to_json(const SignedIn& event);
std::string to_json(const SignInRefused& event);

// Appends under the person's next version, which it draws under their row's lock.
void tell(store::Tx& tx, std::int64_t person, std::string_view type, std::string payload, Instant now, std::string_view actor);
template <class Event>
void tell(store::Tx& tx, const Event& event, Instant now, std::string_view actor) {
  tell(tx, event.person, Event::type, to_json(event), now, actor);
}

}  // namespace portico::identity
