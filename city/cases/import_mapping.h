// How a CSV file of another system becomes cases: read from a mapping file (docs/import.md), strictly, with file and line.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/cases/case.h"
#include "platform/calendar/calendar.h"

namespace portico::cases {

// A date as a file writes it: "iso" (a local time, or one with an offset) or a pattern of %Y %m %d %H %I %M %S %f %p %z and plain
// characters.
class DateFormat {
 public:
  static Outcome<DateFormat> make(std::string_view pattern, std::string_view field);

  struct Reading {
    std::chrono::local_time<Millis> local;
    std::optional<std::chrono::minutes> offset;  // east of UTC, where the text says it
  };
  std::optional<Reading> read(std::string_view text) const;         // nothing where the text is not of this form or no such date exists
  std::string write(Instant at, const calendar::Zone& zone) const;  // the zone's local time; "iso" in UTC, with its Z

 private:
  std::string pattern_;  // empty: "iso"
};

// The places that may hold one thing: the first column of these that a file has.
using Columns = std::vector<std::string>;

// A file's own district, to be held against the polygons' answer. The pattern has {number} (digits; leading noughts do not count) and
// {words} (the rest, or up to the next plain character); the replacement puts them in another order.
struct Comparison {
  std::string set;
  Columns column;
  std::string pattern = "{words}";
  std::string replacement;
  std::int64_t most = 0;  // a higher {number} is no district; 0: any
  bool by_name = true;    // against the area's name, else its code; without regard to case

  std::string area_in(std::string_view value) const;  // "" for a value that does not match as a whole: it says nothing
};

struct Mapping {
  std::string name;
  calendar::Zone zone;             // of dates without an offset
  std::vector<std::string> nulls;  // words that stand for nothing
  std::vector<DateFormat> formats;

  Columns id, opened, closed, updated, service, agency, status, channel, outcome_text, latitude, longitude, media_url;
  std::vector<Columns> address, description;  // each the first that exists; several are joined

  enum class ServiceBy { name, code } service_by = ServiceBy::name;
  std::unordered_map<std::string, std::string> service_table;  // the file's word → a code
  std::string service_otherwise;                               // empty: a row of an unknown service is refused
  std::unordered_map<std::string, std::string> agency_table;
  std::vector<std::string> open_words, closed_words;  // of the status column
  std::unordered_map<std::string, Channel> channel_table;
  Channel channel_otherwise = Channel::import;
  std::vector<std::pair<std::string, std::string>> outcome_signs;  // words in the outcome text, lower-case → an Open311 update status
  std::vector<std::string> receipt_signs;                          // words, lower-case, of an automatic receipt: it stops no clock
  bool zero_is_no_place = true;
  std::vector<Comparison> comparisons;

  std::string hash;  // of the mapping's text: what was imported under it is known by it

  static Outcome<Mapping> parse(std::string_view text, std::string_view file);
  static Outcome<Mapping> read(const std::filesystem::path& file);
};

}  // namespace portico::cases
