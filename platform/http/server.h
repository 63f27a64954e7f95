// The server: one io_context per thread with SO_REUSEPORT, a bounded pool for slow work, routes by table.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/log.h"
#include "platform/http/http.h"
#include "platform/http/rate.h"

namespace portico::http {

struct Settings {
  std::string address = "127.0.0.1";
  unsigned short port = 8311;         // 0: any free port
  int loops = 2;
  int workers = 4;
  std::size_t worker_queue = 256;
  std::size_t body_limit = 1 << 20;   // 413 by Content-Length before reading
  std::size_t header_limit = 16 << 10;
  Millis idle_timeout{60'000};
  Millis request_timeout{30'000};     // for the client to finish sending
  std::vector<std::string> trusted_proxies;  // addresses whose X-Forwarded-For is believed
  bool quick_on_loop = true;          // false with PostgreSQL
  Rate rate;                          // per address (or per api_key where sent), for POST
  bool rate_loopback = false;         // whether loopback is limited too
};

struct Traffic {
  std::int64_t requests = 0, connections = 0, refused_connections = 0;
  std::int64_t by_status[6] = {};     // [2] counts 2xx
  std::size_t workers_waiting = 0;
  std::vector<std::pair<std::string, std::int64_t>> by_route;  // "GET /services.{format}"
};

class Server {
 public:
  // Throws std::runtime_error with a plain sentence where the address is in use (probed with a bind without SO_REUSEPORT) or a route is declared twice.
  Server(Settings settings, std::vector<Route> routes, Log& log);
  ~Server();
  unsigned short port() const;
  void start();                 // returns at once
  void stop(Millis grace);      // stops accepting, lets running requests end
  Traffic traffic() const;

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::http
