#include "platform/identity/person.h"

#include <algorithm>

#include "base/text.h"

namespace portico::identity {
namespace {

constexpr std::size_t least_password = 12, most_password = 200;

}  // namespace

std::string actor_of(std::int64_t person) { return "person:" + std::to_string(person); }

std::string fold_name(std::string_view name) { return lower_ascii(trim(name)); }

Outcome<void> check_name(std::string_view folded, std::string_view field) {
  constexpr std::string_view accepted = "an e-mail address, or 3 to 100 of a-z 0-9 . _ - +";
  const auto known = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || std::string_view("._-+@").contains(c); };
  if (folded.size() < 3 || folded.size() > 100)
    return refuse(Refused::invalid, std::string(field), "The sign-in name is too short or too long.", std::string(accepted));
  if (!std::ranges::all_of(folded, known))
    return refuse(Refused::invalid, std::string(field), "The sign-in name has a character that names do not have here.",
                  std::string(accepted));
  const auto at = folded.find('@');
  if (at != std::string_view::npos && (at == 0 || at + 1 == folded.size() || folded.find('@', at + 1) != std::string_view::npos))
    return refuse(Refused::invalid, std::string(field), "This is no e-mail address.", std::string(accepted));
  return {};
}

Outcome<void> check_line(std::string_view text, std::string_view field, std::size_t most) {
  const auto control = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (!valid_utf8(text) || trim(text).empty() || count_characters(text) > most || std::ranges::any_of(text, control))
    return refuse(Refused::invalid, std::string(field), "This is empty, too long, or more than one line.",
                  "one line of 1 to " + std::to_string(most) + " characters");
  return {};
}

Outcome<void> check_password(std::string_view password, std::string_view name, std::string_view field) {
  const auto no = [&](std::string reason) {
    return refuse(Refused::invalid, std::string(field), std::move(reason), "12 to 200 characters: four words in a row are good");
  };
  if (!valid_utf8(password)) return no("The password is no text.");
  const std::size_t length = count_characters(password);
  if (length < least_password) return no("The password has fewer than 12 characters.");
  if (length > most_password) return no("The password has more than 200 characters.");
  const std::string folded = lower_ascii(password);
  const std::string_view before_at = name.substr(0, name.find('@'));
  if (folded == name || folded == before_at) return no("The password is the sign-in name.");
  if (std::ranges::all_of(password, [&](char c) { return c == password.front(); }))
    return no("The password is one character over and over.");
  return {};
}

}  // namespace portico::identity
