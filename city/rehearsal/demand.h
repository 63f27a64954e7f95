// Requests that nobody made, one after the other, as a city's people would make them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/directory/directory.h"
#include "city/rehearsal/dice.h"
#include "platform/calendar/calendar.h"
#include "platform/geo/geo.h"

namespace portico::rehearsal {

struct Wanted {
  std::int64_t count = 0;
  Instant from, until;  // from < until; requests come in between, ends long after some of them do
  std::uint64_t seed = 1;
};

struct Request {
  std::int64_t number = 0;  // from 1
  Instant opened;
  std::optional<Instant> closed;  // nothing: still open
  const directory::Service* service = nullptr;
  geo::Point point;
  std::string address, description;
  std::string_view channel;
  std::string_view outcome;  // what the customer was told; "" while open
};

class Demand {
 public:
  // Refuses a city without services or boundary, and an empty span. The city must outlive it.
  static Outcome<Demand> of(const directory::Snapshot& city, const Wanted& wanted);

  // The next one, in the order of opening; nothing when `count` have come.
  std::optional<Request> next();

 private:
  struct Habit {                      // of a service
    double season = 0, peak_day = 0;  // how much more it is asked on its day of the year, as a share of its mean
    double hours = 0, spread = 0;     // to its end: median, and the standard deviation of its logarithm
    bool of_storms = false;
  };
  Demand(const directory::Snapshot& city, const Wanted& wanted, calendar::Zone zone);
  void begin_hour();  // moves on to the next hour in which something comes
  double weight_of(Instant hour);
  std::size_t service_for(Instant at);
  geo::Point place_for(bool storm);
  void end(Request& request, const Habit& habit);

  Wanted wanted_;
  calendar::Zone zone_;
  Dice dice_;
  std::vector<const directory::Service*> services_;
  std::vector<Habit> habits_;
  Weighted popularity_;
  const geo::AreaIndex* boundary_;
  std::vector<geo::Point> centres_;  // where people tell of things again and again
  double per_hour_ = 0;              // requests for an hour of weight 1

  Instant hour_;
  double owed_ = 0;               // of requests, whole ones are given
  std::vector<Instant> moments_;  // of the hour, the latest first
  std::int64_t given_ = 0;
  std::array<Request, 256> lately_;
};

std::string csv_head();
std::string csv_line(const Request& request);  // for mappings/rehearsal.toml

}  // namespace portico::rehearsal
