// An address book that knows staff, too: who holds the role that an escalation goes to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "platform/identity/routes.h"
#include "platform/notify/reach.h"

namespace portico::app {

// "role:dispatcher@DOT": everybody who holds it for that agency, or for all of them, and signs in with a mail address. All else is the
// book's.
class StaffBook final : public notify::AddressBook {
 public:
  StaffBook(const notify::AddressBook& book, const identity::Surroundings& around) : book_(book), around_(around) {}

  std::optional<std::vector<notify::Reach>> reaches(store::Reader& reader, const notify::Note& note) const override;
  notify::Filling filling(store::Reader& reader, const notify::Note& note, const notify::Reach& reach) const override {
    return book_.filling(reader, note, reach);
  }
  std::string first_language() const override { return book_.first_language(); }

 private:
  const notify::AddressBook& book_;
  const identity::Surroundings& around_;
};

}  // namespace portico::app
