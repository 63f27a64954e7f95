#include <csignal>
#include <cstdio>

#include "app/command.h"
#include "app/control.h"
#include "app/gate.h"
#include "app/health.h"
#include "app/house.h"
#include "app/routes.h"
#include "platform/http/server.h"

namespace portico::app {
namespace {

constexpr Millis stop_grace{10'000};

// SIGTERM and SIGINT are taken by one thread that waits for them; every other thread, made later, inherits the mask.
sigset_t hold_back_stop_signals() {
  sigset_t stops;
  sigemptyset(&stops);
  sigaddset(&stops, SIGTERM);
  sigaddset(&stops, SIGINT);
  pthread_sigmask(SIG_BLOCK, &stops, nullptr);
  std::signal(SIGPIPE, SIG_IGN);
  return stops;
}

// The lane is full, the disk or the database is away: trying again later may work. A violated constraint is a fault of ours.
bool is_temporary(const std::exception_ptr& broken) {
  try {
    std::rethrow_exception(broken);
  } catch (const store::ConstraintViolated&) {
    return false;
  } catch (const store::Broken&) {
    return true;
  } catch (...) {
    return false;
  }
}

http::Settings server_settings(const Settings& settings, House& house) {
  const directory::ServerPolicy policy = house.directory.now()->server;
  http::Settings server;
  server.address = settings.address;
  server.port = settings.port;
  server.loops = settings.loops;
  server.workers = settings.workers;
  server.trusted_proxies = settings.trusted_proxies;
  server.quick_on_loop = house.store->dialect() == store::Dialect::sqlite;
  server.rate = {policy.posts_per_minute / 60.0, policy.burst};
  server.rate_loopback = policy.limit_loopback;
  server.time = &house.time;
  server.temporary = is_temporary;
  server.gate = gate_of(settings, {house.identity, house.directory, house.surroundings});
  server.refused_page = refused_page_of(house.surroundings);
  server.intake_only = [&house] { return house.storm.intake_only(); };
  server.kept_bytes = settings.kept_bytes;
  server.kept_for = std::chrono::seconds(settings.kept_seconds);
  server.known_key = [&settings](std::string_view key) { return settings.keys.contains(std::string(key)); };
  return server;
}

}  // namespace

int serve(const Settings& settings, const TimeSource& time, Log& log, Console& console) {
  const sigset_t stops = hold_back_stop_signals();
  House house(settings, log, time);
  std::unique_ptr<http::Server> server;
  auto routes = all_routes(house, settings, [&] { return server->traffic(); });
  if (const auto known = check_permissions(settings, routes); !known) {
    console.faults(known.error());
    return usage;
  }
  if (const auto known = check_second_factor_for(settings, *house.directory.now()); !known) {
    console.faults(known.error());
    return usage;
  }
  for (const auto& unknown : unknown_permissions(*house.directory.now(), routes))
    log.write(Severity::warning, "a role of the city's pack opens nothing", {{"why", unknown}});
  server = std::make_unique<http::Server>(server_settings(settings, house), std::move(routes), log);
  house.start();
  server->start();
  house.storm.watch([&] { return Strain{house.store->condition().longest_wait_seconds, server->workers_waiting()}; });
  auto control = take_orders(house, log);
  const auto city = house.directory.now();
  std::printf("%s is served at http://%s:%u\n",
              city->city.code.empty() ? "An empty city (load a city pack first)" : city->city.code.c_str(),
              settings.address == "127.0.0.1" ? "localhost" : settings.address.c_str(), unsigned{server->port()});
  std::fflush(stdout);

  int signal = 0;
  sigwait(&stops, &signal);
  log.write(Severity::info, "stopping", {{"signal", std::to_string(signal)}});
  control.reset();
  house.storm.stop();
  server->stop(stop_grace);
  house.stop();
  return done;
}

}  // namespace portico::app
