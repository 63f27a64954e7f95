// The module as others hold it: takes mail, lands answers on their cases, and lets a person decide about the rest.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "city/contacts/contact.h"
#include "city/contacts/reply_address.h"
#include "city/directory/directory.h"
#include "platform/ledger/ledger.h"
#include "platform/mail/incoming.h"
#include "platform/notify/marks.h"

namespace portico::contacts {

class Contacts {
 public:
  // What is given by reference outlives it. `secret`: 32 bytes, under which addresses and message ids are hashed. `marks`: those of
  // notify's sender.
  Contacts(store::Store& store, const directory::Directory& directory, const cases::Cases& cases, files::Files& files, notify::Marks marks,
           ReplyAddresses replies, std::string secret, const TimeSource& time);

  // Blocks until the mail is on file; where a rule of the pack says so, as a case. The same message id twice is one contact. Throws
  // store::Broken: offer it again.
  mail::Answer take(std::string_view bytes, const mail::Envelope& envelope) const;

  // A person decides about a contact that waits. Fields "contact", "number", "reason", and those of Cases::prepare_opening.
  Outcome<cases::Opened> open_case(store::Tx& tx, std::int64_t id, const cases::Opening& opening, std::string_view actor) const;
  Outcome<std::string> put_to_case(store::Tx& tx, std::int64_t id, std::string_view number, std::string_view actor) const;
  Outcome<std::string> dismiss(store::Tx& tx, std::int64_t id, std::string_view reason, std::string_view actor) const;

  // Takes out words, files and whoever wrote, for one of cases::redaction_reasons(); what waits is dismissed by it. Refuses one that
  // stands with a case: it goes with the case's words. Fields "contact" and "reason".
  Outcome<void> redact_contact(store::Tx& tx, std::int64_t id, std::string_view reason, std::string_view actor) const;
  struct Forgotten {
    int contacts = 0;
    bool more = false;
  };
  // The same, for what was dismissed or ignored and was kept as long as the pack says.
  Outcome<Forgotten> forget_old(store::Tx& tx, int limit) const;

  const ReplyAddresses& replies() const { return replies_; }

 private:
  struct Taken;
  Outcome<std::int64_t> receive(store::Tx& tx, const Taken& taken) const;
  std::string recognised(const mail::Received& mail) const;
  Contact contact_of(const mail::Received& mail, Instant at) const;
  bool keep_files(const mail::Received& mail, Contact& contact) const;
  void follow_rule(Taken& taken, const std::vector<std::string>& went_to) const;
  std::int64_t case_of(store::Reader& reader, const Taken& taken) const;
  Outcome<void> decide(store::Tx& tx, std::int64_t id, State state, std::int64_t case_id, std::string_view why,
                       std::string_view actor) const;
  std::string keyed(std::string_view what, std::string_view of) const;

  store::Store& store_;
  const directory::Directory& directory_;
  const cases::Cases& cases_;
  files::Files& files_;
  notify::Marks marks_;
  ReplyAddresses replies_;
  std::string secret_;
  const TimeSource& time_;
};

// Takes words, persons and files out of what belongs to a case that was redacted.
ledger::Subscriber redaction_subscriber(const TimeSource& time);
// Which of these files a contact refers to: for the sweep of platform/files.
std::set<std::string> referenced_files(store::Reader& reader, std::span<const std::string> hashes);

}  // namespace portico::contacts
