// The module's word to the world. Never changed once released, only added to; a golden payload of each is kept in events/.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"

namespace portico::standards {

// A promise for a service, in force from a date of the city. Its whole value stays in the store; here stands its SHA-256, so that nobody
// can alter it unseen. Subject "sla:POTHOLE@2026-01-05".
struct SlaPublished {
  static constexpr std::string_view type = "SlaPublished/1";
  std::int64_t id = 0, version = 0, load = 0;
  std::string service, effective;     // "2026-01-05"
  std::string first_status, outcome;  // targets, "1d"
  std::string hash;                   // SHA-256 of the record, hex
  std::int64_t proposal = 0;          // the reviewed proposal that it came of; 0, and not written: a city pack
  bool operator==(const SlaPublished&) const = default;
};
// A pack no longer names it: no new case is opened under it.
struct SlaRetired {
  static constexpr std::string_view type = "SlaRetired/1";
  std::int64_t id = 0, version = 0, load = 0;
  std::string service, effective;
  bool operator==(const SlaRetired&) const = default;
};

// Working hours, in force from here on. Subject "calendar:office".
struct CalendarPublished {
  static constexpr std::string_view type = "CalendarPublished/1";
  std::int64_t id = 0, version = 0, load = 0;
  std::string code, zone, tzdata;
  std::string hash;
  bool operator==(const CalendarPublished&) const = default;
};
struct CalendarRetired {
  static constexpr std::string_view type = "CalendarRetired/1";
  std::int64_t id = 0, version = 0, load = 0;
  std::string code;
  bool operator==(const CalendarRetired&) const = default;
};

// Promises for some services stand still, or others stand in their place, for a time. What the public is told stands here whole, the
// clocks of a replacement by their targets ("" where it suspends) and by the record's SHA-256. Subject "emergency:2026-01-12-snow".
struct EmergencyDeclared {
  static constexpr std::string_view type = "EmergencyDeclared/1";
  std::int64_t id = 0, version = 0;
  std::string code, kind;  // "suspend" or "replace"
  std::vector<std::string> services;
  std::string from, until;  // ISO 8601, UTC
  std::string first_status, outcome;
  std::map<std::string, std::string> words;  // language → text
  std::string hash;
  bool operator==(const EmergencyDeclared&) const = default;
};
struct EmergencyExtended {
  static constexpr std::string_view type = "EmergencyExtended/1";
  std::int64_t id = 0, version = 0;
  std::string code, until;
  bool operator==(const EmergencyExtended&) const = default;
};
// Before the end that it had; called off where it had not begun.
struct EmergencyEnded {
  static constexpr std::string_view type = "EmergencyEnded/1";
  std::int64_t id = 0, version = 0;
  std::string code, ended;
  bool operator==(const EmergencyEnded&) const = default;
};

// How the city deals with its promises from here on. Subject "policy:standards".
struct StandardsPolicyPublished {
  static constexpr std::string_view type = "StandardsPolicyPublished/1";
  std::int64_t version = 0, load = 0;
  std::vector<std::string> reviewers;  // codes of the reviewing offices
  std::int64_t confirm_every_months = 0;
  std::string hash;
  bool operator==(const StandardsPolicyPublished&) const = default;
};

// An agency proposes a promise. It, the reasons given and the evidence beside it stay in the store; here stand their SHA-256. Subject of
// all that happens to a proposal: "proposal:7".
struct SlaProposed {
  static constexpr std::string_view type = "SlaProposed/1";
  std::int64_t id = 0, version = 0;
  std::int64_t again = 0;  // the proposal that it follows; 0: none
  std::string service, agency, effective;
  std::string first_status, outcome;  // targets, "1d"
  std::vector<std::string> offices;   // that review it
  std::string hash, evidence_hash, reason_hash;
  bool operator==(const SlaProposed&) const = default;
};
// One office has found it reasonable. When the last one has, SlaPublished follows.
struct SlaApproved {
  static constexpr std::string_view type = "SlaApproved/1";
  std::int64_t id = 0, version = 0;
  std::string service, office;
  std::string due;                // when the office had to say so, ISO 8601, UTC
  std::string hash, reason_hash;  // of what it approved; "" where it gave no reason
  bool operator==(const SlaApproved&) const = default;
};
// One office has not, and said why: the proposal has ended.
struct SlaReturned {
  static constexpr std::string_view type = "SlaReturned/1";
  std::int64_t id = 0, version = 0;
  std::string service, office, due, hash, reason_hash;
  bool operator==(const SlaReturned&) const = default;
};
struct SlaWithdrawn {
  static constexpr std::string_view type = "SlaWithdrawn/1";
  std::int64_t id = 0, version = 0;
  std::string service, agency, reason_hash;
  bool operator==(const SlaWithdrawn&) const = default;
};
// The agency says that a promise still holds. Subject "confirmation:POTHOLE".
struct SlaConfirmed {
  static constexpr std::string_view type = "SlaConfirmed/1";
  std::int64_t version = 0, sla = 0;
  std::string service, agency, effective, reason_hash;
  bool operator==(const SlaConfirmed&) const = default;
};
// A draft has become public under a promise in force. Subject "publication:POTHOLE".
struct ServicePublished {
  static constexpr std::string_view type = "ServicePublished/1";
  std::int64_t version = 0, sla = 0;
  std::string service, agency, effective;  // since when that promise holds
  bool operator==(const ServicePublished&) const = default;
};

// Canonical JSON: keys sorted, no white space.
std::string to_json(const SlaPublished& event);
std::string to_json(const SlaRetired& event);
std::string to_json(const CalendarPublished& event);
std::string to_json(const CalendarRetired& event);
std::string to_json(const EmergencyDeclared& event);
std::string to_json(const EmergencyExtended& event);
std::string to_json(const EmergencyEnded& event);
std::string to_json(const StandardsPolicyPublished& event);
std::string to_json(const SlaProposed& event);
std::string to_json(const SlaApproved& event);
std::string to_json(const SlaReturned& event);
std::string to_json(const SlaWithdrawn& event);
std::string to_json(const SlaConfirmed& event);
std::string to_json(const ServicePublished& event);

// Reads what to_json wrote, now or in an earlier release; throws std::runtime_error where it is something else. Event is one of the above.
template <class Event>
Event from_json(std::string_view payload);
template <>
SlaPublished from_json<SlaPublished>(std::string_view payload);
template <>
SlaRetired from_json<SlaRetired>(std::string_view payload);
template <>
CalendarPublished from_json<CalendarPublished>(std::string_view payload);
template <>
CalendarRetired from_json<CalendarRetired>(std::string_view payload);
template <>
EmergencyDeclared from_json<EmergencyDeclared>(std::string_view payload);
template <>
EmergencyExtended from_json<EmergencyExtended>(std::string_view payload);
template <>
EmergencyEnded from_json<EmergencyEnded>(std::string_view payload);
template <>
StandardsPolicyPublished from_json<StandardsPolicyPublished>(std::string_view payload);
template <>
SlaProposed from_json<SlaProposed>(std::string_view payload);
template <>
SlaApproved from_json<SlaApproved>(std::string_view payload);
template <>
SlaReturned from_json<SlaReturned>(std::string_view payload);
template <>
SlaWithdrawn from_json<SlaWithdrawn>(std::string_view payload);
template <>
SlaConfirmed from_json<SlaConfirmed>(std::string_view payload);
template <>
ServicePublished from_json<ServicePublished>(std::string_view payload);

}  // namespace portico::standards
