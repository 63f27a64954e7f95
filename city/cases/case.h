// A case: what the city does about what somebody asked. Residents see "request". Nouns only: values and rules without database or clock.
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/standards/standards.h"
#include "platform/geo/geo.h"

namespace portico::cases {

enum class Status { open, closed };
enum class ClockState { running, paused, kept, missed, not_applicable };
std::string_view name_of(Status status);
std::string_view name_of(ClockState state);

// How a case came in.
enum class Channel { web, open311, phone, counter, email, letter, mobile, import, other };
std::string_view name_of(Channel channel);
std::optional<Channel> channel_named(std::string_view name);

struct Place {
  std::optional<geo::Point> point;
  std::string address;  // as given or found; "" where only a point is known
  std::string address_id;
  bool to_be_found = false;  // an address without a point: on the desk's list
};

struct Answer {
  std::string question;
  std::vector<std::string> values;
};

// Who asked. Never public, never in the ledger; kept in a table of its own.
struct Reporter {
  std::string first_name, last_name, email, phone, device_id, account_id, language;
  bool empty() const;
};

struct Clock {
  standards::ClockKind kind = standards::ClockKind::first_status;
  Instant due;
  ClockState state = ClockState::running;
  std::optional<Instant> stopped;
  std::int64_t load = 0;  // standards::Snapshot::loaded by whose calendars it was reckoned; 0 where that was not yet kept
};
// A clock that runs past its due instant is missed from then on, although nothing has stopped it yet.
ClockState state_as_of(const Clock& clock, Instant at);

struct Message {  // a status message: what the customer was told
  std::int64_t id = 0;
  std::string number;     // of its case; filled where messages of many cases are read
  std::string update_id;  // the sender's own id, unique where given
  Instant at;
  std::string author, department;
  std::string text;
  bool meaningful = false;    // stops the first-status clock; an automatic receipt does not
  std::string update_status;  // the Open311 update status it came with, "" otherwise
  std::string media_url;
};

struct Pause {  // of the whole case; a clock stops where its promise names the reason
  Instant from;
  std::optional<Instant> to;  // nothing while it is open
  std::string reason;         // "waiting_for_customer"
  std::string words;          // what the customer is told of it, "" where nothing
};

struct Move {  // to another agency, or as another service
  Instant at;
  std::string from_agency, to_agency, from_service, to_service;
  std::string reason;  // in words
};

struct Closing {
  Instant at;
  std::string outcome;  // "fixed", "cannot_act", "duplicate", "not_responsible", "no_action", "cancelled", "closed"
  std::string reason;
};

// An outcome as a command gave it; kept although the case was opened again.
struct Ending {
  Closing closing;
  std::string who_can;               // act, where the city cannot; "" of other outcomes
  std::string proof;                 // what shows it, in words; "" where nothing was given
  std::string closed_by;             // as the ledger names them; "" where that was not kept
  std::optional<Instant> contested;  // when the customer said that it is not so; once an outcome
  std::string contest_words;
};

struct Handling {  // who has accepted a case, by the name that the public may know
  Instant at;
  std::string handler, public_name, department;
};

// Who is told a case's news beside its own reporter. Personal data: never public, never in the ledger.
struct Follower {
  std::int64_t id = 0;
  std::int64_t from_case = 0;   // the reporter of this case, which was merged into the one that is followed; 0: whoever has the address
  std::string email, language;  // email "": a merged case's reporter, or an address that was not confirmed in time
  bool confirmed = false;       // whoever has the address says that it is theirs; nobody else is told news
  Instant asked;
};

// What the public may read of a case's own words.
enum class Showing {
  by_service,  // as its service says: always, or never
  released,    // a person has read and approved them
  hidden,      // a person has taken them from sight
  waiting,     // for a person to read them
};

struct Case {
  std::int64_t id = 0;
  std::string number;       // "2345-678X"
  std::string external_id;  // an imported case's own number
  std::string service, agency;
  Channel channel = Channel::open311;
  Status status = Status::open;
  Instant opened, updated;
  std::optional<Closing> closing;
  std::int64_t sla_version = 0;
  std::vector<Clock> clocks;
  std::optional<Instant> alarm;  // when something fires next; written, never read with the case
  std::int64_t pause_count = 0;
  std::vector<Pause> pauses;     // oldest first; not read with lists, see tables.h
  std::int64_t photo_count = 0;  // photos and documents that it has had, hidden ones too
  Place place;
  std::vector<directory::Placement> districts;
  std::string description;
  std::string media_url;
  std::vector<Answer> answers;
  std::vector<std::string> flags;                       // "closed_before_created", "closed_in_future", "no_place", "edge_of_district" …
  std::string status_notes;                             // the newest status message's text, "" while there is none
  std::string handler;                                  // who has accepted it, as the ledger names them; "" where nobody has
  Showing words = Showing::by_service;                  // of `description`
  std::int64_t merged_into = 0;                         // the id of the case that it is a duplicate of; 0 where it is none
  std::int64_t told = 0;                                // how many are told its news, its reporter among them
  std::int64_t version = 1;                             // of the ledger's subject
  const Clock* clock(standards::ClockKind kind) const;  // nullptr where nothing was promised (an import from before the first SLA)
};

// The local date of the city at an instant. Throws std::runtime_error where its time zone is not in this machine's tzdata.
std::chrono::sys_days city_day(const directory::Snapshot& city, Instant at);

// Eight symbols of 23456789CFGHJMPQRVWX through a keyed permutation; the last is a check symbol that finds every single wrong symbol and
// every swap of neighbours. `sequence` from 1. `key` is the data folder's secret. Read without regard to case, blanks and dashes.
std::string case_number(std::int64_t sequence, std::string_view key);  // "2345-678X"
Outcome<std::string> read_case_number(std::string_view text);          // the canonical form, or why it cannot be one
// The sequence behind a canonical number: the permutation backwards, so that no index of numbers is needed. Nothing for a number never
// given.
std::optional<std::int64_t> case_sequence(std::string_view canonical, std::string_view key);

// Whether the public may read a case's own words; `service` is the case's, nullptr where the directory does not know it.
directory::Exposure exposure_of(const Case& subject, const directory::Service* service);

// What the public may read of a description: e-mail addresses, phone numbers and licence plates masked.
std::string masked(std::string_view description);

}  // namespace portico::cases
