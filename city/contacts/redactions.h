// Which mails were redacted by somebody's word, kept outside the database: an older back-up that is brought back loses their words again.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "city/contacts/contacts.h"

namespace portico::contacts {

// A line of DIR/redactions.jsonl, beside those of cases. By the keyed hash of its message id: a restored database gives numbers anew.
struct Redaction {
  std::string message;
  Instant at;
  bool operator==(const Redaction&) const = default;
};
std::string to_line(const Redaction& redaction);
Outcome<Redaction> parse_redaction(std::string_view line, std::string_view place);

class Redactions {
 public:
  Redactions(store::Store& store, const Contacts& contacts, const std::filesystem::path& folder);

  // Redacts anew what the file knows and the database does not (an older back-up); of how many. Throws where the file cannot be read.
  int bring_together();
  // Writes down what was redacted since.
  void list();
  // Lists first, then leaves nothing of what was taken out in the database's files; of how many. On PostgreSQL it locks the tables: in a
  // quiet hour.
  int erase();

 private:
  store::Store& store_;
  const Contacts& contacts_;
  std::filesystem::path file_;
};

}  // namespace portico::contacts
