// What this module tells the world. Plain structs, never changed once released, only added to; each has a golden JSON in events/.
// No personal data: neither words nor names nor the exact place, which a case that is not public would give away.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace portico::cases {

// A case is on file, its agency and its promise are known.
struct CaseOpened {
  static constexpr std::string_view type = "CaseOpened/1";
  std::int64_t id = 0;
  std::string number, service, agency, channel;
  Instant opened;
  std::int64_t sla_version = 0;  // 0: nothing was promised (an import from before the first SLA)
  std::optional<Instant> first_status_due, outcome_due;
  std::map<std::string, std::string> districts;  // set → area
  bool imported = false;
  std::vector<std::string> emergencies;  // codes of those that its clocks were reckoned with; left out where there was none
  bool operator==(const CaseOpened&) const = default;
};

// A request of a batch service is on file and waits for its number; CaseOpened follows.
struct CaseAsked {
  static constexpr std::string_view type = "CaseAsked/1";
  std::int64_t id = 0;
  std::string service;
  Instant opened;
  bool operator==(const CaseAsked&) const = default;
};

// The customer was told something.
struct MessageSent {
  static constexpr std::string_view type = "MessageSent/1";
  std::int64_t id = 0, message = 0;
  std::string service, agency;
  Instant sent;
  bool meaningful = false;
  std::string update_status;  // "" where the message came without one
  std::string first_status;   // kept, missed or not_applicable where this message stopped that clock, else ""
  bool operator==(const MessageSent&) const = default;
};

// The case has its outcome.
struct CaseClosed {
  static constexpr std::string_view type = "CaseClosed/1";
  std::int64_t id = 0;
  std::string service, agency, outcome;
  Instant closed;
  std::string first_status;   // where the closing stopped that clock too, else ""
  std::string outcome_clock;  // kept, missed or not_applicable; "" where nothing was promised
  bool operator==(const CaseClosed&) const = default;
};

// A closed case is open again; its outcome clock runs on as if it had not stopped.
struct CaseReopened {
  static constexpr std::string_view type = "CaseReopened/1";
  std::int64_t id = 0;
  std::string service, agency;
  Instant reopened, closed;   // closed: the closing that is taken back
  std::string outcome_clock;  // what that closing had made of the clock
  bool operator==(const CaseReopened&) const = default;
};

// The due instant of a clock came, and the clock had not stopped. Told once for each instant.
struct ClockRanOut {
  static constexpr std::string_view type = "ClockRanOut/1";
  std::int64_t id = 0;
  std::string service, agency, clock;  // clock: "first_status" or "outcome"
  Instant due;
  bool operator==(const ClockRanOut&) const = default;
};

// A share of a clock's target is used up, and a role of the agency is told of it. Told once in a case's life.
struct CaseEscalated {
  static constexpr std::string_view type = "CaseEscalated/1";
  std::int64_t id = 0;
  std::string service, agency, clock;
  int share = 0;  // per cent of the target
  std::string to;
  bool urgent = false;
  Instant at, due;    // when the share was used up; when the clock is due
  Instant tell_from;  // not earlier, for quiet hours
  bool operator==(const CaseEscalated&) const = default;
};

// The case waits for something; the clocks whose promise names the reason stand still. Their due instants move when it is resumed.
struct CasePaused {
  static constexpr std::string_view type = "CasePaused/1";
  std::int64_t id = 0, turn = 0;  // turn: of the case's pauses, from 1
  std::string service, agency, reason;
  Instant paused;
  bool first_status = false, outcome_clock = false;  // which clocks stand still
  bool operator==(const CasePaused&) const = default;
};

// The wait is over; told before the CaseClosed where a closing ended it.
struct CaseResumed {
  static constexpr std::string_view type = "CaseResumed/1";
  std::int64_t id = 0, turn = 0;
  std::string service, agency, reason;
  Instant paused, resumed;
  std::optional<Instant> first_status_due, outcome_due;  // from now on
  bool operator==(const CaseResumed&) const = default;
};

// Another agency has the case; no clock changes. What was counted for it counts for that agency from now on.
struct CaseTransferred {
  static constexpr std::string_view type = "CaseTransferred/1";
  std::int64_t id = 0;
  std::string service, from, to;
  Instant opened, transferred;
  std::string first_status;         // kept, missed or not_applicable where that clock has stopped, else ""
  std::optional<Instant> answered;  // when it stopped
  bool operator==(const CaseTransferred&) const = default;
};

// The case is of another service, and its clocks run under that promise as if they always had. It counts for that service from now on.
struct CaseReclassified {
  static constexpr std::string_view type = "CaseReclassified/1";
  std::int64_t id = 0;
  std::string service_before, service, agency_before, agency;
  std::int64_t sla_before = 0, sla_version = 0;
  Instant opened, reclassified;
  std::optional<Instant> first_status_due, outcome_due;  // from now on
  std::string first_status_before, first_status;         // where that clock has stopped: as it was and as it is judged now, else ""
  std::optional<Instant> answered;                       // when it stopped
  bool operator==(const CaseReclassified&) const = default;
};

// The clocks were worked out anew, and a due instant is another.
struct CaseReckoned {
  static constexpr std::string_view type = "CaseReckoned/1";
  std::int64_t id = 0;
  std::string service, agency;
  // "calendar:office", "tzdata:2026b" or "emergency:CODE": what changed; "reopened": by the calendars of now; "stopped": a clock stopped
  // before a pause of it had ended.
  std::string why;
  std::int64_t load = 0;  // of the standards, by which the running clocks are reckoned
  Instant reckoned;
  std::optional<Instant> first_status_due_before, first_status_due, outcome_due_before, outcome_due;
  bool operator==(const CaseReckoned&) const = default;
};

// Somebody of the agency has it in hand. Told anew when another takes it over.
struct CaseAccepted {
  static constexpr std::string_view type = "CaseAccepted/1";
  std::int64_t id = 0;
  std::string service, agency, handler;  // handler: as the ledger names them
  Instant accepted;
  bool operator==(const CaseAccepted&) const = default;
};

// The customer says that the outcome is not so; CaseReopened follows.
struct CaseContested {
  static constexpr std::string_view type = "CaseContested/1";
  std::int64_t id = 0, turn = 0;  // turn: of the case's outcomes, from 1
  std::string service, agency, outcome;
  Instant closed, contested;
  bool operator==(const CaseContested&) const = default;
};

// It repeats another, and goes on there; told before its CaseClosed.
struct CaseMerged {
  static constexpr std::string_view type = "CaseMerged/1";
  std::int64_t id = 0, into = 0;
  std::string service, agency;
  Instant merged;
  bool operator==(const CaseMerged&) const = default;
};

// One more wants to hear its news, and is told them from FollowingConfirmed on (at once where it is the reporter of what was merged).
struct CaseFollowed {
  static constexpr std::string_view type = "CaseFollowed/1";
  std::int64_t id = 0, follower = 0;
  std::int64_t from_case = 0;  // whose reporter it is, where that was merged into it; else 0
  Instant followed;
  bool operator==(const CaseFollowed&) const = default;
};
struct FollowingConfirmed {
  static constexpr std::string_view type = "FollowingConfirmed/1";
  std::int64_t id = 0, follower = 0;
  Instant confirmed;
  bool operator==(const FollowingConfirmed&) const = default;
};
struct CaseUnfollowed {
  static constexpr std::string_view type = "CaseUnfollowed/1";
  std::int64_t id = 0, follower = 0;
  Instant unfollowed;
  bool operator==(const CaseUnfollowed&) const = default;
};

// A person found the place that was given in words.
struct PlaceFound {
  static constexpr std::string_view type = "PlaceFound/1";
  std::int64_t id = 0;
  std::string service, agency;
  std::map<std::string, std::string> districts;  // set → area
  Instant found;
  bool operator==(const PlaceFound&) const = default;
};

// A person has read what was asked, and the public may; or may not.
struct WordsReleased {
  static constexpr std::string_view type = "WordsReleased/1";
  std::int64_t id = 0;
  std::string service, agency;
  Instant released;
  bool operator==(const WordsReleased&) const = default;
};
struct WordsHidden {
  static constexpr std::string_view type = "WordsHidden/1";
  std::int64_t id = 0;
  std::string service, agency;
  Instant hidden;
  bool operator==(const WordsHidden&) const = default;
};

// Its words, and who asked, are gone for good.
struct CaseRedacted {
  static constexpr std::string_view type = "CaseRedacted/1";
  std::int64_t id = 0;
  std::string service, agency, why;
  bool place = false;  // whether the exact place went too
  Instant redacted;
  bool operator==(const CaseRedacted&) const = default;
};

// Canonical JSON: keys sorted, no white space, instants in ISO 8601.
std::string to_json(const CaseOpened& event);
std::string to_json(const CaseAsked& event);
std::string to_json(const MessageSent& event);
std::string to_json(const CaseClosed& event);
std::string to_json(const CaseReopened& event);
std::string to_json(const ClockRanOut& event);
std::string to_json(const CaseEscalated& event);
std::string to_json(const CasePaused& event);
std::string to_json(const CaseResumed& event);
std::string to_json(const CaseTransferred& event);
std::string to_json(const CaseReclassified& event);
std::string to_json(const CaseReckoned& event);
std::string to_json(const CaseAccepted& event);
std::string to_json(const CaseContested& event);
std::string to_json(const CaseMerged& event);
std::string to_json(const CaseFollowed& event);
std::string to_json(const FollowingConfirmed& event);
std::string to_json(const CaseUnfollowed& event);
std::string to_json(const PlaceFound& event);
std::string to_json(const WordsReleased& event);
std::string to_json(const WordsHidden& event);
std::string to_json(const CaseRedacted& event);

// Reads what to_json wrote, now or in an earlier release; throws std::runtime_error where it is something else. Event is one of the above.
template <class Event>
Event from_json(std::string_view payload);
template <>
CaseOpened from_json<CaseOpened>(std::string_view payload);
template <>
CaseAsked from_json<CaseAsked>(std::string_view payload);
template <>
MessageSent from_json<MessageSent>(std::string_view payload);
template <>
CaseClosed from_json<CaseClosed>(std::string_view payload);
template <>
CaseReopened from_json<CaseReopened>(std::string_view payload);
template <>
ClockRanOut from_json<ClockRanOut>(std::string_view payload);
template <>
CaseEscalated from_json<CaseEscalated>(std::string_view payload);
template <>
CasePaused from_json<CasePaused>(std::string_view payload);
template <>
CaseResumed from_json<CaseResumed>(std::string_view payload);
template <>
CaseTransferred from_json<CaseTransferred>(std::string_view payload);
template <>
CaseReclassified from_json<CaseReclassified>(std::string_view payload);
template <>
CaseReckoned from_json<CaseReckoned>(std::string_view payload);
template <>
CaseAccepted from_json<CaseAccepted>(std::string_view payload);
template <>
CaseContested from_json<CaseContested>(std::string_view payload);
template <>
CaseMerged from_json<CaseMerged>(std::string_view payload);
template <>
CaseFollowed from_json<CaseFollowed>(std::string_view payload);
template <>
FollowingConfirmed from_json<FollowingConfirmed>(std::string_view payload);
template <>
CaseUnfollowed from_json<CaseUnfollowed>(std::string_view payload);
template <>
PlaceFound from_json<PlaceFound>(std::string_view payload);
template <>
WordsReleased from_json<WordsReleased>(std::string_view payload);
template <>
WordsHidden from_json<WordsHidden>(std::string_view payload);
template <>
CaseRedacted from_json<CaseRedacted>(std::string_view payload);

}  // namespace portico::cases
