// An announcement: what an agency tells everybody for a time, in several languages. Nouns and rules.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"

namespace portico::announcements {

struct Text {
  std::string title, body;  // plain; Markdown, "" where the title says it all
  bool operator==(const Text&) const = default;
};

enum class Standing { planned, in_force, over, withdrawn };
std::string_view name_of(Standing standing);  // "planned", "in_force" …

struct Announcement {
  std::int64_t id = 0, version = 0;   // each from 1
  std::string agency;                 // whose word it is
  std::vector<std::string> services;  // beside which it stands as well; none: it is about the city
  Instant from, until;                // [from, until)
  std::map<std::string, Text> texts;  // by language; the city's first language is always there
  bool withdrawn = false;
  Instant at;      // of this version
  std::string by;  // actor

  Standing standing(Instant now) const;
  bool names(std::string_view service) const;
};

// Nobody looks after what was announced for ever: who needs longer amends.
constexpr std::chrono::days farthest_end{90};

// Field by field, all faults at once: "agency", "services", "from", "until", "title-LANGUAGE", "body-LANGUAGE".
std::vector<Fault> faults_of(const Announcement& announcement, const directory::Snapshot& city, Instant now);

// The words in this language, else in `own`, else in any; never null for one that has a text.
const std::pair<const std::string, Text>* text_in(const Announcement& announcement, std::string_view language, std::string_view own);
std::string own_language(const directory::Snapshot& city);

// Those in force at `now`, the newest beginning first; with a service, those alone that name it.
std::vector<const Announcement*> in_force(std::span<const Announcement> all, Instant now, std::string_view service = {});

// What was announced, as canonical JSON, and its SHA-256 in hex: what the ledger tells of it. Reading throws std::runtime_error for what is
// none; it gives no id, version, `at` or `by`.
std::string record_of(const Announcement& announcement);
Announcement read_record(std::string_view record);
std::string hash_of(const Announcement& announcement);

}  // namespace portico::announcements
