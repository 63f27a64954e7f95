// Mail that a mail server puts into a folder (maildir): one file each, in new/ until it was taken.
#pragma once

#include <filesystem>

#include "base/outcome.h"
#include "platform/mail/incoming.h"

namespace portico::mail {

struct MaildirSettings {
  std::filesystem::path folder;
  std::size_t size = 32 << 20;  // bytes of one mail; a larger one is refused unread
};

// One process takes from one folder. Each call does its work on the disk: never on a loop or in a command.
class Maildir {
 public:
  // Refuses what has no new/, cur/ and tmp/.
  static Outcome<Maildir> open(MaildirSettings settings);

  // Offers the mails in new/, oldest first, at most so many. Accepted ones go to cur/ as seen, refused ones to refused/, those put off
  // stay. Files that are none (links, folders, dots) are left alone. Throws std::runtime_error where the folder cannot be read or written.
  Taken take(const Accept& accept, int most = 1000) const;

 private:
  explicit Maildir(MaildirSettings settings) : settings_(std::move(settings)) {}
  MaildirSettings settings_;
};

}  // namespace portico::mail
