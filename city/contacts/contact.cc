#include "city/contacts/contact.h"

#include <array>
#include <utility>

namespace portico::contacts {

std::string_view name_of(State state) {
  constexpr std::array<std::string_view, 6> names{"new", "landed", "opened", "put", "dismissed", "ignored"};
  return names.at(static_cast<std::size_t>(state));
}

std::string_view name_of(mail::Kind kind) {
  constexpr std::array<std::string_view, 5> names{"person", "auto_reply", "bounce", "list", "bulk"};
  return names.at(static_cast<std::size_t>(kind));
}

bool is_crowd(const Crowd& crowd) { return crowd.from_sender >= crowd_of_sender || crowd.from_domain >= crowd_of_domain; }

State first_state(mail::Kind kind, bool has_case) {
  if (kind != mail::Kind::person) return State::ignored;
  return has_case ? State::landed : State::fresh;
}

bool is_acknowledged(State state, const Acknowledging& known) {
  return state == State::fresh && known.may_be_answered && !known.crowd && !known.was_of_late;
}

std::vector<std::string> names_of(const mail::Doubts& doubts) {
  const std::pair<bool, const char*> all[] = {{doubts.no_sender, "no_sender"},
                                              {doubts.no_date, "no_date"},
                                              {doubts.absurd_date, "absurd_date"},
                                              {doubts.no_message_id, "no_message_id"},
                                              {doubts.wrong_charset, "wrong_charset"},
                                              {doubts.unknown_charset, "unknown_charset"},
                                              {doubts.html_only, "html_only"},
                                              {doubts.cut, "cut"},
                                              {doubts.malformed, "malformed"},
                                              {doubts.encrypted, "encrypted"},
                                              {doubts.tnef, "tnef"},
                                              {doubts.invitation, "invitation"}};
  std::vector<std::string> names;
  for (const auto& [there, name] : all)
    if (there) names.emplace_back(name);
  return names;
}

}  // namespace portico::contacts
