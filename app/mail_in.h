// Takes what comes in by each source of [[mail_in]], on threads of its own, and tells how each of them does.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "app/mail_sources.h"
#include "base/instant.h"
#include "base/log.h"
#include "city/contacts/contacts.h"

namespace portico::app {

class MailIn {
 public:
  MailIn(const contacts::Contacts& contacts, MailInSettings settings, const TimeSource& time, Log& log);
  ~MailIn();
  void start();  // once; does nothing without a source
  void stop();   // waits for a look that is going on

  struct Condition {  // of one source
    MailSource::Kind kind = MailSource::Kind::maildir;
    std::int64_t accepted = 0, later = 0, refused = 0;  // mails since the start
    std::optional<Instant> trouble_since;               // it does not work; why, the log says
  };
  std::vector<Condition> conditions() const;  // in the order of the settings

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::app
