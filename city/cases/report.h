// What somebody has typed so far to report a problem, and pure rules about it. The pages are routes_report*.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "city/cases/cases.h"
#include "platform/files/files.h"

namespace portico::cases {

// Carried from page to page, so that nothing typed is ever lost.
struct Draft {
  std::string address;              // as typed
  std::optional<geo::Point> point;  // of the place that was chosen
  bool as_written = false;          // the place is to be found by a person: nothing known was meant
  bool whole = false;               // place and details came in one form
  std::vector<Answer> answers;
  std::string description;
  Reporter reporter;
  std::vector<files::Stored> photos;  // taken already
  std::string key;                    // drawn for this report: sending it twice opens one case
  bool danger_seen = false;           // told to call the emergency number, they send it all the same
};

// What is wrong: the field's name in the form → the key of the message that says how to mend it, with what it counts.
struct Wrong {
  std::string field, message;
  std::int64_t count = 0;
};

// As the command takes it. A moment that a page gave in the city's time ("2026-03-03T14:20") becomes an instant.
Asked asked_of(const Draft& draft, const directory::Service& service, std::string_view zone);

// The command's faults as those of the page; a question's is named "attribute[CODE]".
std::vector<Wrong> wrongs_of(const Refusal& refusal, const Draft& draft, const directory::Service& service);

// What the page itself asks of the details before the command sees them.
std::vector<Wrong> wrong_details(const Draft& draft);

// Whether a word of the service's stands in the text that means danger to life.
bool sounds_dangerous(const directory::Service& service, std::string_view text);

// A stored photo as a text that comes back from a form unchanged or not at all: its hashes and size under a key that nobody else has.
std::string sealed(const files::Stored& photo, std::string_view secret);
std::optional<files::Stored> unsealed(std::string_view text, std::string_view secret);

}  // namespace portico::cases
