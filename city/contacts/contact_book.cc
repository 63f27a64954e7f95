#include "city/contacts/contact_book.h"

#include "base/text.h"
#include "city/contacts/tables.h"

namespace portico::contacts {
namespace {

constexpr std::string_view of_contact = "contact:", to_sender = "sender:";

std::optional<std::int64_t> contact_of(const notify::Note& note) {
  return note.about.starts_with(of_contact) ? parse_integer(std::string_view(note.about).substr(of_contact.size())) : std::nullopt;
}

std::string_view primary(std::string_view tag) { return tag.substr(0, tag.find('-')); }

}  // namespace

notify::Note acknowledgement(const Contact& contact) {
  const std::string id = std::to_string(contact.id);
  return {.key = "contact_received:" + id,
          .about = std::string(of_contact) + id,
          .recipient = std::string(to_sender) + id,
          .template_code = "contact_received",
          .data = "{}",
          .not_before = contact.at};
}

std::string spoken(const std::vector<std::string>& languages, std::string_view of_mail) {
  const std::string wanted = lower_ascii(of_mail);
  for (const auto& language : languages)
    if (lower_ascii(language) == wanted) return language;
  for (const auto& language : languages)
    if (!wanted.empty() && primary(lower_ascii(language)) == primary(wanted)) return language;
  return {};
}

std::optional<std::vector<notify::Reach>> ContactBook::reaches(store::Reader& reader, const notify::Note& note) const {
  const auto id = contact_of(note);
  if (!id) return others_.reaches(reader, note);
  const auto contact = tables::find(reader, *id);
  if (!contact || contact->email.empty()) return std::vector<notify::Reach>{};
  const auto city = directory_.now();
  return std::vector<notify::Reach>{{.who = note.recipient,
                                     .address = contact->email,
                                     .name = {},
                                     .language = spoken(city->city.languages, contact->language),
                                     .zone = city->city.zone}};
}

notify::Filling ContactBook::filling(store::Reader& reader, const notify::Note& note, const notify::Reach& reach) const {
  if (!contact_of(note)) return others_.filling(reader, note, reach);
  const auto city = directory_.now();
  return {"", {{"city", directory::in_language(city->city.name, reach.language, first_language())}}};
}

}  // namespace portico::contacts
