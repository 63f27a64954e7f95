// One client's connection: requests in, one at a time, answers out in their order.
#pragma once

#include <optional>

#include "platform/http/feed.h"
#include "platform/http/server_loop.h"
#include "platform/http/server_parser.h"

namespace portico::http {

// What keeps an answer that stays open from being taken for dead.
Seat::Event heartbeat();

class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Loop> loop, tcp::socket socket);
  ~Connection();
  void start();

  // All on the loop.
  void answered(Response response);  // later than its handler
  void answered_within(Response response) { answer_ = std::move(response); }
  const Exchange* dispatching() const { return dispatching_; }
  void end_if_idle();
  void check_deadline(Clock::time_point now);
  void close();
  bool is_waited_for() const { return deadline_ != Clock::time_point::max(); }  // its client has to do something
  Clock::time_point deadline() const { return deadline_; }
  const std::shared_ptr<Loop>& loop() const { return loop_; }

 private:
  enum class State { idle, reading, handling, writing, staying, draining, closed };
  enum class Parsed { whole, more, refused };

  void advance();
  Parsed parse();
  void read();
  void got(std::size_t bytes);
  void make_room();
  void dispatch();
  void route(const std::shared_ptr<Exchange>& exchange);
  void on_pool(const std::shared_ptr<Exchange>& exchange, std::function<void()> job);  // 503 where the pool is full
  bool write_answer();  // false: it goes on later, or the connection has ended
  void compose(Response& response);
  void compose_fields(const Response& response);
  bool flush();
  void written();      // after a flush that had to wait
  bool after_flush();  // true: ready for the next request
  void pull_block();
  void got_block(std::string block, bool broken);
  bool may_stay();       // takes one of the places of those that stay open
  void begin_to_stay();  // once: hears what is told at the seat, and that the client goes
  void stay();
  void watch_client();
  void told(const Seat::Event& event);
  void drain();
  Clock::time_point in(Millis time) const { return Clock::now() + time; }
  std::shared_ptr<void> room_for_large_body() const;

  std::shared_ptr<Loop> loop_;  // first, so that the socket goes before its io_context
  tcp::socket socket_;
  State state_ = State::idle;
  Clock::time_point deadline_ = Clock::time_point::max();
  std::string peer_;
  bool peer_loopback_ = false;

  std::vector<char> in_;
  std::size_t begin_ = 0, end_ = 0;
  LargeBodies large_;
  std::optional<Parser> parser_;
  bool continue_sent_ = false;

  const Exchange* dispatching_ = nullptr;
  std::optional<Response> answer_;
  bool head_only_ = false, keep_alive_ = true, old_client_ = false, readable_by_all_ = false, for_holders_only_ = false;
  std::string out_, tail_;  // tail_: a long body, written without copying it behind the head
  std::size_t sent_ = 0;
  std::shared_ptr<std::function<std::string()>> more_;  // where the rest of a long answer comes from
  bool chunked_ = false;
  std::shared_ptr<Seat> seat_;  // of an answer that stays open
  std::shared_ptr<void> place_;
  std::vector<Seat::Event> untold_;  // while one before is still being written
  Clock::time_point next_beat_{};
};

}  // namespace portico::http
