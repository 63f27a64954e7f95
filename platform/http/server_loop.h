// What the server is made of: loops, their connections, and the exchange of one request for one answer.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_set>
#include <vector>

#include "platform/http/kept.h"
#include "platform/http/pool.h"
#include "platform/http/router.h"
#include "platform/http/server.h"

namespace portico::http {

using Clock = std::chrono::steady_clock;
using tcp = boost::asio::ip::tcp;
class Connection;

// Counted by one loop, read by any thread.
struct Counters {
  std::atomic<std::int64_t> requests{0}, by_status[6] = {};
  std::vector<std::atomic<std::int64_t>> by_route;
  explicit Counters(std::size_t routes) : by_route(routes) {}
  static void add(std::atomic<std::int64_t>& counter) {
    counter.store(counter.load(std::memory_order_relaxed) + 1, std::memory_order_relaxed);
  }
};

// What the loops share.
struct Shared {
  Settings settings;
  std::vector<Route> routes;
  Router router;
  Log& log;
  Pool pool;
  std::mutex rate_guard;
  RateLimiter rate;
  std::atomic<std::int64_t> connections{0}, refused_connections{0};
  std::atomic<std::int64_t> staying{0};  // answers that stay open
  std::atomic<std::uint64_t> breakages{0};
  std::atomic<int> large_bodies{0};  // being read or worked on
  KeptAnswers kept;
  std::atomic<std::int64_t> put_off{0}, given_again{0};
  KeptAnswers unchanged;  // while nothing is written
  std::atomic<std::int64_t> unchanged_again{0};
  std::mutex end_guard;  // of the two below
  std::condition_variable ended;
  std::size_t loops_stopping = 0;

  Shared(Settings chosen, std::vector<Route> table, Log& to)
      : settings(std::move(chosen)),
        routes(std::move(table)),
        router(routes),
        log(to),
        pool(settings.workers, settings.worker_queue),
        rate(settings.rate),
        kept(settings.kept_bytes, settings.kept_for),
        unchanged(settings.kept_bytes, settings.unchanged_for) {}

  bool intake_only() const { return settings.intake_only && settings.intake_only(); }

  // Logs what broke under a code that its answer repeats.
  Response answer_to(const std::exception_ptr& broken_by, const Request& request);
  Response shown(const Request& request, Response answer);  // a problem as the settings' page, where they have one for whoever asked
};

class Loop : public std::enable_shared_from_this<Loop> {
 public:
  Loop(std::shared_ptr<Shared> shared, std::size_t routes);

  void listen(const tcp::endpoint& endpoint);  // with SO_REUSEPORT
  void start();                                // on the loop's own thread, before run()
  void begin_stop();                           // on the loop: no new connections, idle ones end
  void cut();                                  // on the loop: all connections end now
  void close();                                // after the thread has ended: later answers are dropped

  // From any thread; false once the loop is closed.
  template <class F>
  bool post(F work) {
    const std::lock_guard lock(post_guard_);
    if (closed_) return false;
    boost::asio::post(io, std::move(work));
    return true;
  }
  void remove(Connection* connection);
  std::size_t open_connections() const { return open_.load(); }

  boost::asio::io_context io{1};
  const std::shared_ptr<Shared> shared;
  Counters counters;
  std::string date_line;   // "Date: …\r\n"
  std::string usual_head;  // status line 200, date, nosniff: how nearly every answer begins
  bool stopping = false;   // looked at on the loop only
  static thread_local Loop* current;

 private:
  void accept();
  void accepted(tcp::socket socket);
  bool close_longest_waited_for();  // false: nobody was waited for
  void tick();
  void renew_date();

  tcp::acceptor acceptor_{io};
  boost::asio::steady_timer tick_{io}, accept_again_{io};
  std::unordered_set<Connection*> connections_;
  std::atomic<std::size_t> open_{0};
  std::mutex post_guard_;
  bool closed_ = false;
  bool cut_ = false;
};

// One request on its way to one answer. Lives as long as anybody holds its Responder; if it dies unanswered it answers 500.
class Exchange final : public Answering {
 public:
  Exchange(std::shared_ptr<Connection> connection, Request request);
  ~Exchange() override;
  void send(Response response) override;
  void fail(std::exception_ptr broken_by) override;

  Request request;
  std::shared_ptr<void> room;  // that its large body takes among those of others

 private:
  void deliver(Response response);
  std::shared_ptr<Connection> connection_;
  std::atomic<bool> answered_{false};
};

}  // namespace portico::http
