// Where mail comes in, as the operator wrote it: [[mail_in]] (docs/operating.md).
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/formats/formats.h"
#include "platform/mail/imap.h"
#include "platform/mail/lmtp.h"

namespace portico::app {

struct MailSource {
  enum class Kind {
    maildir,  // a folder that a mail server of this machine delivers into
    lmtp,     // a mail server of this machine hands each mail over
    imap,     // a mailbox elsewhere, fetched from
  };
  Kind kind = Kind::maildir;
  std::string place;             // "portico.toml:12"
  std::filesystem::path folder;  // of a maildir
  mail::LmtpSettings lmtp;
  mail::ImapSettings imap;
  Millis every{2'000};  // between two looks
};
std::string_view name_of(MailSource::Kind kind);  // "maildir"

struct MailInSettings {
  std::vector<MailSource> sources;
  std::string replies_at;  // the domain at which answers land on their cases; "": mails have no such address
};

// Files are named from `beside`, the folder of the settings file. Passwords are read, folders looked for: a fault is told with its place
// before anything is served.
void read_mail_in(const formats::TomlTable& document, const std::filesystem::path& beside, MailInSettings& settings,
                  std::vector<Fault>& faults);

}  // namespace portico::app
