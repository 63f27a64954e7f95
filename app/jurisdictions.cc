#include "app/jurisdictions.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>

#include "app/gate.h"
#include "app/routes.h"
#include "app/sandbox.h"
#include "base/text.h"
#include "city/directory/routes.h"
#include "platform/http/fetch.h"
#include "platform/store/disk.h"

namespace portico::app {
namespace {

namespace json = boost::json;

using Key = std::pair<http::Method, std::string>;
Key key_of(const http::Route& route) { return {route.method, route.pattern}; }

// The lane is full, the disk or the database is away: trying again later may work. A violated constraint is a fault of ours.
std::optional<std::string> temporary(const std::exception_ptr& broken) {
  try {
    std::rethrow_exception(broken);
  } catch (const store::ConstraintViolated&) {
    return std::nullopt;
  } catch (const store::Broken&) {
    return store::disk_says(broken).value_or("this cannot be done just now; please try again");
  } catch (...) {
    return std::nullopt;
  }
}

// The strictest of the cities: who sends too much harms them all.
void take_rate(http::Settings& server, const directory::ServerPolicy& policy, bool first) {
  const http::Rate own{policy.posts_per_minute / 60.0, policy.burst};
  if (first || (own.per_second > 0 && (server.rate.per_second <= 0 || own.per_second < server.rate.per_second))) server.rate = own;
  server.rate_loopback = server.rate_loopback || policy.limit_loopback;
}

std::string named(const Settings& settings) { return "--data " + settings.data.string(); }

// What there is one of in a server, and the first city's settings say.
void check_shared(const Settings& first, const Settings& other, std::vector<Fault>& faults) {
  const Settings unsaid;
  const auto same = [&](std::string_view what, const auto& own, const auto& of_first, const auto& usual) {
    if (own != usual && own != of_first)
      faults.push_back({named(other), fmt::format("{} is the server's, and the settings of the first city say it", what),
                        fmt::format("the same {}, or none", what)});
  };
  same("loops", other.loops, first.loops, unsaid.loops);
  same("workers", other.workers, first.workers, unsaid.workers);
  same("trusted_proxies", other.trusted_proxies, first.trusted_proxies, unsaid.trusted_proxies);
  same("kept_megabytes", other.kept_bytes, first.kept_bytes, unsaid.kept_bytes);
  same("kept_seconds", other.kept_seconds, first.kept_seconds, unsaid.kept_seconds);
}

}  // namespace

Outcome<void> check_together(const std::vector<Settings>& all) {
  if (all.size() < 2) return {};
  std::vector<Fault> faults;
  std::set<std::string> folders, schemas, addresses;
  for (const auto& one : all) {
    if (!folders.insert(std::filesystem::weakly_canonical(one.data).string()).second)
      faults.push_back({named(one), "this data folder is given twice", "one data folder for each city"});
    if (!one.database.empty() && !schemas.insert(one.database + " " + one.schema).second)
      faults.push_back({named(one), "another city has the same database and schema", "a schema of its own in [database]"});
    const std::string address = lower_ascii(http::authority_of(one.public_url));
    if (address.empty() || !addresses.insert(address).second)
      faults.push_back({named(one),
                        address.empty() ? "this city has no address of its own" : "another city has the same address " + address,
                        "a public_url in its --config, such as https://311.town.example"});
    check_shared(all.front(), one, faults);
  }
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return {};
}

Jurisdictions::Jurisdictions(const std::vector<Settings>& all, const TimeSource& time, Log& log) : time_(time), log_(log) {
  for (const auto& settings : all) open(settings);
}

void Jurisdictions::open(const Settings& settings) {
  City city;
  city.house = std::make_unique<House>(settings, log_, time_);
  House& house = *city.house;
  if (has_sandbox(settings)) house.sandbox = std::make_unique<House>(sandbox_settings(settings), log_, time_);
  city.gate = gate_of(house.settings, {house.identity, house.directory, house.surroundings});
  city.refused_page = refused_page_of(house.surroundings);
  city.problem_page = directory::problem_page(house.directory);
  city.routes = all_routes(house, house.settings, [this] { return server_->traffic(); });
  cities_.push_back(std::move(city));
}

Outcome<void> Jurisdictions::check_words() const {
  for (const auto& city : cities_) {
    const auto snapshot = city.house->directory.now();
    if (auto known = check_permissions(city.house->settings, city.routes); !known) return known;
    if (auto known = check_second_factor_for(city.house->settings, *snapshot); !known) return known;
    for (const auto& unknown : unknown_permissions(*snapshot, city.routes))
      log_.write(Severity::warning, "a role of the city's pack opens nothing", {{"why", unknown}});
  }
  return {};
}

std::size_t Jurisdictions::coded(std::string_view code) const {
  for (std::size_t at = 0; at < cities_.size() && !code.empty(); ++at)
    if (cities_[at].house->directory.now()->city.code == code) return at;
  return none;
}

std::size_t Jurisdictions::city_of(const http::Request& request, By by) const {
  if (cities_.size() == 1) return 0;
  if (by == By::path) return coded(request.part("jurisdiction"));
  if (by == By::jurisdiction_id) {
    std::size_t asked = coded(request.asked("jurisdiction_id"));
    if (asked == none && request.method == http::Method::post)
      if (const auto form = http::parse_form(request)) asked = coded(form->value("jurisdiction_id"));
    if (asked != none) return asked;
  }
  const std::string_view host = request.header("host");
  for (std::size_t at = 0; at < cities_.size(); ++at)
    if (same_ignoring_case(http::authority_of(cities_[at].house->settings.public_url), host)) return at;
  return 0;
}

bool Jurisdictions::any_intake_only() const {
  return std::ranges::any_of(cities_, [](const City& city) { return city.house->storm.intake_only(); });
}

http::Route Jurisdictions::joined(const std::vector<const http::Route*>& own, By by) const {
  struct Chosen {
    std::size_t at = none;
    const http::Route* route = nullptr;  // nothing where the city has no such route
    bool intake_only = false;
  };
  const auto chosen = [this, own, by](const http::Request& request) -> Chosen {
    const std::size_t at = city_of(request, by);
    if (at == none) return {};
    return {at, own[at], cities_[at].house->storm.intake_only()};
  };
  http::Route all = **std::ranges::find_if(own, [](const auto* route) { return route != nullptr; });
  all.handle = [chosen](const http::Request& request, const http::Responder& respond) {
    if (const auto* route = chosen(request).route) return route->handle(request, respond);
    respond(http::problem(404, "there is nothing at this address"));
  };
  // One city's lists rest while another's do not.
  if (all.heavy)
    all.put_off = [chosen](const http::Request& request) -> std::optional<http::Response> {
      const auto [at, route, intake_only] = chosen(request);
      if (!route || !intake_only) return std::nullopt;
      return route->put_off ? route->put_off(request) : http::problem(503, "very many people are asking just now, so this waits");
    };
  if (all.kept_as)
    all.kept_as = [this, chosen](const http::Request& request) -> std::string {
      const auto [at, route, intake_only] = chosen(request);
      if (!route || (any_intake_only() && !intake_only)) return {};
      const std::string key = route->kept_as(request);
      return key.empty() ? key : std::to_string(at) + " " + key;
    };
  return all;
}

http::Route Jurisdictions::list() const {
  return {http::Method::get,
          "/jurisdictions.json",
          "public",
          http::Cost::quick,
          "The cities that are served here, and where.",
          "",
          "JSON list: jurisdiction_id, url, open311",
          http::answer([this](const http::Request&) {
            json::array all;
            for (const auto& city : cities_) {
              const auto code = city.house->directory.now()->city.code;
              const std::string url = public_url_of(city.house->settings);
              if (!code.empty())
                all.push_back(json::object{{"jurisdiction_id", code}, {"url", url}, {"open311", url + "/jurisdictions/" + code}});
            }
            return http::Response{200, "application/json; charset=utf-8", json::serialize(all), {}};
          })};
}

std::vector<http::Route> Jurisdictions::routes() const {
  if (cities_.size() == 1) return cities_.front().routes;
  std::map<Key, std::vector<const http::Route*>> known;
  std::set<Key> open311;
  for (std::size_t at = 0; at < cities_.size(); ++at) {
    for (const auto& route : cities_[at].routes) {
      auto& own = known[key_of(route)];
      own.resize(cities_.size());
      own[at] = &route;
    }
    House& house = *cities_[at].house;
    for (const auto& route : house.open311.routes()) open311.insert(key_of(route));
    for (const auto& route : sandbox_routes(house)) open311.insert(key_of(route));
  }
  std::vector<http::Route> all{list()};
  for (const auto& [key, own] : known) {
    const bool standard = open311.contains(key);
    all.push_back(joined(own, standard ? By::jurisdiction_id : By::host));
    if (!standard && !key.second.starts_with("/health") && key.second != "/metrics") continue;
    http::Route by_path = joined(own, By::path);
    by_path.pattern = "/jurisdictions/{jurisdiction}" + key.second;
    all.push_back(std::move(by_path));
  }
  return all;
}

http::Settings Jurisdictions::server_settings() const {
  const Settings& first = cities_.front().house->settings;
  http::Settings server;
  server.address = first.address;
  server.port = first.port;
  server.loops = first.loops;
  server.workers = first.workers;
  server.trusted_proxies = first.trusted_proxies;
  server.kept_bytes = first.kept_bytes;
  server.kept_for = std::chrono::seconds(first.kept_seconds);
  server.time = &time_;
  server.temporary = temporary;
  for (const auto& city : cities_) {
    server.quick_on_loop = server.quick_on_loop && city.house->store->dialect() == store::Dialect::sqlite;
    take_rate(server, city.house->directory.now()->server, &city == &cities_.front());
  }
  server.gate = [this](const http::Request& request) { return cities_[city_of(request, By::host)].gate(request); };
  server.refused_page = [this](const http::Request& request, int status) {
    return cities_[city_of(request, By::host)].refused_page(request, status);
  };
  server.problem_page = [this](const http::Request& request, int status, const std::vector<Fault>& said) {
    return cities_[city_of(request, By::host)].problem_page(request, status, said);
  };
  server.intake_only = [this] { return any_intake_only(); };
  if (server.quick_on_loop)  // the embedded database alone: on PostgreSQL other processes write too
    server.writes = [this] {
      std::uint64_t all = 0;
      for (const auto& city : cities_) all += city.house->writes;
      return all;
    };
  server.known_key = [this](std::string_view key) {
    return std::ranges::any_of(cities_, [&](const City& city) { return city.house->settings.keys.contains(std::string(key)); });
  };
  return server;
}

void Jurisdictions::start(const http::Server& server) {
  server_ = &server;
  for (auto& city : cities_) {
    House& house = *city.house;
    house.start();
    house.storm.watch([&house, &server] { return Strain{house.store->condition().longest_wait_seconds, server.workers_waiting()}; });
    city.controls.push_back(take_orders(house, log_));
    if (!house.sandbox) continue;
    house.sandbox->start();
    city.controls.push_back(take_orders(*house.sandbox, log_));
  }
}

void Jurisdictions::take_no_more_orders() {
  for (auto& city : cities_) {
    city.controls.clear();
    city.house->storm.stop();
  }
}

void Jurisdictions::stop() {
  for (auto& city : cities_) {
    city.house->stop();
    if (city.house->sandbox) city.house->sandbox->stop();
  }
}

std::vector<const House*> Jurisdictions::houses() const {
  std::vector<const House*> all;
  for (const auto& city : cities_) all.push_back(city.house.get());
  return all;
}

}  // namespace portico::app
