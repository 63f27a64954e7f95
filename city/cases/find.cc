// Reading one case, and what lies near a point.
#include <algorithm>

#include "base/text.h"
#include "city/cases/cases.h"
#include "city/cases/reckoning.h"
#include "city/cases/tables.h"
#include "city/cases/tables_life.h"

namespace portico::cases {
namespace {

constexpr double farthest_duplicate = 500;  // metres: beyond it nothing is "near", and the cells would be many

// Whether a row alone does not tell how its clocks stand.
bool waits(const Case& read, const standards::Snapshot& standards, Instant now) {
  if (read.status == Status::closed) return false;
  if (std::ranges::any_of(read.clocks, [](const Clock& clock) { return clock.state == ClockState::paused; })) return true;
  return !standards.emergencies.empty() && !standards::in_force(standards.emergencies, now, read.service).empty();
}

void read_clocks(Case& read, const standards::Snapshot& standards, Instant now) {
  if (waits(read, standards, now) && standards.version(read.sla_version))
    read.clocks = clocks_at(facts_of(read), standards, now);
  else
    for (Clock& clock : read.clocks) clock.state = state_as_of(clock, now);
}

}  // namespace

Cases::Cases(store::Store& store, const directory::Directory& directory, const standards::Standards& standards, const TimeSource& time,
             Chance& chance, std::string number_key)
    : store_(store), directory_(directory), standards_(standards), time_(time), chance_(chance), number_key_(std::move(number_key)) {}

bool Cases::listed(std::string_view service) const {
  const directory::Service* known = directory_.now()->service(service);
  return known && known->public_cases();
}

Case Cases::as_of_now(Case read) const {
  read_clocks(read, *standards_.now(), time_.now());
  return read;
}

void Cases::as_of_now(store::Reader& reader, std::vector<Case>& read) const {
  const auto standards = standards_.now();
  const Instant now = time_.now();
  std::vector<std::int64_t> waiting;
  for (const Case& each : read)
    if (each.pause_count > 0 && waits(each, *standards, now)) waiting.push_back(each.id);
  auto pauses = tables::pauses_of(reader, waiting);
  for (Case& each : read) {
    if (const auto found = pauses.find(each.id); found != pauses.end()) each.pauses = std::move(found->second);
    read_clocks(each, *standards, now);
  }
}

// A number leads to its id by arithmetic; what is no number, or one that was never given, may be an imported case's own.
std::optional<std::int64_t> Cases::id_of(store::Reader& reader, std::string_view number) const {
  if (const Outcome<std::string> canonical = read_case_number(number))
    if (const auto id = case_sequence(*canonical, number_key_))
      if (const auto found = tables::case_by_id(reader, *id); found && found->number == *canonical) return id;
  if (!valid_utf8(number) || number.find('\0') != std::string_view::npos) return std::nullopt;
  return tables::id_by_external_id(reader, trim(number));
}

std::optional<Case> Cases::find(store::Reader& reader, std::string_view number) const {
  std::optional<Case> found;
  if (const Outcome<std::string> canonical = read_case_number(number))
    if (const auto id = case_sequence(*canonical, number_key_)) {
      found = tables::case_by_id(reader, *id);
      if (found && found->number != *canonical) found.reset();
    }
  if (!found && valid_utf8(number) && number.find('\0') == std::string_view::npos)
    if (const auto id = tables::id_by_external_id(reader, trim(number))) found = tables::case_by_id(reader, *id);
  if (!found || found->number.empty() || !listed(found->service)) return std::nullopt;
  return as_of_now(*std::move(found));
}

std::optional<Case> Cases::find_for_staff(store::Reader& reader, std::string_view number) const {
  const auto id = id_of(reader, number);
  auto found = id ? tables::case_by_id(reader, *id) : std::nullopt;
  if (!found || found->number.empty()) return std::nullopt;
  return as_of_now(*std::move(found));
}

std::optional<Case> Cases::find_by_token(store::Reader& reader, std::string_view token) const {
  if (token.size() != 32 || !from_hex(token)) return std::nullopt;
  const auto id = tables::id_by_token(reader, lower_ascii(token));
  std::optional<Case> found = id ? tables::case_by_id(reader, *id) : std::nullopt;
  return found ? std::optional(as_of_now(*std::move(found))) : std::nullopt;
}

Cases::TokenState Cases::token(store::Reader& reader, std::string_view token) const {
  const std::optional<Case> found = find_by_token(reader, token);
  return found ? TokenState{true, found->number} : TokenState{};
}

std::vector<Message> Cases::messages(store::Reader& reader, std::int64_t id) const { return tables::messages_of(reader, id); }

std::vector<Ending> Cases::endings(store::Reader& reader, std::int64_t id) const { return tables::endings_of(reader, id); }

std::vector<Handling> Cases::handlings(store::Reader& reader, std::int64_t id) const { return tables::handlings_of(reader, id); }

std::optional<Reporter> Cases::reporter(store::Reader& reader, std::int64_t id) const { return tables::reporter_of(reader, id); }

std::vector<Case> Cases::words_to_review(store::Reader& reader, std::span<const std::string> agencies, int limit) const {
  std::vector<Case> all;
  for (const std::string& agency : agencies)
    for (Case& each : tables::words_to_review(reader, agency, 0, limit)) all.push_back(std::move(each));
  as_of_now(reader, all);
  return all;
}

std::vector<Case> Cases::places_to_find(store::Reader& reader, std::span<const std::string> agencies, int limit) const {
  std::vector<Case> all;
  for (const std::string& agency : agencies)
    for (Case& each : tables::places_to_find(reader, agency, 0, limit)) all.push_back(std::move(each));
  as_of_now(reader, all);
  return all;
}

std::vector<Case> Cases::in_hand(store::Reader& reader, std::string_view handler, int limit) const {
  std::vector<Case> all = tables::in_hand(reader, handler, limit);
  as_of_now(reader, all);
  return all;
}

std::vector<Move> Cases::moves(store::Reader& reader, std::int64_t id) const { return tables::moves_of(reader, id); }

std::vector<Message> Cases::messages_between(store::Reader& reader, Instant from, Instant to, int limit) const {
  const auto city = directory_.now();
  return tables::messages_between(reader, from, to, limit, [&](std::string_view service) {
    const directory::Service* known = city->service(service);
    return known && known->public_cases();
  });
}

std::vector<Near> Cases::near_duplicates(store::Reader& reader, std::string_view service, geo::Point point, Instant since,
                                         double metres) const {
  std::vector<Near> found;
  const std::vector<std::int64_t> cells = geo::cells_around(point, std::clamp(metres, 0.0, farthest_duplicate));
  for (std::size_t at = 0; at < cells.size(); at += 9) {
    const auto nine = std::span(cells).subspan(at, std::min<std::size_t>(9, cells.size() - at));
    tables::open_in_cells(reader, nine, service, since, [&](const tables::Glance& glance, const auto& whole) {
      if (!glance.point || !glance.numbered) return;
      const double away = geo::metres_between(point, *glance.point);
      if (away <= metres) found.push_back({whole().number, away, glance.opened});
    });
  }
  std::ranges::sort(found, {}, &Near::metres);
  return found;
}

std::string Cases::public_description(const Case& subject) const {
  const auto city = directory_.now();
  const bool open = exposure_of(subject, city->service(subject.service)) == directory::Exposure::open;
  return open ? masked(subject.description) : std::string();
}

}  // namespace portico::cases
