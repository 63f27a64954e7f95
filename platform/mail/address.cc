#include "platform/mail/address.h"

#include <algorithm>

#include "base/text.h"

namespace portico::mail {
namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && label.front() != '-' && label.back() != '-' &&
         std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

bool is_local_part(std::string_view local) {
  constexpr std::string_view others = "!#$%&'*+-/=?^_`{|}~";
  return local.size() <= 64 && std::ranges::all_of(split(local, '.'), [&](std::string_view atom) {
           return !atom.empty() &&
                  std::ranges::all_of(atom, [&](char c) { return is_letter_or_digit(c) || others.find(c) != std::string_view::npos; });
         });
}

}  // namespace

bool is_domain(std::string_view text) { return text.size() <= 253 && std::ranges::all_of(split(text, '.'), is_label); }

Outcome<std::string> check_address(std::string_view text, std::string_view field) {
  const auto at = text.rfind('@');
  if (at == std::string_view::npos || text.size() > 254 || !is_local_part(text.substr(0, at)) || !is_domain(text.substr(at + 1)))
    return refuse(Refused::invalid, std::string(field), "is no address of mail",
                  "an address such as name@town.example, a domain of other letters in its xn-- form");
  return std::string(text.substr(0, at + 1)) + lower_ascii(text.substr(at + 1));
}

}  // namespace portico::mail
