#include "platform/mail/wire.h"

#include <poll.h>

#include <array>
#include <cerrno>

namespace portico::mail {
namespace {

constexpr std::size_t longest_line = 65'536;

}  // namespace

Wire::Wire(CurlHeld<CURL> curl, Millis answer_within) : curl_(std::move(curl)), answer_within_(answer_within) {
  curl_easy_setopt(curl_.get(), CURLOPT_CONNECT_ONLY, 1L);
  if (const CURLcode done = curl_easy_perform(curl_.get()); done != CURLE_OK) throw Trouble(curl_easy_strerror(done));
}

void Wire::wait(bool to_write) {
  curl_socket_t socket = CURL_SOCKET_BAD;
  if (curl_easy_getinfo(curl_.get(), CURLINFO_ACTIVESOCKET, &socket) != CURLE_OK || socket == CURL_SOCKET_BAD)
    throw Trouble("the connection is gone");
  pollfd watched{socket, static_cast<short>(to_write ? POLLOUT : POLLIN), 0};
  int ready = 0;
  do {
    ready = ::poll(&watched, 1, static_cast<int>(answer_within_.count()));
  } while (ready < 0 && errno == EINTR);
  if (ready <= 0) throw Trouble("the server does not answer");
}

void Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    std::size_t sent = 0;
    const CURLcode done = curl_easy_send(curl_.get(), bytes.data(), bytes.size(), &sent);
    if (done == CURLE_AGAIN)
      wait(true);
    else if (done != CURLE_OK)
      throw Trouble(curl_easy_strerror(done));
    bytes.remove_prefix(sent);
  }
}

void Wire::receive() {
  if (at_ > 0 && at_ == waiting_.size()) {
    waiting_.clear();
    at_ = 0;
  }
  std::array<char, 65'536> block{};
  for (;;) {
    std::size_t got = 0;
    const CURLcode done = curl_easy_recv(curl_.get(), block.data(), block.size(), &got);
    if (done == CURLE_AGAIN) {
      wait(false);
      continue;
    }
    if (done != CURLE_OK) throw Trouble(curl_easy_strerror(done));
    if (got == 0) throw Trouble("the server went away");
    waiting_.append(block.data(), got);
    return;
  }
}

std::string Wire::line() {
  for (std::size_t looked = 0;;) {  // bytes that are known to hold no end
    const auto end = waiting_.find('\n', at_ + looked);
    if (end != std::string::npos) {
      std::string text = waiting_.substr(at_, end - at_);
      at_ = end + 1;
      if (text.ends_with('\r')) text.pop_back();
      return text;
    }
    looked = waiting_.size() - at_;
    if (looked > longest_line) throw Trouble("the server's line is too long");
    receive();
  }
}

std::string Wire::exactly(std::size_t size) {
  while (waiting_.size() - at_ < size) receive();
  std::string bytes = waiting_.substr(at_, size);
  at_ += size;
  return bytes;
}

}  // namespace portico::mail
