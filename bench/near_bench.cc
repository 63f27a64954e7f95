// How long it takes to find the open requests of one service within 50 m of a place, of the last 60 days: what "already reported nearby?"
// asks of a database before anybody sends the same again. Places and services are those of random open requests on file.
//
//   near_bench DIR [LOOKS]    a data folder that nobody serves; 5,000 looks
//
// Prints `near MEDIAN_MICROSECONDS P99_MICROSECONDS FOUND_SHARE`.
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <vector>

#include "app/command.h"
#include "app/house.h"
#include "app/log.h"
#include "app/time.h"

namespace {

using namespace portico;
constexpr double metres = 50;
constexpr std::chrono::days days{60};

struct Look {
  std::string service;
  geo::Point point;
};

// Of the newest ten thousand open ones: those that people stand beside when they report the same again.
std::vector<Look> looks_of(app::House& house, std::size_t count) {
  std::vector<Look> known;
  cases::Filter filter;
  filter.limit = 1000;
  filter.status = cases::Status::open;
  house.store->read([&](store::Reader& reader) {
    while (known.size() < 10'000) {
      const auto page = house.cases.list(reader, filter);
      for (const auto& each : page.cases)
        if (each.place.point) known.push_back({each.service, *each.place.point});
      if (page.next_cursor.empty()) break;
      filter.cursor = page.next_cursor;
    }
  });
  std::mt19937_64 chance(7);
  std::vector<Look> all;
  while (!known.empty() && all.size() < count) all.push_back(known[chance() % known.size()]);
  return all;
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fprintf(stderr, "near_bench DIR [LOOKS]\n");
    return app::usage;
  }
  const app::SystemTime time;
  app::JsonLog log(time);
  app::Settings settings;
  settings.data = words[1];
  app::House house(settings, log, time);
  std::vector<double> micros;
  std::size_t found = 0;
  for (const auto& look : looks_of(house, count > 2 ? std::strtoul(words[2], nullptr, 10) : 5'000)) {
    const auto begun = std::chrono::steady_clock::now();
    house.store->read([&](store::Reader& reader) {
      found += house.cases.near_duplicates(reader, look.service, look.point, time.now() - days, metres).empty() ? 0 : 1;
    });
    micros.push_back(std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begun).count());
  }
  if (micros.empty()) {
    std::fprintf(stderr, "near_bench: there are no requests with a place\n");
    return app::refused;
  }
  std::ranges::sort(micros);
  fmt::print("near {:.0f} {:.0f} {:.2f}\n", micros[micros.size() / 2], micros[micros.size() * 99 / 100],
             static_cast<double>(found) / static_cast<double>(micros.size()));
  return app::done;
}
