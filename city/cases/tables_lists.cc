// Walks over many cases. Each is a statement of its own, so that each takes the index that was made for it.
#include <algorithm>
#include <array>

#include "base/text.h"
#include "city/cases/record.h"
#include "city/cases/tables_case.h"

namespace portico::cases::tables {
namespace {

using store::Statement;

const Statement newest("cases.walk_newest",
                       "SELECT " CASES_COLUMNS
                       ", due FROM cases_case WHERE (opened, id) < ($1, $2) AND opened >= $3 ORDER BY opened DESC, id DESC LIMIT $4");
const Statement oldest("cases.walk_oldest",
                       "SELECT " CASES_COLUMNS
                       ", due FROM cases_case WHERE (opened, id) > ($1, $2) AND opened < $3 ORDER BY opened, id LIMIT $4");
const Statement newest_of_service("cases.walk_newest_of_service",
                                  "SELECT " CASES_COLUMNS
                                  ", due FROM cases_case WHERE service = $1 AND (opened, id) < ($2, $3) AND opened >= $4 "
                                  "ORDER BY opened DESC, id DESC LIMIT $5");
const Statement oldest_of_service("cases.walk_oldest_of_service",
                                  "SELECT " CASES_COLUMNS
                                  ", due FROM cases_case WHERE service = $1 AND (opened, id) > ($2, $3) AND opened < $4 "
                                  "ORDER BY opened, id LIMIT $5");
const Statement by_updated(
    "cases.walk_updated", "SELECT " CASES_COLUMNS
                          ", due FROM cases_case WHERE (updated, id) < ($1, $2) AND updated >= $3 ORDER BY updated DESC, id DESC LIMIT $4");
const Statement by_due("cases.walk_due",
                       "SELECT " CASES_COLUMNS
                       ", due FROM cases_case WHERE agency = $1 AND status = 0 AND (due, id) > ($2, $3) ORDER BY due, id LIMIT $4");
const Statement by_district("cases.walk_district",
                            "SELECT " CASES_COLUMNS
                            ", due FROM cases_district JOIN cases_case ON cases_case.id = cases_district.slot % 1099511627776 "
                            "WHERE cases_district.slot < $1 AND cases_district.slot >= $2 ORDER BY cases_district.slot DESC LIMIT $3");
// As the index cases_by_block has it: geo::Patch says what a block is.
#define MARKS_OF_PATCH                                                                                  \
  "SELECT opened, id FROM cases_case WHERE (cell / 4194304) * 1048576 + (cell % 1048576) / 4 = $1 AND " \
  "cell >= $2 AND cell <= $3 AND cell % 1048576 >= $4 AND cell % 1048576 <= $5 AND "
const Statement newest_of_patch("cases.walk_newest_of_patch",
                                MARKS_OF_PATCH "(opened, id) < ($6, $7) AND opened >= $8 ORDER BY opened DESC, id DESC LIMIT $9");
const Statement oldest_of_patch("cases.walk_oldest_of_patch",
                                MARKS_OF_PATCH "(opened, id) > ($6, $7) AND opened < $8 ORDER BY opened, id LIMIT $9");
#undef MARKS_OF_PATCH
const Statement near(
    "cases.open_in_cells",
    "SELECT " CASES_COLUMNS
    ", due FROM cases_case WHERE cell IN ($1, $2, $3, $4, $5, $6, $7, $8, $9) AND service = $10 AND opened >= $11 AND status = 0");

// One parameter for a list: SQLite opens it as JSON; so does PostgreSQL, by another name.
const Statement external_ids(
    "cases.ids_by_external_ids", "SELECT id FROM cases_case WHERE external_id IN (SELECT value FROM json_each($1))",
    "SELECT id FROM cases_case WHERE external_id IN (SELECT value FROM json_array_elements_text(CAST($1 AS JSON)))");

}  // namespace

std::optional<Clock> read_clock(const store::Row& row, int due, int load, standards::ClockKind kind) {
  if (row.null(due)) return std::nullopt;
  Clock clock;
  clock.kind = kind;
  clock.due = from_millis(row.integer(due));
  clock.state = static_cast<ClockState>(row.integer(due + 1));
  if (const auto stopped = row.maybe_integer(due + 2)) clock.stopped = from_millis(*stopped);
  clock.load = row.maybe_integer(load).value_or(0);
  return clock;
}

Case read_case(const store::Row& row) {
  Case read;
  read.id = row.integer(0);
  read.number = row.text(1);
  read.external_id = row.text(2);
  read.service = row.text(3);
  read.agency = row.text(4);
  read.channel = static_cast<Channel>(row.integer(5));
  read.status = static_cast<Status>(row.integer(6));
  read.opened = from_millis(row.integer(7));
  read.updated = from_millis(row.integer(8));
  if (const auto closed = row.maybe_integer(9))
    read.closing = Closing{from_millis(*closed), std::string(row.text(10)), std::string(row.text(11))};
  read.sla_version = row.integer(12);
  if (auto clock = read_clock(row, 13, 31, standards::ClockKind::first_status)) read.clocks.push_back(*clock);
  if (auto clock = read_clock(row, 16, 32, standards::ClockKind::outcome)) read.clocks.push_back(*clock);
  if (!row.null(19)) read.place.point = geo::Point{row.real(19), row.real(20)};
  read.place.address = row.text(21);
  read.place.address_id = row.text(22);
  read.place.to_be_found = row.integer(23) != 0;
  read.districts = unpack_districts(row.text(24));
  read.flags = unpack_flags(row.text(25));
  read.version = row.integer(26);
  read.status_notes = row.text(27);
  read.media_url = row.text(28);
  read.answers = unpack_answers(row.text(29));
  read.description = row.text(30);
  read.pause_count = row.integer(33);
  read.handler = row.text(34);
  read.words = static_cast<Showing>(row.integer(35));
  read.merged_into = row.maybe_integer(36).value_or(0);
  read.told = row.integer(37);
  read.photo_count = row.integer(38);
  return read;
}

Glance glance_at(const store::Row& row) {
  Glance glance;
  glance.id = row.integer(0);
  glance.numbered = !row.null(1);
  glance.service = row.text(3);
  glance.agency = row.text(4);
  glance.status = static_cast<Status>(row.integer(6));
  glance.opened = from_millis(row.integer(7));
  glance.updated = from_millis(row.integer(8));
  if (!row.null(19)) glance.point = geo::Point{row.real(19), row.real(20)};
  glance.address = row.text(21);
  glance.districts = row.text(24);
  glance.description = row.text(30);
  glance.words = static_cast<Showing>(row.integer(35));
  glance.due = row.maybe_integer(39).value_or(0);
  return glance;
}

Glance glance_of(const Case& subject, std::string_view packed_districts) {
  Glance glance;
  glance.id = subject.id;
  glance.numbered = !subject.number.empty();
  glance.service = subject.service;
  glance.agency = subject.agency;
  glance.address = subject.place.address;
  glance.description = subject.description;
  glance.districts = packed_districts;
  glance.status = subject.status;
  glance.words = subject.words;
  glance.opened = subject.opened;
  glance.updated = subject.updated;
  glance.due = next_due(subject).value_or(0);
  glance.point = subject.place.point;
  return glance;
}

namespace {

auto seen_by(const Visit& visit) {
  return [&visit](const store::Row& row) { visit(glance_at(row), [&row] { return read_case(row); }); };
}

}  // namespace

Mark start_of(Order order) {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min(), most = std::numeric_limits<std::int64_t>::max();
  const bool forwards = order == Order::oldest || order == Order::due;
  return forwards ? Mark{least, 0} : Mark{most, ids_of_slot - 1};
}

void walk(store::Reader& reader, const Walk& walk, const Visit& visit) {
  // Both ends go into the mark where they narrow it: one range for the index.
  Mark after = walk.after;
  switch (walk.order) {
    case Order::newest:
    case Order::updated:
      if (after.at >= walk.to) after = {walk.to, 0};
      if (walk.order == Order::updated)
        reader.query(by_updated, {after.at, after.id, walk.from, walk.limit}, seen_by(visit));
      else if (walk.service.empty())
        reader.query(newest, {after.at, after.id, walk.from, walk.limit}, seen_by(visit));
      else
        reader.query(newest_of_service, {walk.service, after.at, after.id, walk.from, walk.limit}, seen_by(visit));
      break;
    case Order::oldest:
      if (after.at < walk.from) after = {walk.from, 0};
      if (walk.service.empty())
        reader.query(oldest, {after.at, after.id, walk.to, walk.limit}, seen_by(visit));
      else
        reader.query(oldest_of_service, {walk.service, after.at, after.id, walk.to, walk.limit}, seen_by(visit));
      break;
    case Order::due:
      reader.query(by_due, {walk.agency, after.at, after.id, walk.limit}, seen_by(visit));
      break;
    case Order::district:
      reader.query(by_district, {slot_of(walk.district, after.id), slot_of(walk.district, 0), walk.limit}, seen_by(visit));
      break;
  }
}

std::vector<Mark> marks_of_patch(store::Reader& reader, const geo::Patch& patch, const Walk& walk) {
  Mark after = walk.after;
  const bool forwards = walk.order == Order::oldest;
  if (forwards ? after.at < walk.from : after.at >= walk.to) after = {forwards ? walk.from : walk.to, 0};
  return reader.all(forwards ? oldest_of_patch : newest_of_patch,
                    {patch.block, patch.first_cell, patch.last_cell, patch.first_column, patch.last_column, after.at, after.id,
                     forwards ? walk.to : walk.from, walk.limit},
                    [](const store::Row& row) { return Mark{row.integer(0), row.integer(1)}; });
}

void open_in_cells(store::Reader& reader, std::span<const std::int64_t> some, std::string_view service, Instant since, const Visit& visit) {
  std::array<std::int64_t, 9> nine;
  for (std::size_t at = 0; at < nine.size(); ++at) nine[at] = some[std::min(at, some.size() - 1)];
  reader.query(near, {nine[0], nine[1], nine[2], nine[3], nine[4], nine[5], nine[6], nine[7], nine[8], service, to_millis(since)},
               seen_by(visit));
}

std::vector<std::int64_t> ids_by_external_ids(store::Reader& reader, std::span<const std::string> wanted) {
  if (wanted.empty()) return {};
  std::vector<Answer> one{{"", {wanted.begin(), wanted.end()}}};
  const std::string packed = pack_answers(one);  // [{"q":"","v":[…]}]: the list of texts stands in it as JSON
  const std::size_t from = packed.find('[', 1);
  return reader.all(external_ids, {std::string_view(packed).substr(from, packed.size() - from - 2)},
                    [](const store::Row& row) { return row.integer(0); });
}

std::int64_t district_hash(std::string_view set, std::string_view area) {
  std::uint64_t hash = 14695981039346656037u;  // FNV-1a: the same on every machine, for ever
  const auto take = [&hash](char c) { hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u; };
  std::ranges::for_each(set, take);
  take('\t');
  std::ranges::for_each(area, take);
  return static_cast<std::int64_t>((hash ^ (hash >> 32)) & 0x7fffff);
}

bool lies_in(std::string_view districts, std::string_view set, std::string_view area) {
  while (!districts.empty()) {
    const std::size_t end = districts.find('\n');
    const std::string_view line = districts.substr(0, end);
    if (line.size() > set.size() && line.starts_with(set) && line[set.size()] == '\t') {
      const std::string_view rest = line.substr(set.size() + 1);
      if (rest.substr(0, rest.find('\t')) == area) return true;
    }
    if (end == std::string_view::npos) break;
    districts.remove_prefix(end + 1);
  }
  return false;
}

}  // namespace portico::cases::tables
