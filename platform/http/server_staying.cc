// How a connection stays open: it sends what is told at its seat, and a sign of life, until its client goes.
#include <boost/asio/buffer.hpp>
#include <charconv>

#include "platform/http/server_connection.h"

namespace portico::http {
namespace {

constexpr Millis between_beats{15'000};  // so that no proxy takes it for dead, and a client that has gone is noticed
constexpr std::size_t most_untold = 256, room_to_listen = 256;

namespace net = boost::asio;
using boost::system::error_code;

}  // namespace

Seat::Event heartbeat() {
  static const auto beat = std::make_shared<const std::string>(":\n\n");
  return beat;
}

bool Connection::may_stay() {
  const auto& shared = loop_->shared;
  if (loop_->stopping) return false;
  if (shared->staying.fetch_add(1) >= static_cast<std::int64_t>(shared->settings.max_staying)) {
    --shared->staying;
    return false;
  }
  place_ = {shared.get(), [shared](Shared*) { --shared->staying; }};
  return true;
}

void Connection::begin_to_stay() {
  state_ = State::staying;
  next_beat_ = in(between_beats);
  std::vector<char>(room_to_listen).swap(in_);  // there are many of these, and their clients say nothing
  begin_ = end_ = 0;
  watch_client();
  seat_->attach([self = weak_from_this()](Seat::Event event) {
    if (const auto open = self.lock())
      open->loop_->post([self, event = std::move(event)] {
        if (const auto still = self.lock()) still->told(event);
      });
  });
}

// Whatever it sends now is of no interest; its end is.
void Connection::watch_client() {
  socket_.async_read_some(net::buffer(in_), [self = shared_from_this()](const error_code& ec, std::size_t) {
    if (self->state_ == State::closed) return;
    if (ec) return self->close();
    self->watch_client();
  });
}

void Connection::stay() {
  deadline_ = Clock::time_point::max();
  out_.clear();
  tail_.clear();
  sent_ = 0;
  if (untold_.empty()) return;
  for (const auto& event : untold_) {
    if (chunked_) {
      char digits[20];
      out_.append(digits, std::to_chars(digits, digits + sizeof digits, event->size(), 16).ptr);
      out_ += "\r\n";
    }
    out_ += *event;
    if (chunked_) out_ += "\r\n";
  }
  untold_.clear();
  if (flush()) after_flush();
}

// A client that takes nothing is cut, and comes again.
void Connection::told(const Seat::Event& event) {
  if (state_ != State::staying) return;
  next_beat_ = in(between_beats);
  if (untold_.size() == most_untold) return close();
  untold_.push_back(event);
  if (sent_ == out_.size()) stay();
}

}  // namespace portico::http
