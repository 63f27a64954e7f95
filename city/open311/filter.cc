#include "city/open311/filter.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "platform/geo/geo.h"

namespace portico::open311 {
namespace {

constexpr int largest_page = 1'000, last_row = 10'000;
constexpr Millis window = std::chrono::days(90);
constexpr double longest_radius = 100'000;

std::optional<Instant> read_instant(const Fields& query, std::string_view name, Faults& faults) {
  const auto sent = value_of(query, name);
  if (sent.empty()) return std::nullopt;
  // In a query a "+" is a blank: "…T00:00:00+02:00" arrives with one in its place.
  std::string text(sent);
  if (text.size() > 19)
    if (const auto blank = text.find(' ', 19); blank != std::string::npos) text[blank] = '+';
  auto instant = parse_instant(text, name);
  if (instant) return *instant;
  for (Fault fault : instant.error().faults) {
    fault.reason = std::string(name) + ": " + fault.reason;
    faults.push_back(std::move(fault));
  }
  return std::nullopt;
}

// Narrows [from, to] to its newest 90 days, both ends filled in.
void narrow(std::optional<Instant>& from, std::optional<Instant>& to, Instant now) {
  const Instant end = to.value_or(now);
  from = from ? std::max(*from, end - window) : end - window;
}

void read_dates(const Fields& query, Instant now, bool whole_range, cases::Filter& filter, Faults& faults) {
  filter.opened_from = read_instant(query, "start_date", faults);
  filter.opened_to = read_instant(query, "end_date", faults);
  filter.updated_from = read_instant(query, "updated_after", faults);
  filter.updated_to = read_instant(query, "updated_before", faults);
  const auto backwards = [&](std::string_view from_name, std::string_view to_name, const auto& from, const auto& to) {
    if (from && to && *from > *to)
      faults.push_back({std::string(from_name), std::string(from_name) + " lies after " + std::string(to_name), ""});
  };
  backwards("start_date", "end_date", filter.opened_from, filter.opened_to);
  backwards("updated_after", "updated_before", filter.updated_from, filter.updated_to);
  const bool by_update = filter.updated_from || filter.updated_to;
  const bool by_opening = filter.opened_from || filter.opened_to;
  if (!whole_range) {
    if (by_update) narrow(filter.updated_from, filter.updated_to, now);
    if (by_opening || !by_update) narrow(filter.opened_from, filter.opened_to, now);
  }
  // The ends that a client names are within; the filter's are not.
  if (filter.opened_to) *filter.opened_to += Millis{1};
  if (filter.updated_to) *filter.updated_to += Millis{1};
  if (by_update && !by_opening) filter.sort = cases::Filter::Sort::updated;
}

void read_codes(const Fields& query, const directory::Snapshot& city, cases::Filter& filter, Faults& faults) {
  filter.services = list_of(value_of(query, "service_code"));
  for (const auto& code : filter.services)
    if (city.service(code) == nullptr)
      faults.push_back({"service_code", "service_code " + code.substr(0, 60) + " is not known", "a code from the list of services"});
  const auto statuses = list_of(value_of(query, "status"));
  bool open = false, closed = false;
  for (const auto& status : statuses) {
    if (same_ignoring_case(status, "open"))
      open = true;
    else if (same_ignoring_case(status, "closed"))
      closed = true;
    else
      faults.push_back({"status", "status " + status.substr(0, 60) + " is not known", "open, closed"});
  }
  if (open != closed) filter.status = open ? cases::Status::open : cases::Status::closed;
}

void read_box(const Fields& query, cases::Filter& filter, Faults& faults) {
  const auto sent = value_of(query, "bbox");
  if (sent.empty()) return;
  std::vector<double> sides;
  for (const auto part : split(sent, ','))
    if (const auto number = parse_number(trim(part))) sides.push_back(*number);
  if (sides.size() != 4 || split(sent, ',').size() != 4 || sides[1] > sides[3] || std::abs(sides[1]) > 90 || std::abs(sides[3]) > 90 ||
      std::abs(sides[0]) > 180 || std::abs(sides[2]) > 180) {
    faults.push_back({"bbox", "bbox is no box", "west,south,east,north in degrees"});
    return;
  }
  filter.box = geo::Box{{sides[1], sides[0]}, {sides[3], sides[2]}};
}

void read_circle(const Fields& query, cases::Filter& filter, Faults& faults) {
  const auto lat = value_of(query, "lat"), lon = value_of(query, "long"), radius = value_of(query, "radius");
  if (lat.empty() && lon.empty()) return;
  if (lat.empty()) faults.push_back({"lat", "lat required with long", "degrees north"});
  if (lon.empty()) faults.push_back({"long", "long required with lat", "degrees east"});
  const auto north = parse_number(lat), east = parse_number(lon), metres = parse_number(radius);
  if (!lat.empty() && (!north || std::abs(*north) > 90)) faults.push_back({"lat", "lat is no latitude", "degrees from -90 to 90"});
  if (!lon.empty() && (!east || std::abs(*east) > 180)) faults.push_back({"long", "long is no longitude", "degrees from -180 to 180"});
  if (radius.empty())
    faults.push_back({"radius", "radius required with lat and long", "metres"});
  else if (!metres || *metres <= 0 || *metres > longest_radius)
    faults.push_back({"radius", "radius is no distance", "metres, more than 0 and at most 100000"});
  if (!north || !east || !metres) return;
  filter.near = geo::Point{*north, *east};
  filter.radius = *metres;
}

void read_order(const Fields& query, cases::Filter& filter, Faults& faults) {
  using Sort = cases::Filter::Sort;
  const auto sort = value_of(query, "sort");
  if (sort.empty()) return;
  if (sort == "newest" || sort == "-requested_datetime")
    filter.sort = Sort::newest;
  else if (sort == "oldest" || sort == "requested_datetime")
    filter.sort = Sort::oldest;
  else if (sort == "updated" || sort == "-updated_datetime")
    filter.sort = Sort::updated;
  else
    faults.push_back({"sort", "sort " + std::string(sort.substr(0, 60)) + " is not known", "newest, oldest, updated"});
}

void read_page(const Fields& query, Wanted& wanted, Faults& faults) {
  const auto number = [&](std::string_view name, std::int64_t otherwise) {
    const auto sent = value_of(query, name);
    if (sent.empty()) return otherwise;
    const auto value = parse_integer(sent);
    if (value && *value >= 1) return *value;
    faults.push_back({std::string(name), std::string(name) + " is no number from 1", "1, 2, 3 …"});
    return otherwise;
  };
  const auto size = std::min<std::int64_t>(number("page_size", largest_page), largest_page);
  const auto page = number("page", 1);
  wanted.filter.limit = static_cast<int>(size);
  wanted.filter.cursor = value_of(query, "cursor");
  if (!wanted.filter.cursor.empty()) return;
  if (page > last_row || page * size > last_row)
    wanted.nothing = true;
  else
    wanted.filter.offset = static_cast<int>((page - 1) * size);
  wanted.page = static_cast<int>(std::min<std::int64_t>(page, last_row));
}

}  // namespace

std::string_view value_of(const Fields& fields, std::string_view name) {
  for (const auto& [key, value] : fields)
    if (key == name && !value.empty()) return value;
  return {};
}

std::vector<std::string> list_of(std::string_view text) {
  std::vector<std::string> parts;
  for (const auto part : split(text, ','))
    if (const auto bare = trim(part); !bare.empty()) parts.emplace_back(bare);
  return parts;
}

Outcome<Wanted> read_wanted(const Fields& query, const directory::Snapshot& city, Instant now, bool whole_range) {
  Wanted wanted;
  wanted.extensions = same_ignoring_case(value_of(query, "extensions"), "true");
  if (auto numbers = list_of(value_of(query, "service_request_id")); !numbers.empty()) {
    wanted.by_number = true;
    if (numbers.size() > static_cast<std::size_t>(largest_page))
      return refuse(Refused::invalid, "service_request_id", "service_request_id lists too many requests", "at most 1000");
    wanted.filter.numbers = std::move(numbers);
    wanted.filter.limit = largest_page;
    return wanted;
  }
  Faults faults;
  read_dates(query, now, whole_range, wanted.filter, faults);
  read_codes(query, city, wanted.filter, faults);
  read_box(query, wanted.filter, faults);
  read_circle(query, wanted.filter, faults);
  read_order(query, wanted.filter, faults);
  read_page(query, wanted, faults);
  wanted.filter.words = value_of(query, "q");
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return wanted;
}

}  // namespace portico::open311
