#include "app/staff_book.h"

#include "platform/identity/people.h"

namespace portico::app {

std::optional<std::vector<notify::Reach>> StaffBook::reaches(store::Reader& reader, const notify::Note& note) const {
  constexpr std::string_view to_role = "role:";
  const auto at = note.recipient.find('@');
  auto known = book_.reaches(reader, note);
  if (known || !note.recipient.starts_with(to_role) || at == std::string::npos) return known;
  const auto role = std::string_view(note.recipient).substr(to_role.size(), at - to_role.size());
  std::vector<notify::Reach> ways;
  for (const auto& person : identity::holders_of(reader, role, std::string_view(note.recipient).substr(at + 1)))
    if (person.name.find('@') != std::string::npos)
      ways.push_back({.who = identity::actor_of(person.id),
                      .address = person.name,
                      .name = person.public_name,
                      .language = first_language(),
                      .zone = around_.zone()});
  return ways;
}

}  // namespace portico::app
