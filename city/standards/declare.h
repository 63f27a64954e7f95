// Declaring an emergency, moving its end, bringing it to an end. check_declaration() is pure and happens before the lane; the commands take
// the caller's transaction and tell the ledger. Call Standards::refresh() once they are durable.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/standards/clock_reading.h"
#include "city/standards/standards.h"
#include "platform/store/store.h"

namespace portico::standards {

// An emergency as somebody wrote it.
struct Declaration {
  std::string code;                                     // "": one is made of the day on which it begins
  std::string kind;                                     // "suspend" or "replace"
  std::vector<std::string> services, agencies, groups;  // codes; an agency or a group stands for its services of this moment
  std::vector<WrittenClock> clocks;
  std::map<std::string, std::string> words;  // language → public text
  std::string from, until;                   // ISO 8601 with a zone; "" for `from` is the moment of declaring
  // Where a fault lies, by the field's name as it stands above; empty: the name itself.
  std::function<std::string(std::string_view field)> place;
};

// Reads one from a TOML file (docs/storm.md); what is no such file is refused, what its values mean is check_declaration()'s.
Outcome<Declaration> read_declaration(const std::filesystem::path& file);

// Everything that can be wrong with it by itself, held against the city, its calendars and the codes used so far: the refusal lists all of
// it. What it gives has neither id nor version yet.
Outcome<Emergency> check_declaration(const Declaration& written, const directory::Snapshot& city, const Snapshot& standards, Instant now);

// Refused as a conflict where the code was used before, or where another of the same kind holds for one of the services at the same time.
// `actor` is who the ledger says did it. Answers what was stored.
Outcome<Emergency> declare_emergency(store::Tx& tx, Emergency wanted, Instant at, std::string_view actor);

// A new end, later than the one it has. Refused where it is over, where the end is no later or too far off, and where another of the same
// kind would meet it.
Outcome<Emergency> extend_emergency(store::Tx& tx, std::string_view code, Instant until, Instant at, std::string_view actor);

// Ends now what would last longer; one that has not begun is called off. Refused where it is over.
Outcome<Emergency> end_emergency(store::Tx& tx, std::string_view code, Instant at, std::string_view actor);

}  // namespace portico::standards
