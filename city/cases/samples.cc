#include "city/cases/samples.h"

#include <array>

#include "base/text.h"
#include "city/cases/import_lane.h"
#include "platform/formats/formats.h"

namespace portico::cases {
namespace {

using Faults = std::vector<Fault>;

enum Column : std::size_t {
  minutes_ago,
  service,
  latitude,
  longitude,
  address,
  description,
  channel,
  first_minutes,
  first_text,
  closed_minutes,
  outcome,
  outcome_text,
  columns
};
constexpr std::array<std::string_view, columns> names{"minutes_ago",       "service",        "latitude", "longitude",
                                                      "address",           "description",    "channel",  "first_status_minutes",
                                                      "first_status_text", "closed_minutes", "outcome",  "outcome_text"};
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> closings{{{"fixed", "FIXED"},
                                                                                 {"duplicate", "DUPLICATE"},
                                                                                 {"not_responsible", "NOT_COUNCILS_RESPONSIBILITY"},
                                                                                 {"no_action", "NO_FURTHER_ACTION"},
                                                                                 {"cancelled", "CANCELLED"},
                                                                                 {"closed", "CLOSED"}}};

// Reads one row; what is wrong with it goes to `faults`.
class Sample {
 public:
  Sample(const std::vector<std::string>& row, const std::array<std::size_t, columns>& at, std::string place, Faults& faults)
      : row_(row), at_(at), place_(std::move(place)), faults_(faults) {}

  Asked asked(std::int64_t number, Instant as_of) {
    Asked asked;
    asked.external_id = "sample-" + std::to_string(number);
    asked.service = text(service);
    asked.description = text(description);
    asked.place.address = text(address);
    if (!text(latitude).empty()) asked.place.point = geo::Point{decimal(latitude), decimal(longitude)};
    const auto named = channel_named(text(channel));
    if (!named) fault(channel, "web, open311, phone, counter, email, letter, mobile, import or other");
    asked.channel = named.value_or(Channel::web);
    asked.opened = as_of - minutes(minutes_ago);
    history(asked, as_of);
    return asked;
  }

 private:
  std::string_view text(Column column) const { return trim(row_[at_[column]]); }
  void fault(Column column, std::string accepted) {
    faults_.push_back({place_, std::string(names[column]) + " cannot be \"" + std::string(text(column)) + "\".", std::move(accepted)});
  }
  double decimal(Column column) {
    const auto read = parse_number(text(column));
    if (!read) fault(column, "degrees, as 43.45");
    return read.value_or(0);
  }
  Millis minutes(Column column) {
    const auto read = parse_integer(text(column));
    if (!read || *read < 0 || *read > 52'560'000) fault(column, "a number of minutes, at most 100 years");
    return std::chrono::minutes(read.value_or(0));
  }

  void history(Asked& asked, Instant as_of) {
    if (!text(first_minutes).empty()) {
      const Update said{.at = *asked.opened + minutes(first_minutes), .text = std::string(text(first_text))};
      if (said.text.empty()) fault(first_text, "what the customer was told");
      if (said.at <= as_of) asked.history.push_back(said);
    }
    if (text(closed_minutes).empty()) return;
    Update end{.at = *asked.opened + minutes(closed_minutes), .text = std::string(text(outcome_text))};
    for (const auto& [name, status] : closings)
      if (name == text(outcome)) end.update_status = status;
    if (end.update_status.empty()) fault(outcome, "fixed, duplicate, not_responsible, no_action, cancelled or closed");
    if (end.at <= as_of) asked.history.push_back(std::move(end));
  }

  const std::vector<std::string>& row_;
  const std::array<std::size_t, columns>& at_;
  const std::string place_;
  Faults& faults_;
};

Outcome<std::array<std::size_t, columns>> find_columns(const formats::CsvReader& csv, const std::string& file) {
  std::array<std::size_t, columns> at{};
  Faults faults;
  for (std::size_t i = 0; i < columns; ++i) {
    if (const auto found = csv.column(names[i]))
      at[i] = *found;
    else
      faults.push_back({file + ":1", "The column " + std::string(names[i]) + " is missing.", "the columns of docs/city-pack.md"});
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return at;
}

}  // namespace

Outcome<SampleReport> load_samples(const std::filesystem::path& file, Instant as_of, store::Store& store, const Cases& cases) {
  auto source = formats::ByteSource::open(file);
  if (!source) return std::unexpected(source.error());
  const std::string name = file.filename().string();
  formats::CsvReader csv(*std::move(source), name);
  const auto at = find_columns(csv, name);
  if (!at) return std::unexpected(at.error());

  SampleReport report;
  ImportLane lane(store, cases, {}, [](store::Tx&, const ImportLane::Done&) {});
  for (;;) {
    const auto row = csv.next();
    if (row && *row == nullptr) break;
    if (!row) {
      report.refused.insert(report.refused.end(), row.error().faults.begin(), row.error().faults.end());
      continue;
    }
    const std::string place = name + ":" + std::to_string(csv.line());
    const std::size_t before = report.refused.size();
    Asked asked = Sample(**row, *at, place, report.refused).asked(csv.row(), as_of);
    if (report.refused.size() > before) continue;
    if (Outcome<Opening> opening = cases.prepare_opening(std::move(asked))) {
      lane.add(csv.row(), *std::move(opening));
    } else {
      for (const Fault& fault : opening.error().faults) report.refused.push_back({place, fault.reason, fault.accepted});
    }
  }
  if (const auto broken = csv.source().broken()) return std::unexpected(*broken);
  const ImportLane::Done done = lane.finish();
  for (const auto& refused : lane.take_refusals())
    for (const Fault& fault : refused.refusal.faults)
      report.refused.push_back({name + ", row " + std::to_string(refused.row), fault.reason, fault.accepted});
  report.opened = done.opened;
  report.known = done.known;
  return report;
}

}  // namespace portico::cases
