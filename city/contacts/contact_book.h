// An address book that knows whoever wrote a contact, in front of one that knows all others.
#pragma once

#include <string>
#include <string_view>

#include "city/contacts/contact.h"
#include "city/directory/directory.h"
#include "platform/notify/reach.h"

namespace portico::contacts {

// The note that a contact came in; whom it is for, this module's address book knows.
notify::Note acknowledgement(const Contact& contact);
// Of the languages that the city speaks the one that a mail is in; "" where it is none of them: "pt-BR" is "pt", "zh-TW" is "zh".
std::string spoken(const std::vector<std::string>& languages, std::string_view of_mail);

class ContactBook final : public notify::AddressBook {
 public:
  ContactBook(const notify::AddressBook& others, const directory::Directory& directory) : others_(others), directory_(directory) {}

  std::optional<std::vector<notify::Reach>> reaches(store::Reader& reader, const notify::Note& note) const override;
  // The city's name alone: nothing that a stranger wrote goes back, since nobody knows whether the address is theirs.
  notify::Filling filling(store::Reader& reader, const notify::Note& note, const notify::Reach& reach) const override;
  std::string first_language() const override { return others_.first_language(); }

 private:
  const notify::AddressBook& others_;
  const directory::Directory& directory_;
};

}  // namespace portico::contacts
