// The page of one request.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/reckoning.h"
#include "city/cases/routes_resident.h"
#include "city/cases/routes_words.h"

namespace portico::cases {

struct RequestPage {
  const Case& subject;
  const std::vector<Message>& messages;  // oldest first
  const std::vector<Move>& moves;        // oldest first
  std::string promise_words;             // the SLA's own, plain; "" where none
  std::string description;               // what the public may read
  directory::Exposure exposure = directory::Exposure::reviewed;
  Instant now;
  std::string live = {};   // the path where the page hears that something was written of the request
  std::string token = {};  // by which it is asked for; "" for a public one
  LifeOnPage life;
  std::string proof = {};               // HTML: the panel with the ledger's fingerprint
  std::vector<Photo> photos = {};       // that the public may see
  int photos_waiting = 0;               // for a person to look at them
  std::vector<Reckoned> reckoned = {};  // its clocks and why; empty where that is not known
  std::string notice = {};  // HTML: what the public is told of emergencies that have a part in its promises, and how old the page may be
};
// The case that "/requests/{number}" names, by its number or with "token"; nothing where it is unknown or not for whoever asks.
std::optional<Case> asked_case(store::Reader& reader, const Cases& cases, const http::Request& request);

// Of a case whose promise the standards still hold.
std::vector<Reckoned> reckoned_of(const Case& subject, const standards::Snapshot& standards, Instant now);
std::string clocks_in_words(const Words& words, const RequestPage& page);
std::string story(const Words& words, const RequestPage& page);  // newest first, down to the opening

std::string request_title(const Words& words, const Case& subject);  // plain
std::string request_body(const Words& words, const RequestPage& page);

}  // namespace portico::cases
