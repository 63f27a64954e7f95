// What this module tells the world. Plain structs, never changed once released, only added to; each has a golden JSON in events/.
// No personal data: neither words nor names nor the exact place, which a case that is not public would give away.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

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

// Canonical JSON: keys sorted, no white space, instants in ISO 8601.
std::string to_json(const CaseOpened& event);
std::string to_json(const CaseAsked& event);
std::string to_json(const MessageSent& event);
std::string to_json(const CaseClosed& event);
std::string to_json(const CaseReopened& event);
std::string to_json(const ClockRanOut& event);
std::string to_json(const CaseEscalated& event);

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

}  // namespace portico::cases
