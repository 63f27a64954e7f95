#include "platform/http/server_connection.h"

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <charconv>

#include "platform/http/server_dispatch.h"

namespace portico::http {
namespace {

constexpr std::size_t first_room = 4 << 10;    // of an idle connection
constexpr std::size_t copied_body = 16 << 10;  // a longer body is not copied behind its head
constexpr Millis last_words{1000};             // how long an ending connection is listened to, so that its answer is not lost by a reset

namespace net = boost::asio;
using boost::system::error_code;

constexpr std::string_view html_policy =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'\r\nReferrer-Policy: same-origin\r\n";
constexpr std::string_view not_kept = "Cache-Control: no-store\r\n";
constexpr std::string_view readable = "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: Link\r\n";

bool safe_header(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos; }

void append_number(std::string& out, std::size_t number, int base = 10) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
  out.append(digits, end);
}

// Past the gate and what intake only spares: where the handler's answer goes. Nothing: it has been answered.
std::shared_ptr<Answering> admitted(const std::shared_ptr<Shared>& shared, const Route& chosen, const std::shared_ptr<Exchange>& exchange) {
  try {
    auto answered = held_back(shared->settings, chosen, exchange->request);
    const bool sparing = !answered && shared->intake_only();
    if (sparing) answered = spared_of(*shared, chosen, exchange->request);
    if (!answered) return sparing ? keeping(shared, chosen, exchange) : exchange;
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
  loop_->remove(this);
}

void Connection::end_if_idle() {
  if (state_ == State::idle || state_ == State::draining) close();
}

void Connection::check_deadline(Clock::time_point now) {
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
        answer_ = problem(parser_->failure, parser_->why);
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

void Connection::answered(Response response) {
  if (state_ != State::handling) return;
  answer_ = std::move(response);
  if (write_answer()) advance();
}

bool Connection::write_answer() {
  Response response = std::move(*answer_);
  answer_.reset();
  if (loop_->stopping) keep_alive_ = false;
  more_.reset();
  chunked_ = false;
  compose(response);
  Counters::add(loop_->counters.by_status[response.status >= 100 && response.status < 600 ? response.status / 100 : 0]);
  state_ = State::writing;
  return flush() && after_flush();
}

void Connection::compose(Response& response) {
  out_.clear();
  tail_.clear();
  sent_ = 0;
  const bool bodiless = response.status == 204 || response.status == 304;
  if (response.more && !bodiless) {
    if (!head_only_) more_ = std::make_shared<std::function<std::string()>>(std::move(response.more));
    chunked_ = !old_client_;
    if (old_client_) keep_alive_ = false;
  }
  compose_fields(response);
  if (chunked_) {
    out_ += "Transfer-Encoding: chunked\r\n";
  } else if (!bodiless && !more_) {
    out_ += "Content-Length: ";
    append_number(out_, response.body.size());
    out_ += "\r\n";
  }
  out_ += "\r\n";
  if (head_only_ || bodiless || response.body.empty()) return;
  if (chunked_) {
    append_number(out_, response.body.size(), 16);
    out_ += "\r\n";
    out_ += response.body;
    out_ += "\r\n";
  } else if (response.body.size() <= copied_body) {
    out_ += response.body;
  } else {
    tail_ = std::move(response.body);
  }
}

void Connection::compose_fields(const Response& response) {
  if (response.status == 200) {
    out_ += loop_->usual_head;
  } else {
    out_ += "HTTP/1.1 ";
    append_number(out_, static_cast<std::size_t>(response.status));
    out_ += ' ';
    out_ += reason_phrase(response.status);
    out_ += "\r\n";
    out_ += loop_->date_line;
    out_ += "X-Content-Type-Options: nosniff\r\n";
  }
  if (response.status != 204 && response.status != 304 && safe_header(response.type)) {
    out_ += "Content-Type: ";
    out_ += response.type;
    out_ += "\r\n";
    if (response.type.starts_with("text/html")) out_ += html_policy;
  }
  if (readable_by_all_) out_ += readable;
  if (for_holders_only_) out_ += not_kept;
  for (const auto& [name, value] : response.headers) {
    if (for_holders_only_ && name == "Cache-Control") continue;
    if (!safe_header(name) || !safe_header(value)) {
      loop_->shared->log.write(Severity::error, "a handler's header with a line end was left out", {{"name", name.substr(0, 40)}});
      continue;
    }
    out_ += name;
    out_ += ": ";
    out_ += value;
    out_ += "\r\n";
  }
  if (!keep_alive_)
    out_ += "Connection: close\r\n";
  else if (old_client_)
    out_ += "Connection: keep-alive\r\n";
}

// Writes what the network takes now; where it takes no more, goes on when it does.
bool Connection::flush() {
  const std::size_t whole = out_.size() + tail_.size();
  while (sent_ < whole) {
    const std::size_t of_tail = sent_ > out_.size() ? sent_ - out_.size() : 0;
    const std::size_t of_head = std::min(sent_, out_.size());
    const std::array<net::const_buffer, 2> rest{net::const_buffer(out_.data() + of_head, out_.size() - of_head),
                                                net::const_buffer(tail_.data() + of_tail, tail_.size() - of_tail)};
    error_code ec;
    sent_ += tail_.empty() ? socket_.write_some(rest[0], ec) : socket_.write_some(rest, ec);
    if (ec == net::error::would_block || ec == net::error::try_again) {
      deadline_ = in(loop_->shared->settings.request_timeout);
      socket_.async_wait(tcp::socket::wait_write, [self = shared_from_this()](const error_code& failed) {
        if (self->state_ == State::closed) return;
        if (failed) return self->close();
        self->written();
      });
      return false;
    }
    if (ec) {
      close();
      return false;
    }
  }
  return true;
}

void Connection::written() {
  if (flush() && after_flush()) advance();
}

bool Connection::after_flush() {
  if (more_) {
    pull_block();
    return false;
  }
  if (!tail_.empty()) std::string().swap(tail_);
  if (out_.capacity() > 4 * copied_body) std::string().swap(out_);
  if (keep_alive_) return true;
  drain();
  return false;
}

void Connection::pull_block() {
  deadline_ = Clock::time_point::max();
  loop_->shared->pool.insist([self = shared_from_this(), more = more_] {
    std::string block;
    bool broken = false;
    try {
      block = (*more)();
    } catch (...) {
      broken = true;
      self->loop_->shared->answer_to(std::current_exception(), Request{});
    }
    self->loop_->post([self, block = std::move(block), broken]() mutable { self->got_block(std::move(block), broken); });
  });
}

void Connection::got_block(std::string block, bool broken) {
  if (state_ == State::closed) return;
  if (broken) {  // a reset, so that nobody takes the part for the whole
    error_code ignored;
    socket_.set_option(net::socket_base::linger(true, 0), ignored);
    return close();
  }
  out_.clear();
  tail_.clear();
  sent_ = 0;
  if (block.empty()) {
    more_.reset();
    if (chunked_) out_ = "0\r\n\r\n";
  } else if (chunked_) {
    append_number(out_, block.size(), 16);
    out_ += "\r\n";
    block += "\r\n";
    tail_ = std::move(block);
  } else {
    out_ = std::move(block);
  }
  written();
}

void Connection::drain() {
  error_code ec;
  socket_.shutdown(tcp::socket::shutdown_send, ec);
  if (ec || loop_->stopping) return close();
  if (state_ != State::draining) deadline_ = in(last_words);
  state_ = State::draining;
  begin_ = end_ = 0;
  make_room();
  socket_.async_read_some(net::buffer(in_), [self = shared_from_this()](const error_code& failed, std::size_t) {
    if (self->state_ == State::closed) return;
    if (failed) return self->close();
    self->drain();
  });
}

}  // namespace portico::http
