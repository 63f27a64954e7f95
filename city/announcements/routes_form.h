// The HTML of the pages on which staff announce, and what their form holds.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/announcements/announcement.h"
#include "platform/http/http.h"
#include "platform/identity/routes_writing.h"

namespace portico::announcements {

// What the fields hold, as it was typed.
struct Typed {
  std::string agency, from, until;  // local time of the city: "2026-03-02T12:00"
  std::vector<std::string> services;
  std::map<std::string, Text> texts;
  std::optional<Announcement> seen = {};  // to be shown as it would look
};
Typed typed_in(const http::Form& form);
Typed typed_of(const Announcement& announcement, const directory::Snapshot& city);
// Refused where a time cannot be read; languages that nothing was typed for are left out.
Outcome<Announcement> read_typed(const Typed& typed, const directory::Snapshot& city);

struct FormPage {
  const identity::Writing& writing;
  const http::Principal& principal;
  const directory::Snapshot& city;
  Instant now;
};
std::string list_body(const FormPage& page, const std::vector<Announcement>& all, const Typed& typed);
// `versions`: the newest first, at least one. `said`: "announced", "amended", "withdrawn" or "".
std::string one_body(const FormPage& page, const std::vector<Announcement>& versions, const Typed& typed, std::string_view said);

}  // namespace portico::announcements
