#include "city/rehearsal/demand.h"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "platform/formats/formats.h"

namespace portico::rehearsal {
namespace {

using std::chrono::hours;

// Shares of New York's requests by local hour and weekday (Sunday first), in its 311 open data of 2025, rounded; their means are near 1.
constexpr std::array<double, 24> by_hour = {0.75, 0.5, 0.4,  0.3,  0.27, 0.35, 0.6, 0.95, 1.3, 1.55, 1.65, 1.6,
                                            1.55, 1.5, 1.45, 1.35, 1.3,  1.2,  1.1, 1.05, 1,   1.05, 1.1,  1};
constexpr std::array<double, 7> by_weekday = {0.7, 1.15, 1.15, 1.1, 1.1, 1.05, 0.75};
constexpr double storm_factor = 2.5, storm_share = 0.6, repeat_share = 0.125, never_ended = 0.02, silent = 0.28, near_a_centre = 0.55;
constexpr std::uint64_t days_a_storm = 40;
constexpr std::size_t centres = 400;
constexpr double metres_a_degree = 111'200;

constexpr std::array<std::pair<std::string_view, double>, 6> channels = {
    {{"web", 0.38}, {"mobile", 0.26}, {"phone", 0.27}, {"open311", 0.04}, {"counter", 0.03}, {"email", 0.02}}};
const std::vector<std::string> streets = {"Alder",  "Beech",   "Cedar",  "Dock",   "Elm",    "Foundry", "Garden",  "Hill",
                                          "Iron",   "Juniper", "Kiln",   "Linden", "Market", "North",   "Orchard", "Pine",
                                          "Quarry", "River",   "Spring", "Tanner", "Union",  "Valley",  "Water",   "Yard"};
const std::vector<std::string> said = {"It has been like this for a week.",
                                       "Please send somebody.",
                                       "It is worse after rain.",
                                       "My neighbour nearly fell over it.",
                                       "It was mended in spring and is back.",
                                       "On the side of the school.",
                                       "You can see it from the corner.",
                                       "Every night this week.",
                                       "Nobody came the last time."};
const std::vector<std::string> ends = {"We were there and mended it.",
                                       "The work is done.",
                                       "We looked and found nothing any more.",
                                       "We cleaned it up.",
                                       "A new one is in place.",
                                       "We told the owner, who has done it."};

// The same for one day everywhere, whatever was drawn before it.
std::uint64_t mixed(std::uint64_t seed, std::int64_t day) {
  std::uint64_t x = seed * 0x9e3779b97f4a7c15ULL + static_cast<std::uint64_t>(day);
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ULL;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebULL;
  return x ^ (x >> 31);
}
std::int64_t day_of(std::chrono::local_time<Millis> local) {
  return std::chrono::floor<std::chrono::days>(local).time_since_epoch().count();
}
bool is_storm(std::uint64_t seed, std::int64_t day) { return mixed(seed, day) % days_a_storm == 0; }

std::vector<const directory::Service*> asked_for(const directory::Snapshot& city) {
  std::vector<const directory::Service*> all;
  for (const auto& service : city.services)
    if (service.shown()) all.push_back(&service);
  return all;
}

Weighted by_rank(std::size_t count) {
  std::vector<double> weights;
  for (std::size_t rank = 0; rank < count; ++rank) weights.push_back(1 / static_cast<double>(rank + 4));
  return Weighted(weights);
}

// The areas that together are the city, as drawn on that day; null where it has none.
const geo::AreaIndex* boundary_of(const directory::Snapshot& city, Instant at) {
  return city.index_in_force(city.city.boundary_set, std::chrono::floor<std::chrono::days>(at));
}

}  // namespace

Outcome<Demand> Demand::of(const directory::Snapshot& city, const Wanted& wanted) {
  if (asked_for(city).empty())
    return refuse(Refused::invalid, "services", "the city has none that people can ask for", "a pack with a service");
  if (wanted.count < 0) return refuse(Refused::invalid, "--count", "it is less than nothing", "0 or more");
  if (wanted.until - wanted.from < hours(1))
    return refuse(Refused::invalid, "--until", "there is less than an hour after --from", "a later instant");
  if (!boundary_of(city, wanted.from))
    return refuse(Refused::invalid, "boundary", "the city has no district set in force that says where it ends",
                  "[city] boundary, with a set in force at --from");
  auto zone = calendar::Zone::find(city.city.zone, "zone");
  if (!zone) return std::unexpected(zone.error());
  return Demand(city, wanted, std::move(*zone));
}

Demand::Demand(const directory::Snapshot& city, const Wanted& wanted, calendar::Zone zone)
    : wanted_(wanted),
      zone_(std::move(zone)),
      dice_(wanted.seed),
      services_(asked_for(city)),
      popularity_(by_rank(services_.size())),
      boundary_(boundary_of(city, wanted.from)),
      hour_(std::chrono::floor<hours>(wanted.from)) {
  for (std::size_t i = services_.size(); i > 1; --i) std::swap(services_[i - 1], services_[dice_.below(i)]);
  for (std::size_t i = 0; i < services_.size(); ++i)
    habits_.push_back({.season = dice_.between(0, 0.8),
                       .peak_day = dice_.between(0, 365),
                       .hours = std::exp(dice_.between(std::log(3), std::log(400))),
                       .spread = dice_.between(0.5, 1.3),
                       .of_storms = dice_.happens(0.06) || i == services_.size() - 1});
  while (centres_.size() < centres) centres_.push_back(place_for(false));
  double total = 0;
  for (Instant hour = hour_; hour < wanted_.until; hour += hours(1)) total += weight_of(hour);
  per_hour_ = static_cast<double>(wanted_.count) / total;
  hour_ -= hours(1);
}

double Demand::weight_of(Instant hour) {
  const auto local = zone_.local_of(hour);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::weekday weekday{std::chrono::local_days(day)};
  const auto of_day = static_cast<std::size_t>(std::chrono::floor<hours>(local - day).count());
  return by_hour[of_day] * by_weekday[weekday.c_encoding()] * (is_storm(wanted_.seed, day_of(local)) ? storm_factor : 1);
}

void Demand::begin_hour() {
  while (moments_.empty() && given_ < wanted_.count) {
    hour_ += hours(1);
    const bool last = hour_ + hours(1) >= wanted_.until;
    owed_ += per_hour_ * weight_of(hour_);
    const auto whole = last ? wanted_.count - given_ : std::min(static_cast<std::int64_t>(owed_), wanted_.count - given_);
    owed_ -= static_cast<double>(whole);
    const Instant begin = std::max(hour_, wanted_.from), end = std::min(hour_ + hours(1), wanted_.until);
    for (std::int64_t i = 0; i < whole; ++i)
      moments_.push_back(begin + Millis{static_cast<std::int64_t>(dice_.share() * static_cast<double>((end - begin).count()))});
    std::ranges::sort(moments_, std::greater());
  }
}

std::size_t Demand::service_for(Instant at) {
  const auto day = day_of(zone_.local_of(at));
  const bool storm = is_storm(wanted_.seed, day) && dice_.happens(storm_share);
  for (;;) {
    const std::size_t drawn = popularity_.draw(dice_);
    const Habit& habit = habits_[drawn];
    if (storm) {
      if (habit.of_storms) return drawn;
      continue;
    }
    const double season = 1 + habit.season * std::cos(2 * std::numbers::pi * (static_cast<double>(day % 365) - habit.peak_day) / 365);
    if (dice_.share() * (1 + habit.season) < season) return drawn;
  }
}

geo::Point Demand::place_for(bool storm) {
  const geo::Box box = boundary_->bounds();
  for (;;) {
    geo::Point point{dice_.between(box.south_west.latitude, box.north_east.latitude),
                     dice_.between(box.south_west.longitude, box.north_east.longitude)};
    if (centres_.size() == centres && (storm || dice_.happens(near_a_centre))) {
      const geo::Point centre =
          storm ? centres_[mixed(wanted_.seed, hour_.time_since_epoch().count() / 86'400'000) % centres] : dice_.one_of(centres_);
      const double metres = storm ? 1'500 : 250;
      point = {centre.latitude + dice_.normal() * metres / metres_a_degree, centre.longitude + dice_.normal() * metres / metres_a_degree};
    }
    if (boundary_->locate(point, 0)) return point;
  }
}

void Demand::end(Request& request, const Habit& habit) {
  if (dice_.happens(never_ended)) return;
  const double took = habit.hours * std::exp(habit.spread * dice_.normal());
  request.closed = request.opened + std::chrono::minutes(std::max<std::int64_t>(2, static_cast<std::int64_t>(took * 60)));
  request.outcome = dice_.one_of(ends);
}

std::optional<Request> Demand::next() {
  begin_hour();
  if (moments_.empty()) return std::nullopt;
  Request request{.number = ++given_, .opened = moments_.back()};
  moments_.pop_back();
  const Request& before = lately_[dice_.below(lately_.size())];
  if (before.service && dice_.happens(repeat_share)) {
    request.service = before.service;
    request.point = {before.point.latitude + dice_.normal() * 12 / metres_a_degree,
                     before.point.longitude + dice_.normal() * 12 / metres_a_degree};
    if (!boundary_->locate(request.point, 0)) request.point = before.point;
    request.address = before.address;
  } else {
    const std::size_t drawn = service_for(request.opened);
    request.service = services_[drawn];
    request.point = place_for(habits_[drawn].of_storms && is_storm(wanted_.seed, day_of(zone_.local_of(request.opened))));
    const std::size_t house = 1 + dice_.below(400);
    request.address = fmt::format("{} {} Street", house, dice_.one_of(streets));
  }
  if (!dice_.happens(silent)) request.description = dice_.one_of(said);
  double left = dice_.share();
  request.channel = channels.back().first;
  for (const auto& [name, share] : channels)
    if ((left -= share) < 0) {
      request.channel = name;
      break;
    }
  const auto habit = std::ranges::find(services_, request.service) - services_.begin();
  end(request, habits_[static_cast<std::size_t>(habit)]);
  lately_[static_cast<std::size_t>(given_) % lately_.size()] = request;
  return request;
}

std::string csv_head() { return "id,opened,closed,service,status,address,latitude,longitude,description,channel,outcome\n"; }

std::string csv_line(const Request& request) {
  return fmt::format("R{},{},{},{},{},{},{:.6f},{:.6f},{},{},{}\n", request.number, iso8601(request.opened),
                     request.closed ? iso8601(*request.closed) : "", request.service->code, request.closed ? "Closed" : "Open",
                     formats::csv_field(request.address), request.point.latitude, request.point.longitude,
                     formats::csv_field(request.description), request.channel, formats::csv_field(request.outcome));
}

}  // namespace portico::rehearsal
