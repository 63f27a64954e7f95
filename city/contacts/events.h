// What this module tells the world; never changed once released, only added to. No personal data: neither words, addresses nor subjects.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace portico::contacts {

// A mail came in, and what became of it by itself.
struct ContactReceived {
  static constexpr std::string_view type = "ContactReceived/1";
  std::int64_t id = 0;
  std::string channel, kind, state;  // "mail"; "person"; "new", "landed" or "ignored"
  std::string language;
  std::int64_t case_id = 0, files = 0;
  Instant at;
  bool operator==(const ContactReceived&) const = default;
};

// A person decided what becomes of it.
struct ContactDecided {
  static constexpr std::string_view type = "ContactDecided/1";
  std::int64_t id = 0;
  std::string state;  // "opened", "put" or "dismissed"
  std::int64_t case_id = 0;
  Instant at;
  bool operator==(const ContactDecided&) const = default;
};

// Its words, its files and who wrote it were taken out; where it waited, it waits no more.
struct ContactRedacted {
  static constexpr std::string_view type = "ContactRedacted/1";
  std::int64_t id = 0;
  std::string why;  // "law", "wish", "mistake", "retention"
  Instant at;
  bool operator==(const ContactRedacted&) const = default;
};

std::string to_json(const ContactReceived& event);
std::string to_json(const ContactDecided& event);
std::string to_json(const ContactRedacted& event);

template <class Event>
Event from_json(std::string_view payload);
template <>
ContactReceived from_json<ContactReceived>(std::string_view payload);
template <>
ContactDecided from_json<ContactDecided>(std::string_view payload);
template <>
ContactRedacted from_json<ContactRedacted>(std::string_view payload);

}  // namespace portico::contacts
