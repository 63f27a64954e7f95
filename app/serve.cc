#include <sys/resource.h>

#include <algorithm>
#include <csignal>
#include <cstdio>

#include "app/command.h"
#include "app/jurisdictions.h"
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

// Each connection is a descriptor, and the usual bound of 1,024 is for programs that have few. What is left over is for files.
std::size_t most_connections() {
  constexpr rlim_t wanted = 16'384, for_files = 512;
  rlimit bound{};
  if (::getrlimit(RLIMIT_NOFILE, &bound) != 0) return for_files;
  bound.rlim_cur = std::max(bound.rlim_cur, std::min(bound.rlim_max, wanted));
  ::setrlimit(RLIMIT_NOFILE, &bound);
  return std::clamp<rlim_t>(bound.rlim_cur - std::min(bound.rlim_cur / 2, for_files), 64, 10'000);
}

void say_where(const Jurisdictions& cities, unsigned short port) {
  const auto houses = cities.houses();
  for (const auto* house : houses) {
    const auto city = house->directory.now();
    const Settings& settings = house->settings;
    const std::string host = settings.address == "127.0.0.1" ? "localhost" : settings.address;
    const std::string url = houses.size() == 1 ? "http://" + host + ":" + std::to_string(port) : public_url_of(settings);
    std::printf("%s is served at %s\n", city->city.code.empty() ? "An empty city (load a city pack first)" : city->city.code.c_str(),
                url.c_str());
  }
  std::fflush(stdout);
}

}  // namespace

int serve(const std::vector<Settings>& all, const TimeSource& time, Log& log, Console& console) {
  if (const auto together = check_together(all); !together) {
    console.faults(together.error());
    return usage;
  }
  const sigset_t stops = hold_back_stop_signals();
  Jurisdictions cities(all, time, log);
  if (const auto known = cities.check_words(); !known) {
    console.faults(known.error());
    return usage;
  }
  http::Settings wanted = cities.server_settings();
  wanted.max_connections = most_connections();
  http::Server server(std::move(wanted), cities.routes(), log);
  cities.start(server);
  server.start();
  say_where(cities, server.port());

  int signal = 0;
  sigwait(&stops, &signal);
  log.write(Severity::info, "stopping", {{"signal", std::to_string(signal)}});
  cities.take_no_more_orders();
  server.stop(stop_grace);
  cities.stop();
  return done;
}

}  // namespace portico::app
