// An address book whose mails about cases can be answered: the answer lands on the case.
#pragma once

#include "city/cases/cases.h"
#include "city/contacts/reply_address.h"
#include "platform/notify/reach.h"

namespace portico::contacts {

class ReplyBook final : public notify::AddressBook {
 public:
  ReplyBook(const notify::AddressBook& book, const cases::Cases& cases, ReplyAddresses replies)
      : book_(book), cases_(cases), replies_(std::move(replies)) {}

  std::optional<std::vector<notify::Reach>> reaches(store::Reader& reader, const notify::Note& note) const override;
  notify::Filling filling(store::Reader& reader, const notify::Note& note, const notify::Reach& reach) const override {
    return book_.filling(reader, note, reach);
  }
  std::string first_language() const override { return book_.first_language(); }

 private:
  const notify::AddressBook& book_;
  const cases::Cases& cases_;
  ReplyAddresses replies_;
};

}  // namespace portico::contacts
