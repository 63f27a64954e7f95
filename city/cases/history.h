// What one command does to a case, gathered before anything is written: its new values, its messages and the ledger's events, in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/cases/alarm.h"
#include "city/cases/cases.h"
#include "city/cases/progress.h"
#include "platform/notify/outbox.h"

namespace portico::cases {

class History {
 public:
  // `subject` as it stands (version 0 for one that is being opened); `now`: when the command runs. Holds on to `standards`.
  History(Case subject, Instant now, const standards::Snapshot& standards);

  void asked();                                    // a batch service's request: CaseAsked
  void opened(bool imported);                      // CaseOpened
  Outcome<Progress> update(const Update& update);  // MessageSent, and CaseClosed or CaseReopened
  Outcome<Closing> close(const Closing& closing);  // CaseClosed alone; refuses a closed one (conflict)
  void fire(const Alarm& alarm);                   // ClockRanOut, or CaseEscalated and a note to the role

  const Case& subject() const { return subject_; }

  // Messages and events; the case's own row is the caller's. Returns the messages with their ids.
  std::vector<Message> write(store::Tx& tx, std::string_view actor) const;
  std::vector<Message> write(store::Tx& tx, Channel channel) const { return write(tx, name_of(channel)); }

 private:
  void tell(std::string_view type, std::string payload);

  Case subject_;
  Instant now_;
  const standards::Snapshot& standards_;
  struct Telling {
    std::string_view type;
    std::string payload;       // "" for a message: it is written once the message has its id
    std::size_t message = 0;   // which of messages_
    std::string first_status;  // what it made of that clock
    std::int64_t version = 0;
  };
  std::vector<Telling> tellings_;
  std::vector<Message> messages_;
  std::vector<notify::Note> notes_;
};

}  // namespace portico::cases
