#include "platform/http/server_connection.h"

#include <algorithm>
#include <boost/asio/buffer.hpp>

#include "platform/http/server_dispatch.h"

namespace portico::http {
namespace {

constexpr std::size_t first_room = 4 << 10;  // of an idle connection

namespace net = boost::asio;
using boost::system::error_code;

// Past the gate and what intake only spares: where the handler's answer goes. Nothing: it has been answered.
std::shared_ptr<Answering> admitted(const std::shared_ptr<Shared>& shared, const Route& chosen, const std::shared_ptr<Exchange>& exchange) {
  try {
    auto answered = held_back(shared->settings, chosen, exchange->request);
    const bool sparing = !answered && shared->intake_only();
    std::string unchanged;
    if (sparing) {
      answered = spared_of(*shared, chosen, exchange->request);
    } else if (!answered) {
      unchanged = unchanged_key(*shared, chosen, exchange->request);
      answered = unchanged_of(*shared, unchanged);
    }
    if (!answered) return sparing ? keeping(shared, chosen, exchange) : keeping_unchanged(shared, std::move(unchanged), exchange);
    exchange->send(std::move(*answered));
  } catch (...) {
    exchange->fail(std::current_exception());
  }
  return nullptr;
}

void handle(const Route& route, const std::shared_ptr<Exchange>& exchange, const std::shared_ptr<Answering>& to) {
  try {
    route.handle(exchange->request, Responder(to));
  } catch (...) {
    exchange->fail(std::current_exception());
  }
}

}  // namespace

Connection::Connection(std::shared_ptr<Loop> loop, tcp::socket socket) : loop_(std::move(loop)), socket_(std::move(socket)) {
  error_code ec;
  socket_.non_blocking(true, ec);
  socket_.set_option(tcp::no_delay(true), ec);
  auto address = socket_.remote_endpoint(ec).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) address = net::ip::make_address_v4(net::ip::v4_mapped, address.to_v6());
  peer_ = address.to_string();
  large_.most = [this](const Request& request) { return body_limit_of(*loop_->shared, request); };
  large_.room = [this] { return room_for_large_body(); };
}

Connection::~Connection() = default;

std::shared_ptr<void> Connection::room_for_large_body() const {
  const auto& shared = loop_->shared;
  if (shared->large_bodies.fetch_add(1) < shared->settings.large_bodies)
    return {shared.get(), [shared](Shared*) { --shared->large_bodies; }};
  --shared->large_bodies;
  return nullptr;
}

void Connection::start() { advance(); }

void Connection::close() {
  if (state_ == State::closed) return;
  state_ = State::closed;
  error_code ignored;
  socket_.close(ignored);
  more_.reset();
  seat_.reset();
  place_.reset();
  loop_->remove(this);
}

void Connection::end_if_idle() {
  if (state_ == State::idle || state_ == State::staying || state_ == State::draining) close();
}

void Connection::check_deadline(Clock::time_point now) {
  if (state_ == State::staying && now >= next_beat_) told(heartbeat());
  if (now < deadline_) return;
  if (state_ == State::reading) {
    keep_alive_ = false;
    Response late = problem(408, "the request did not arrive in time");
    compose(late);
    error_code ignored;
    socket_.write_some(net::buffer(out_), ignored);
  }
  close();
}

// Reads and answers what has arrived, until it has to wait for the client, a handler or the network.
void Connection::advance() {
  while (state_ != State::closed) {
    switch (parse()) {
      case Parsed::more:
        return read();
      case Parsed::refused: {
        keep_alive_ = false;
        head_only_ = readable_by_all_ = for_holders_only_ = false;
        answer_ = loop_->shared->shown(parser_->request, problem(parser_->failure, parser_->why));
        Counters::add(loop_->counters.requests);
        parser_.reset();
        break;
      }
      case Parsed::whole:
        state_ = State::handling;
        deadline_ = Clock::time_point::max();
        dispatch();
        if (!answer_) return;
    }
    if (!write_answer()) return;
  }
}

Connection::Parsed Connection::parse() {
  if (!parser_) {
    while (begin_ < end_ && (in_[begin_] == '\r' || in_[begin_] == '\n')) ++begin_;  // empty lines between requests are allowed
    if (begin_ == end_) return Parsed::more;
    parser_.emplace(loop_->shared->settings.header_limit, loop_->shared->settings.body_limit, large_);
    continue_sent_ = false;
  }
  while (!parser_->is_done()) {
    if (begin_ == end_) return Parsed::more;
    error_code ec;
    begin_ += parser_->put(net::const_buffer(in_.data() + begin_, end_ - begin_), ec);
    if (ec == boost::beast::http::error::need_more) return Parsed::more;
    if (ec) {
      parser_->fail_for(ec);
      return Parsed::refused;
    }
  }
  return Parsed::whole;
}

void Connection::read() {
  if (!parser_) {
    if (loop_->stopping) return close();
    state_ = State::idle;
    deadline_ = in(loop_->shared->settings.idle_timeout);
    if (in_.size() > first_room) std::vector<char>(first_room).swap(in_), begin_ = end_ = 0;
  } else {
    if (state_ != State::reading) deadline_ = in(loop_->shared->settings.request_timeout);
    state_ = State::reading;
    if (parser_->is_header_done() && parser_->expects_continue && !continue_sent_) {
      continue_sent_ = true;
      error_code ignored;
      socket_.write_some(net::buffer(std::string_view("HTTP/1.1 100 Continue\r\n\r\n")), ignored);
    }
  }
  make_room();
  if (end_ == in_.size()) {  // Beast bounds the head; this bounds chunk extensions and trailers
    keep_alive_ = head_only_ = readable_by_all_ = for_holders_only_ = false;
    parser_.reset();
    answer_ = problem(431, "the request's header is too long");
    write_answer();
    return;
  }
  socket_.async_read_some(net::buffer(in_.data() + end_, in_.size() - end_),
                          [self = shared_from_this()](const error_code& ec, std::size_t bytes) {
                            if (self->state_ == State::closed) return;
                            if (ec) return self->close();
                            self->got(bytes);
                          });
}

void Connection::make_room() {
  if (begin_ == end_) begin_ = end_ = 0;
  if (in_.empty()) in_.resize(first_room);
  if (end_ < in_.size()) return;
  if (begin_ > 0) {
    std::copy(in_.begin() + static_cast<std::ptrdiff_t>(begin_), in_.begin() + static_cast<std::ptrdiff_t>(end_), in_.begin());
    end_ -= begin_;
    begin_ = 0;
    return;
  }
  in_.resize(std::min(in_.size() * 4, loop_->shared->settings.header_limit + first_room));
}

void Connection::got(std::size_t bytes) {
  end_ += bytes;
  if (parser_ && parser_->room)
    deadline_ += Millis(static_cast<Millis::rep>(bytes * 1000 / loop_->shared->settings.large_bytes_per_second));
  advance();
}

void Connection::dispatch() {
  head_only_ = parser_->request.method == Method::head;
  old_client_ = parser_->version == 10;
  keep_alive_ = parser_->keep_alive() && !loop_->stopping;
  readable_by_all_ = for_holders_only_ = false;
  Counters::add(loop_->counters.requests);
  auto exchange = std::make_shared<Exchange>(shared_from_this(), std::move(parser_->request));
  exchange->room = std::move(parser_->room);
  parser_.reset();
  dispatching_ = exchange.get();
  route(exchange);
  exchange.reset();  // a handler that answered at once, or dropped its Responder, has left the answer here
  dispatching_ = nullptr;
}

void Connection::route(const std::shared_ptr<Exchange>& exchange) {
  const Shared& shared = *loop_->shared;
  Request& request = exchange->request;
  if (auto refused = complete(request, peer_, shared.settings.trusted_proxies)) return exchange->send(std::move(*refused));
  if (request.method == Method::options) return exchange->send(options_of(shared, request));
  Found found = shared.router.find(request.method, request.path);
  if (found.route < 0) return exchange->send(not_routed(found, request));
  const Route& chosen = shared.routes[static_cast<std::size_t>(found.route)];
  Counters::add(loop_->counters.by_route[static_cast<std::size_t>(found.route)]);
  request.parts = std::move(found.parts);
  readable_by_all_ = chosen.method == Method::get && chosen.permission == "public";
  if (auto refused = over_rate(*loop_->shared, request)) return exchange->send(std::move(*refused));
  for_holders_only_ = chosen.permission != "public";
  // The gate may read the store, which on PostgreSQL must not hold up the loop.
  if (for_holders_only_ && !shared.settings.quick_on_loop)
    return on_pool(exchange, [with = loop_->shared, &chosen, exchange] {
      if (const auto to = admitted(with, chosen, exchange)) handle(chosen, exchange, to);
    });
  const auto to = admitted(loop_->shared, chosen, exchange);
  if (!to) return;
  const bool heavy = chosen.as_work && chosen.as_work(request);
  const bool on_loop = !heavy && (chosen.cost == Cost::command || (chosen.cost == Cost::quick && shared.settings.quick_on_loop));
  if (on_loop) return handle(chosen, exchange, to);
  on_pool(exchange, [&chosen, exchange, to] { handle(chosen, exchange, to); });
}

void Connection::on_pool(const std::shared_ptr<Exchange>& exchange, std::function<void()> job) {
  if (!loop_->shared->pool.offer(std::move(job))) exchange->send(problem(503, "more is being asked than can be done at once"));
}

}  // namespace portico::http
