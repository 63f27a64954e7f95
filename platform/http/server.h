// The server: one io_context per thread with SO_REUSEPORT, a bounded pool for slow work, routes by table.
#pragma once

#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/log.h"
#include "platform/http/http.h"
#include "platform/http/rate.h"

namespace portico::http {

struct Settings {
  std::string address = "127.0.0.1";
  unsigned short port = 8311;  // 0: any free port
  int loops = 2;
  int workers = 4;
  std::size_t worker_queue = 256;
  std::size_t body_limit = 1 << 20;               // 413 by Content-Length before reading; a route may have its own
  int large_bodies = 8;                           // beyond body_limit, read at once; another one is answered with 503
  std::size_t large_bytes_per_second = 16 << 10;  // a large body has, beside request_timeout, as long as it takes at this rate
  std::size_t header_limit = 16 << 10;
  Millis idle_timeout{60'000};
  Millis request_timeout{30'000};                   // for the client to finish sending
  std::vector<std::string> trusted_proxies;         // addresses whose X-Forwarded-For is believed
  const TimeSource* time = nullptr;                 // for the Date header; without one none is sent
  bool quick_on_loop = true;                        // false with PostgreSQL
  std::size_t max_connections = 10'000;             // beyond it whoever was waited for longest goes for a new one, counted as refused
  std::size_t max_staying = 5'000;                  // answers that stay open; another one is answered with 503
  Rate rate;                                        // per address, or per key where one is sent that `known_key` knows; for POST
  bool rate_loopback = false;                       // whether loopback is limited too
  std::function<bool(std::string_view)> known_key;  // empty: none is known, so that nobody gets fresh limits by making keys up
  // Who asks, for every route that is not "public"; may read the store, as a quick handler may: called on the loop, or on the pool where
  // quick_on_loop is false. A refusal is answered with 401, of kind `invalid` with 400. Empty: nobody is known.
  std::function<Outcome<Principal>(const Request&)> gate;
  // What a browser is shown in place of the gate's problem, whose status this is; nothing: the problem. Empty: always the problem.
  std::function<std::optional<Response>(const Request&, int status)> refused_page;
  // What a browser is shown in place of any other problem, whose status this is and what it says; its status and headers stay. Called where
  // the problem came up: on the loop, on the pool, or in the lane's `done`. Nothing: the problem. Empty: always the problem.
  std::function<std::optional<Response>(const Request&, int status, const std::vector<Fault>& said)> problem_page;
  // Where what broke is temporary (the lane or the disk is full, the database is away), what to tell whoever asked: 503 with Retry-After in
  // place of 500.
  std::function<std::optional<std::string>(const std::exception_ptr&)> temporary;
  // Whether heavy routes are put off and kept answers given again just now; asked for every request, from any loop. Empty: never.
  std::function<bool()> intake_only;
  std::size_t kept_bytes = 16 << 20;  // of answers kept meanwhile
  Millis kept_for{60'000};
  // A number that changes before anybody is told that something was written. While it stands still, answers with a key (Route::kept_as)
  // are given again, for a short time: what they say of the time goes on. Empty: never, for nobody can say.
  std::function<std::uint64_t()> writes;
  Millis unchanged_for{1000};
};

struct Traffic {
  std::int64_t requests = 0, connections = 0, refused_connections = 0;
  std::int64_t by_status[6] = {};  // [2] counts 2xx
  std::size_t workers_waiting = 0;
  std::int64_t staying = 0;                                    // answers that stay open just now
  std::int64_t put_off = 0, given_again = 0;                   // while on intake only
  std::int64_t unchanged = 0;                                  // given again because nothing was written meanwhile
  std::vector<std::pair<std::string, std::int64_t>> by_route;  // "GET /services.{format}"
};

class Server {
 public:
  // Throws std::runtime_error with a plain sentence where the address is in use (probed with a bind without SO_REUSEPORT) or a route is
  // declared twice.
  Server(Settings settings, std::vector<Route> routes, Log& log);
  ~Server();
  unsigned short port() const;
  void start();             // returns at once
  void stop(Millis grace);  // stops accepting, lets running requests end
  Traffic traffic() const;
  std::size_t workers_waiting() const;  // of traffic(), for who looks often

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::http
