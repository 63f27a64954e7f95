// One row of a file as a case to open: pure, given the mapping, the city and the moment.
#pragma once

#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "city/cases/cases.h"
#include "city/cases/import_mapping.h"
#include "city/directory/directory.h"

namespace portico::cases {

// Why a row is refused: the reason as it is counted, and what was found.
struct RowRefusal {
  std::string reason;  // "no_opened_date"
  std::string detail;
  std::string number;  // the row's own
};

struct ReadRow {
  Asked asked;                         // with flags and history
  std::vector<std::string> districts;  // beside Mapping::comparisons: what the file says, "" where it says nothing
};

// Bound to one file's head. Flags it sets: opened_in_future, closed_before_created, closed_in_future, updated_in_future,
// ambiguous_local_time, missing_local_time, unreadable_date, closed_without_date, closed_date_but_not_closed, unknown_status,
// unknown_service, unknown_agency, unreadable_place, no_number_of_its_own. Opening adds no_place, place_to_be_found, outside_city and
// edge_of_district.
class RowReader {
 public:
  // `column` finds a column's place by its name. Refuses a file that lacks what every row needs.
  using FindColumn = std::function<std::optional<std::size_t>(std::string_view)>;
  static Outcome<RowReader> make(const Mapping& mapping, const FindColumn& column, std::string_view file, const directory::Snapshot& city);

  // `own_number` stands in for a row's number where the file has none; `now`: what lies behind it is in the future.
  std::expected<ReadRow, RowRefusal> read(const std::vector<std::string>& row, std::string_view own_number, Instant now) const;

 private:
  using Place = std::optional<std::size_t>;
  struct Dates {
    bool ended = false, news = false;  // whether the row tells of a closing, of news
    Instant end, said;
  };

  RowReader(const Mapping& mapping, const directory::Snapshot& city);
  std::string_view value(const std::vector<std::string>& row, const Place& place) const;  // trimmed; "" for one of the mapping's nulls
  std::string joined(const std::vector<std::string>& row, const std::vector<Place>& places, std::string_view between) const;
  std::optional<Instant> date(std::string_view text, std::vector<std::string>& flags) const;
  bool read_service(std::string_view word, Asked& asked) const;
  void read_agency(std::string_view word, Asked& asked) const;
  void read_place(const std::vector<std::string>& row, Asked& asked) const;
  Dates read_dates(const std::vector<std::string>& row, Instant now, Asked& asked) const;
  void read_history(const std::vector<std::string>& row, Instant now, Asked& asked) const;
  std::string status_of(std::string_view text) const;

  const Mapping& mapping_;
  const directory::Snapshot& city_;
  std::unordered_map<std::string, std::string> by_name_, by_lower_name_;
  Place id_, opened_, closed_, updated_, service_, agency_, status_, channel_, outcome_text_, latitude_, longitude_, media_url_;
  std::vector<Place> address_, description_, compared_;
};

}  // namespace portico::cases
