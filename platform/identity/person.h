// Persons who sign in, and what they are granted. Rules are pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"

namespace portico::identity {

// A role within an agency; what a role may do is the city's to say.
struct Grant {
  std::string role;
  std::string agency, unit;  // codes; "" where it is of none
  auto operator<=>(const Grant&) const = default;
};

struct Person {
  std::int64_t id = 0;
  std::string name;         // to sign in with, folded
  std::string public_name;  // how customers are told who speaks: "Ana R."
  std::string department;   // "Street Works, North"
  bool disabled = false;
  bool has_password = false;
  bool second_factor = false;  // asked for at each sign-in by password
  Instant added;
  std::vector<Grant> grants;  // in the order granted
};

std::string actor_of(std::int64_t person);  // "person:17", as the ledger names them

// Letters without case, no blanks around. What is e-mail and what is a name is told apart by its "@".
std::string fold_name(std::string_view name);

// 3 to 100 characters of letters, digits and . _ - + @ ; one "@" at most, with something on both sides.
Outcome<void> check_name(std::string_view folded, std::string_view field);
// One line of 1 to `most` characters.
Outcome<void> check_line(std::string_view text, std::string_view field, std::size_t most);
// At least 12 characters, at most 200, and neither the name nor one character over and over.
Outcome<void> check_password(std::string_view password, std::string_view name, std::string_view field);

}  // namespace portico::identity
