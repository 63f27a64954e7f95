#include "platform/http/server.h"

#include <boost/asio/ip/address.hpp>
#include <map>
#include <stdexcept>
#include <thread>

#include "platform/http/server_loop.h"

namespace portico::http {
namespace {

namespace net = boost::asio;

// A bind without SO_REUSEPORT fails where anybody listens on the port, so that a used port is an error and not a silent share.
tcp::endpoint probe(net::io_context& io, const Settings& settings) {
  boost::system::error_code ec;
  const auto address = net::ip::make_address(settings.address, ec);
  if (ec) throw std::runtime_error("\"" + settings.address + "\" is not an address to listen on");
  tcp::acceptor acceptor(io);
  const tcp::endpoint endpoint(address, settings.port);
  acceptor.open(endpoint.protocol());
  acceptor.set_option(net::socket_base::reuse_address(true));
  acceptor.bind(endpoint, ec);
  if (!ec) acceptor.listen(1, ec);
  if (ec)
    throw std::runtime_error("cannot listen on " + settings.address + " port " + std::to_string(settings.port) + ": " +
                             (ec == net::error::address_in_use ? "another program uses it" : ec.message()));
  return acceptor.local_endpoint();
}

}  // namespace

struct Server::Inside {
  std::shared_ptr<Shared> shared;
  std::vector<std::shared_ptr<Loop>> loops;
  std::vector<std::thread> threads;
  tcp::endpoint endpoint;
  bool stopped = false;
};

Server::Server(Settings settings, std::vector<Route> routes, Log& log) : inside_(std::make_unique<Inside>()) {
  const int loops = std::max(settings.loops, 1);
  const std::size_t count = routes.size();
  net::io_context io;
  inside_->endpoint = probe(io, settings);
  inside_->shared = std::make_shared<Shared>(std::move(settings), std::move(routes), log);
  for (int i = 0; i < loops; ++i) {
    inside_->loops.push_back(std::make_shared<Loop>(inside_->shared, count));
    inside_->loops.back()->listen(inside_->endpoint);
  }
}

Server::~Server() { stop(Millis{0}); }

unsigned short Server::port() const { return inside_->endpoint.port(); }

void Server::start() {
  if (!inside_->threads.empty() || inside_->stopped) return;
  for (const auto& loop : inside_->loops) {
    inside_->threads.emplace_back([loop, &log = inside_->shared->log] {
      loop->start();
      for (;;) {
        try {
          loop->io.run();
          return;
        } catch (const std::exception& broken) {  // out of memory: the loop itself goes on
          log.write(Severity::error, "a loop caught what no handler did", {{"why", broken.what()}});
        }
      }
    });
  }
}

void Server::stop(Millis grace) {
  if (inside_->stopped) return;
  inside_->stopped = true;
  Shared& shared = *inside_->shared;
  if (!inside_->threads.empty()) {
    for (const auto& loop : inside_->loops) loop->post([loop] { loop->begin_stop(); });
    {
      std::unique_lock lock(shared.end_guard);
      shared.ended.wait_for(lock, grace, [&] { return shared.loops_stopping == inside_->loops.size() && shared.connections.load() == 0; });
    }
    for (const auto& loop : inside_->loops) loop->post([loop] { loop->cut(); });
    for (std::thread& thread : inside_->threads) thread.join();
  }
  for (const auto& loop : inside_->loops) loop->close();
  shared.pool.stop();
}

std::size_t Server::workers_waiting() const { return inside_->shared->pool.waiting(); }

Traffic Server::traffic() const {
  const Shared& shared = *inside_->shared;
  Traffic traffic;
  traffic.connections = shared.connections.load();
  traffic.refused_connections = shared.refused_connections.load();
  traffic.workers_waiting = shared.pool.waiting();
  traffic.staying = shared.staying.load();
  traffic.put_off = shared.put_off.load();
  traffic.given_again = shared.given_again.load();
  traffic.unchanged = shared.unchanged_again.load();
  for (std::size_t route = 0; route < shared.routes.size(); ++route)
    traffic.by_route.emplace_back(std::string(name_of(shared.routes[route].method)) + " " + shared.routes[route].pattern, 0);
  for (const auto& loop : inside_->loops) {
    traffic.requests += loop->counters.requests.load();
    for (int i = 0; i < 6; ++i) traffic.by_status[i] += loop->counters.by_status[i].load();
    for (std::size_t route = 0; route < shared.routes.size(); ++route)
      traffic.by_route[route].second += loop->counters.by_route[route].load();
  }
  return traffic;
}

}  // namespace portico::http
