// The module as others hold it: commands that change cases, queries that read them.
//
// prepare_* happens before the lane (parsing, district look-up); the command inside it only guards, decides and writes rows and event.
// The functions that take a Tx may be called by an upper module inside its own transaction.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/chance.h"
#include "base/instant.h"
#include "city/cases/case.h"
#include "city/cases/photo.h"
#include "city/cases/soonest.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/files/files.h"
#include "platform/ledger/ledger.h"
#include "platform/store/store.h"

namespace portico::cases {

struct Update {           // a status message, with or without a change of state
  std::string update_id;  // the sender's own; a known one is refused
  Instant at;
  std::string author, department, text, media_url;
  std::string update_status;  // an Open311 status; decides what happens (see progress.h)
  std::string outcome = {};   // of a close: what a command says more exactly than a status can
  bool meaningful = true;
  std::vector<files::Stored> photos = {};  // taken before the command
};

// Who changes a case, and whose cases they may change.
struct Acting {
  std::string actor;                         // as the ledger names them: "operator", "key:dispatch", "person:17"
  std::vector<std::string> agencies{"*"};    // codes; "*" stands for all
  std::string author = {}, department = {};  // by which the customer knows them
};
struct Pausing {
  std::string reason;  // as promises name it, "waiting_for_customer"
  std::string words;   // what the customer is told of it; may be empty
};
struct Transfer {
  std::string agency, reason;
};
struct Reclassifying {
  std::string service, reason;
  std::string token;  // the key to the case where the service is not listed
};

struct Telling {
  std::string words;
  std::string status;  // an Open311 update status that is but a message, "IN_PROGRESS"; "" for none
};
struct Merging {
  std::string into;   // the number of the request that goes on
  std::string words;  // what the reporter of the repeat is told
};
struct Found {
  geo::Point point;
  std::string address;  // "" keeps what was given
};
struct Redacting {
  std::string reason;  // see redaction_reasons()
  bool place = false;  // the address and the point too
};
struct Redaction;
struct Following {
  std::int64_t follower = 0;
  std::string key;  // 128 bits, hex: by which it ends
};

// What somebody asks for.
struct Asked {
  std::string service;
  Channel channel = Channel::open311;
  Place place;
  std::string description, media_url;
  std::vector<Answer> answers;
  Reporter reporter;
  std::string external_id;                 // import only: importing the same twice changes nothing
  std::optional<Instant> opened;           // import only; else the moment of the command
  std::vector<std::string> flags;          // import only
  std::string agency;                      // import only: overrides the service's agency
  std::vector<Update> history;             // import only: what has happened since, in order; entered with the case in one command
  std::vector<files::Stored> photos = {};  // taken before the command
};

// Everything that can be known before the lane: checked, placed, promised.
struct Opening {
  Asked asked;
  Instant at;
  std::string agency;
  std::vector<directory::Placement> districts;
  std::int64_t cell = 0;
  std::int64_t sla_version = 0;
  std::vector<Clock> clocks;
  std::int64_t load = 0, emergency_change = 0;  // of the standards by which the clocks were reckoned
  bool batch = false;                           // a batch service: answered with a token, opened by a job
  std::string token;                            // for a batch service and for one that is not listed
};

struct Opened {
  std::int64_t id = 0;
  std::string number;     // empty for a batch service
  std::string token;      // 128 bits, hex: the status of a case that is not public; for a batch service, the token of GET /tokens
  bool repeated = false;  // the same external_id or Idempotency-Key was here before
};

// Idempotency: kept 48 h in the command's own transaction.
struct Repeatable {
  std::string scope;  // principal or address, and route
  std::string key;    // "" : not repeatable
  std::string body_sha256;
};

// Narrow enough for any list; what is empty does not filter. Ordered newest first by id unless `sort` says otherwise.
struct Filter {
  std::vector<std::string> numbers;
  std::vector<std::string> services;
  std::vector<std::string> agencies;
  std::optional<Status> status;
  std::optional<Instant> opened_from, opened_to, updated_from, updated_to;
  std::optional<geo::Box> box;
  std::optional<geo::Point> near;
  double radius = 0;  // metres, with near
  std::string words;  // q: every word, the last as a beginning; what the public may read, or all where `listed_only` is not set
  std::string district_set, district;
  // newest, oldest: by the instant of opening. updated: newest change first. due: open cases by their next due instant, soonest first.
  // With a district: by id.
  enum class Sort { newest, oldest, updated, due } sort = Sort::newest;
  std::string cursor;       // from the page before
  int offset = 0;           // at most 10,000
  int limit = 50;           // at most 1,000
  bool listed_only = true;  // public lists
};

struct Page {
  std::vector<Case> cases;
  std::string next_cursor;                // empty at the end
  std::optional<Instant> looked_back_to;  // set where the walk stopped after 5,000 rows before the page was full
};

struct Near {  // an open case of the same service close by
  std::string number;
  double metres = 0;
  Instant opened;
};

class History;

class Cases {
 public:
  Cases(store::Store& store, const directory::Directory& directory, const standards::Standards& standards, const TimeSource& time,
        Chance& chance, std::string number_key);

  // Commands. A refusal's `field` is "service", "place", "description", "media_url", an attribute's own code, "status", "update_id", "at",
  // "number".
  Outcome<Opening> prepare_opening(Asked asked) const;
  Outcome<Opened> open(store::Tx& tx, const Opening& opening, const Repeatable& repeatable = {}) const;
  Outcome<Message> update(store::Tx& tx, std::string_view number,
                          const Update& update) const;  // message, close, re-open as update_status says
  Outcome<Closing> close(store::Tx& tx, std::int64_t id, const Closing& closing) const;
  // These take open cases of the agencies that `acting` may change (forbidden) and answer the case as it then is; its clocks by the newest
  // calendars. Fields as above, and "reason", "words", "agency".
  Outcome<Case> pause_case(store::Tx& tx, std::string_view number, const Pausing& pausing, const Acting& acting) const;
  Outcome<Case> resume_case(store::Tx& tx, std::string_view number, const Acting& acting) const;
  Outcome<Case> transfer_case(store::Tx& tx, std::string_view number, const Transfer& transfer, const Acting& acting) const;
  Reclassifying prepare_reclassifying(std::string service, std::string reason) const;  // draws the token
  Outcome<Case> reclassify_case(store::Tx& tx, std::string_view number, const Reclassifying& wanted, const Acting& acting) const;
  Outcome<Case> accept_case(store::Tx& tx, std::string_view number, const Acting& acting) const;
  Outcome<Case> message_customer(store::Tx& tx, std::string_view number, const Telling& telling, const Acting& acting) const;
  Outcome<Case> close_case(store::Tx& tx, std::string_view number, const Ending& ending, const Acting& acting) const;
  Outcome<Case> contest_case(store::Tx& tx, std::string_view number, std::string_view words, const Acting& acting) const;
  Outcome<Case> reopen_case(store::Tx& tx, std::string_view number, const std::string& words, const Acting& acting) const;
  Outcome<Case> merge_case(store::Tx& tx, std::string_view number, const Merging& merging, const Acting& acting) const;  // the repeat
  Outcome<Case> find_place(store::Tx& tx, std::string_view number, const Found& found, const Acting& acting) const;
  Outcome<Case> release_words(store::Tx& tx, std::string_view number, const Acting& acting) const;
  Outcome<Case> hide_words(store::Tx& tx, std::string_view number, const Acting& acting) const;
  // Takes its words and persons out; bring_together() of Redactions then writes it down. "reason" is one of redaction_reasons().
  Outcome<Case> redact_case(store::Tx& tx, std::string_view number, const Redacting& wanted, const Acting& acting) const;
  Outcome<int> redact_anew(store::Tx& tx, std::span<const Redaction> known) const;  // after an older back-up was brought back
  // By whoever may see the case. The same address twice is answered alike, and kept once. It is told of nothing but the link by which
  // whoever reads its mail confirms it, for confirm_within. Fields "email", "key".
  Outcome<Following> follow_case(store::Tx& tx, std::string_view number, std::string_view email, std::string_view language) const;
  Outcome<Case> confirm_following(store::Tx& tx, std::string_view number, const Following& following) const;
  Outcome<Case> unfollow_case(store::Tx& tx, std::string_view number, const Following& following) const;
  // What the public may see of a case's photos: a person's decision, `why` one of hiding_reasons(). Fields "number", "photo", "reason".
  Outcome<Photo> release_photo(store::Tx& tx, std::string_view number, std::int64_t turn, const Acting& acting) const;
  Outcome<Photo> hide_photo(store::Tx& tx, std::string_view number, std::int64_t turn, std::string_view why, const Acting& acting) const;
  // Photos, taken before the command: from afterwards, by those who work the case; from before, by whoever asked, while it is open. Field
  // "media".
  Outcome<Case> add_photos(store::Tx& tx, std::string_view number, std::span<const files::Stored> sent, PhotoKind picture,
                           const Acting& acting) const;
  // Brings the clocks of open cases up to the newest calendars and emergencies; ends where the slice is over. A repeat does no harm.
  struct BroughtUp {
    std::size_t taken = 0;     // of the ids given
    std::int64_t changed = 0;  // whose due instants became others
  };
  Outcome<BroughtUp> bring_up(store::Tx& tx, std::span<const std::int64_t> ids) const;
  // Gives up to `limit` waiting requests of batch services their numbers; returns how many. A repeat does no harm.
  Outcome<int> number_waiting(store::Tx& tx, int limit) const;
  // Fires what has come by now, of at most `limit` cases, earliest first; returns of how many. Once each, whoever else fires beside it.
  Outcome<int> fire_alarms(store::Tx& tx, int limit) const;
  // Redacts closed cases whose words have been kept as long as the pack's retention says; looks at `limit` cases a rule, in a slice.
  struct Forgotten {
    int cases = 0;
    bool more = false;  // there may be
  };
  Outcome<Forgotten> forget_old_words(store::Tx& tx, int limit) const;
  // Drops answers given under idempotency keys more than 48 h ago; returns how many.
  Outcome<std::int64_t> forget_old_keys(store::Tx& tx) const;
  // Takes out the addresses that nobody confirmed in time; returns how many. Those who gave them still count as people behind the case.
  Outcome<std::int64_t> forget_unconfirmed(store::Tx& tx) const;

  // Queries
  // Clocks as they stand now. Also by external_id; listed services only.
  std::optional<Case> find(store::Reader& reader, std::string_view number) const;
  std::optional<Case> find_by_token(store::Reader& reader, std::string_view token) const;
  // The case of whoever holds its receipt, listed or not; nothing where the key is another.
  std::optional<Case> find_by_receipt(store::Reader& reader, std::string_view number, std::string_view key) const;
  std::string number_of(std::int64_t id) const { return case_number(id, number_key_); }
  std::string receipt_key(std::int64_t id) const;  // 128 bits, hex: who has it asked for this case, and may contest its outcome
  std::string follower_key(std::int64_t follower) const;
  std::optional<Follower> follower_by(store::Reader& reader, std::int64_t id,
                                      const Following& following) const;  // nobody where the key is wrong
  // For those who work it: by number alone, whatever its service.
  std::optional<Case> find_for_staff(store::Reader& reader, std::string_view number) const;
  std::optional<Reporter> reporter(store::Reader& reader, std::int64_t id) const;  // personal data: for those who may read the case
  // What waits for a person in these agencies, at most `limit` each: words to be read; places to be found. And what one has in hand.
  std::vector<Case> words_to_review(store::Reader& reader, std::span<const std::string> agencies, int limit) const;
  std::vector<Case> places_to_find(store::Reader& reader, std::span<const std::string> agencies, int limit) const;
  std::vector<Case> in_hand(store::Reader& reader, std::string_view handler, int limit) const;
  Page list(store::Reader& reader, const Filter& filter) const;
  std::vector<Message> messages(store::Reader& reader, std::int64_t id) const;
  std::vector<Move> moves(store::Reader& reader, std::int64_t id) const;          // oldest first
  std::vector<Ending> endings(store::Reader& reader, std::int64_t id) const;      // oldest first
  std::vector<Handling> handlings(store::Reader& reader, std::int64_t id) const;  // oldest first
  // Of listed services, newest first, each with its case's number.
  std::vector<Message> messages_between(store::Reader& reader, Instant from, Instant to, int limit) const;
  std::vector<Near> near_duplicates(store::Reader& reader, std::string_view service, geo::Point point, Instant since, double metres) const;
  // Photos, oldest first: all, for staff; those that the public may see; the first such of each of many cases that has one (a picture).
  std::vector<Photo> photos(store::Reader& reader, const Case& subject) const;
  std::vector<Photo> public_photos(store::Reader& reader, const Case& subject) const;
  std::map<std::int64_t, std::int64_t> first_public_photos(store::Reader& reader, std::span<const Case> cases) const;  // id → turn
  struct CasePhoto {
    std::string number, agency;
    Photo photo;
  };
  std::optional<CasePhoto> photo_for_staff(store::Reader& reader, std::string_view number, std::int64_t turn) const;  // of any case
  // Photos of these agencies' cases ("*": of all) that wait for a person, oldest first.
  std::vector<PhotoToReview> photos_to_review(store::Reader& reader, std::span<const std::string> agencies, int limit) const;
  struct TokenState {
    bool known = false;
    std::string number;
  };  // number empty while pending
  TokenState token(store::Reader& reader, std::string_view token) const;

  Soonest& soonest_alarm() const { return soonest_; }  // for the scheduler

  // What the public may read of a case's description: masked where the service's are public, else "".
  std::string public_description(const Case& subject) const;

 private:
  // Set when a case's next alarm is, by its clocks as they stand; its row is the caller's to write. A command that is then refused has
  // woken the scheduler in vain. Nothing fires that lay behind a case when it was opened (an import's).
  void arm(store::Tx& tx, Case& subject, const standards::Snapshot& standards) const;
  void arm_opened(store::Tx& tx, Case& subject, const standards::Snapshot& standards, Instant now) const;
  bool listed(std::string_view service) const;
  std::optional<std::int64_t> id_of(store::Reader& reader, std::string_view number) const;
  Outcome<Case> locked(store::Tx& tx, std::string_view number) const;
  Outcome<Case> change(store::Tx& tx, std::string_view number, const Acting& acting,
                       const std::function<Outcome<void>(History& history)>& how) const;
  Outcome<void> add_photos(store::Tx& tx, History& history, std::span<const files::Stored> sent, PhotoKind picture) const;
  Outcome<Photo> decide_photo(store::Tx& tx, std::string_view number, std::int64_t turn, const Acting& acting,
                              std::optional<std::string_view> hidden_for) const;
  Case as_of_now(Case read) const;
  void as_of_now(store::Reader& reader, std::vector<Case>& read) const;
  Page numbered(store::Reader& reader, const Filter& filter) const;

  store::Store& store_;
  const directory::Directory& directory_;
  const standards::Standards& standards_;
  const TimeSource& time_;
  Chance& chance_;
  std::string number_key_;
  mutable Soonest soonest_;
};

// Which of these files a photo refers to: for the sweep of platform/files.
std::set<std::string> referenced_files(store::Reader& reader, std::span<const std::string> hashes);

}  // namespace portico::cases
