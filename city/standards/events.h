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

// Canonical JSON: keys sorted, no white space.
std::string to_json(const SlaPublished& event);
std::string to_json(const SlaRetired& event);
std::string to_json(const CalendarPublished& event);
std::string to_json(const CalendarRetired& event);
std::string to_json(const EmergencyDeclared& event);
std::string to_json(const EmergencyExtended& event);
std::string to_json(const EmergencyEnded& event);
std::string to_json(const StandardsPolicyPublished& event);

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

}  // namespace portico::standards
