// Addresses of mail, as they may stand in an envelope and in a header.
#pragma once

#include <string>
#include <string_view>

#include "base/outcome.h"

namespace portico::mail {

struct Address {
  std::string name;     // UTF-8; may be empty
  std::string address;  // "name@town.example"
  bool operator==(const Address&) const = default;
};

// NAME@DOMAIN in ASCII (RFC 5321 without quotes and literals; a domain of other letters in its xn-- form), the domain in lower case.
// Refuses what could say something else to a mail server: blanks, line ends, angle brackets.
Outcome<std::string> check_address(std::string_view text, std::string_view field);

// Letters, digits, '-' and '.', as a domain or the name of a host may be.
bool is_domain(std::string_view text);

}  // namespace portico::mail
