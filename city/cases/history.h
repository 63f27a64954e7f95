// What one command does to a case, gathered before anything is written: its new values, its messages and the ledger's events, in order.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/cases/alarm.h"
#include "city/cases/cases.h"
#include "city/cases/move.h"
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
  // Where a newer calendar or an emergency counts than its running clocks were reckoned by: reckons them, and CaseReckoned where that moves
  // a due instant. False where they were up to date.
  bool reckon();
  Outcome<void> pause(std::string_view reason, std::string_view words);           // CasePaused
  Outcome<void> resume();                                                         // CaseResumed
  Outcome<void> transfer(std::string_view agency, std::string_view reason);       // CaseTransferred
  Outcome<void> reclassify(const Reclassification& to, std::string_view reason);  // CaseReclassified

  Outcome<void> accept(std::string_view handler);  // CaseAccepted
  Outcome<void> contest(std::int64_t turn);        // of the newest outcome: CaseContested, CaseReopened
  Outcome<void> merge(std::int64_t into, const std::string& words, const Acting& acting);  // CaseMerged, MessageSent, CaseClosed
  void follow(const Follower& follower);                                                   // CaseFollowed; asks for what is not confirmed
  void confirm(std::int64_t follower);                                                     // FollowingConfirmed
  void unfollow(const Follower& follower);                                                 // CaseUnfollowed
  Outcome<void> find_place(geo::Point point, std::string_view address, const directory::Snapshot& city);  // PlaceFound
  Outcome<void> release_words(const directory::Service* service);                                         // WordsReleased
  Outcome<void> hide_words(const directory::Service* service);                                            // WordsHidden

  void redact(std::string_view why, bool place);                // CaseRedacted; the rows are the caller's
  void add_photo(const Photo& photo);                           // PhotoAdded
  void tell_photo(std::string_view type, std::string payload);  // of a decision on a photo, whose row is the caller's

  const Case& subject() const { return subject_; }

  bool moved() const { return move_.has_value(); }  // to another agency or service

  // Messages, pauses, the move and events; the case's own row is the caller's. Returns the messages with their ids.
  std::vector<Message> write(store::Tx& tx, std::string_view actor) const;
  std::vector<Message> write(store::Tx& tx, Channel channel) const { return write(tx, name_of(channel)); }

 private:
  struct Dues {
    std::optional<Instant> first_status, outcome;
    bool operator==(const Dues&) const = default;
  };
  static Dues dues_of(const Case& subject);
  void tell(std::string_view type, std::string payload);
  void tell_resumed();
  void tell_reckoned(const Dues& before, std::string why);  // nothing where they stay
  void write_pauses(store::Tx& tx) const;
  std::string template_of(std::size_t turn) const;  // of one of messages_
  void tell_customers(store::Tx& tx, const std::vector<Message>& messages) const;

  Case subject_;
  Instant now_;
  const standards::Snapshot& standards_;
  std::size_t pauses_before_;
  bool was_paused_;
  bool quiet_ = false;    // what an import brings is told to nobody anew
  bool receipt_ = false;  // somebody asked just now
  std::optional<Move> move_;
  struct Telling {
    std::string_view type;
    std::string payload;       // "" for a message: it is written once the message has its id
    std::size_t message = 0;   // which of messages_
    std::string first_status;  // what it made of that clock
    std::int64_t version = 0;
  };
  std::vector<Telling> tellings_;
  std::vector<Message> messages_;
  std::optional<std::size_t> reopened_by_;  // which of messages_
  std::vector<notify::Note> notes_;
};

}  // namespace portico::cases
