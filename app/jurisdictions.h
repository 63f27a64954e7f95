// Several cities behind one door. Each is a house with its own data folder, lane, ledger and settings; they share the address, the loops
// and the workers. Which of them a request is for, says
//   /jurisdictions/CODE/… for Open311, /health and /metrics;
//   else, for Open311, the jurisdiction_id that was sent;
//   else the Host header, held against each city's public_url; where it names none, the first city answers.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <vector>

#include "app/control.h"
#include "app/house.h"
#include "base/outcome.h"
#include "platform/http/server.h"

namespace portico::app {

// Refuses settings that cannot be served together: the same data folder or schema twice, cities without an address of their own.
Outcome<void> check_together(const std::vector<Settings>& all);

class Jurisdictions {
 public:
  // Opens every city, and its sandbox where it has one. Throws what House throws.
  Jurisdictions(const std::vector<Settings>& all, const TimeSource& time, Log& log);

  // Holds what the operator's settings say of routes and roles against those that there are. A city's role that opens nothing is told to
  // the log.
  Outcome<void> check_words() const;

  // One table for all cities; of one city alone, its own. The routes and the settings refer to this object.
  std::vector<http::Route> routes() const;
  http::Settings server_settings() const;

  void start(const http::Server& server);  // everything that runs by itself, and orders from outside
  void take_no_more_orders();              // and leave the load alone: before the server stops
  void stop();

  std::vector<const House*> houses() const;  // in the order of the settings

 private:
  struct City {
    std::unique_ptr<House> house;
    std::vector<http::Route> routes;
    std::function<Outcome<http::Principal>(const http::Request&)> gate;
    std::function<std::optional<http::Response>(const http::Request&, int)> refused_page;
    std::function<std::optional<http::Response>(const http::Request&, int, const std::vector<Fault>&)> problem_page;
    std::vector<std::unique_ptr<store::ControlServer>> controls;  // its own, its sandbox's
  };
  // What a request is held against, before the Host header.
  enum class By { host, jurisdiction_id, path };
  static constexpr std::size_t none = static_cast<std::size_t>(-1);

  void open(const Settings& settings);
  std::size_t coded(std::string_view code) const;
  std::size_t city_of(const http::Request& request, By by) const;  // none: a path that names no city
  bool any_intake_only() const;
  http::Route joined(const std::vector<const http::Route*>& own, By by) const;
  http::Route list() const;

  const TimeSource& time_;
  Log& log_;
  const http::Server* server_ = nullptr;
  std::vector<City> cities_;
};

}  // namespace portico::app
