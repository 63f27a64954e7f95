// How a connection writes: an answer's head and body, the blocks of a long one, and the end of the connection.
#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <charconv>

#include "platform/http/server_connection.h"

namespace portico::http {
namespace {

constexpr std::size_t copied_body = 16 << 10;  // a longer body is not copied behind its head
constexpr Millis last_words{1000};             // how long an ending connection is listened to, so that its answer is not lost by a reset

namespace net = boost::asio;
using boost::system::error_code;

constexpr std::string_view html_policy =
    "Content-Security-Policy: default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; worker-src 'self'; "
    "manifest-src 'self'; img-src 'self' data: blob:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'\r\n"
    "Referrer-Policy: same-origin\r\n";
constexpr std::string_view not_kept = "Cache-Control: no-store\r\n";
constexpr std::string_view readable = "Access-Control-Allow-Origin: *\r\nAccess-Control-Expose-Headers: Link\r\n";

bool safe_header(std::string_view text) { return text.find_first_of(std::string_view("\r\n\0", 3)) == std::string_view::npos; }

void append_number(std::string& out, std::size_t number, int base = 10) {
  char digits[20];
  const auto end = std::to_chars(digits, digits + sizeof digits, number, base).ptr;
  out.append(digits, end);
}

}  // namespace

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
  if (response.stays && !head_only_ && !may_stay()) response = problem(503, "as many pages as can be are kept up to date already");
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
  if (response.stays && !head_only_ && !bodiless) {
    seat_ = std::move(response.stays);
    chunked_ = !old_client_;
    keep_alive_ = false;
  }
  compose_fields(response);
  if (chunked_) {
    out_ += "Transfer-Encoding: chunked\r\n";
  } else if (!bodiless && !more_ && !seat_) {
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
  const std::size_t whole = out_.size() + tail_.size(), before = sent_;
  while (sent_ < whole) {
    const std::size_t of_tail = sent_ > out_.size() ? sent_ - out_.size() : 0;
    const std::size_t of_head = std::min(sent_, out_.size());
    const std::array<net::const_buffer, 2> rest{net::const_buffer(out_.data() + of_head, out_.size() - of_head),
                                                net::const_buffer(tail_.data() + of_tail, tail_.size() - of_tail)};
    error_code ec;
    sent_ += tail_.empty() ? socket_.write_some(rest[0], ec) : socket_.write_some(rest, ec);
    if (ec == net::error::would_block || ec == net::error::try_again) {
      // Beside request_timeout it has as long as what it takes would need at the rate of large bodies: drop by drop is too slow.
      if (before == 0)
        deadline_ = in(loop_->shared->settings.request_timeout);
      else
        deadline_ += Millis(static_cast<Millis::rep>((sent_ - before) * 1000 / loop_->shared->settings.large_bytes_per_second));
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
  if (seat_) {
    if (state_ != State::staying) begin_to_stay();
    stay();
    return false;
  }
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
