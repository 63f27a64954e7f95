// Where mail comes in, by the operator's settings: [[mail_in]] (docs/operating.md).
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/outcome.h"
#include "city/contacts/contacts.h"
#include "platform/formats/formats.h"

namespace portico::app {

struct MailInSettings {
  struct Source {
    std::string place;
    std::filesystem::path folder;  // a maildir
  };
  std::vector<Source> sources;
  std::string replies_at;  // the domain at which answers land on their cases; "": mails have no such address
};
void read_mail_in(const formats::TomlTable& document, const std::filesystem::path& beside, MailInSettings& settings,
                  std::vector<Fault>& faults);

// Takes what comes in on a thread of its own, every few seconds.
class MailIn {
 public:
  MailIn(const contacts::Contacts& contacts, MailInSettings settings, Log& log);
  ~MailIn();
  void start();  // once; does nothing without a source
  void stop();

  struct Condition {
    std::int64_t accepted = 0, later = 0, refused = 0;  // since the start
    bool trouble = false;                               // a folder could not be read the last time
  };
  Condition condition() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::app
