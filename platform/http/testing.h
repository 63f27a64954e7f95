// A plain client for tests: one socket, bytes in and out, every wait bounded.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <string>
#include <string_view>
#include <utility>

#include "base/text.h"
#include "platform/http/http.h"

namespace portico::http::testing {

struct Answer {
  int status = 0;      // 0: the connection ended before an answer
  std::string head;    // status line and headers
  std::string body;    // as read; chunks are put together
  bool whole = false;  // the body came to its announced end
  std::string header(std::string_view name) const {
    for (const auto line : split(head, '\n')) {
      const auto colon = line.find(':');
      if (colon != std::string_view::npos && same_ignoring_case(line.substr(0, colon), name))
        return std::string(trim(line.substr(colon + 1)));
    }
    return {};
  }
};

class Client {
 public:
  explicit Client(unsigned short port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    const timeval most{.tv_sec = 30, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &most, sizeof most);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &most, sizeof most);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    ::inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    connected_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) == 0;
  }
  ~Client() { ::close(socket_); }
  Client(const Client&) = delete;

  bool connected() const { return connected_; }
  int socket() const { return socket_; }
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }
  // True once the server has ended the connection.
  bool ended() {
    while (more()) {
    }
    return true;
  }

  Answer get(std::string_view target, std::string_view headers = {}) { return ask("GET", target, headers, {}); }
  Answer post(std::string_view target, std::string_view body, std::string_view headers = {}) {
    std::string all(headers);
    if (all.find("Content-Type:") == std::string::npos) all += "Content-Type: application/x-www-form-urlencoded\r\n";
    return ask("POST", target, all, body);
  }
  Answer ask(std::string_view method, std::string_view target, std::string_view headers, std::string_view body) {
    std::string request = std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(headers);
    if (!body.empty() || method == "POST") request += "Content-Length: " + std::to_string(body.size()) + "\r\n";
    send(request + "\r\n" + std::string(body));
    return read(method == "HEAD");
  }

  Answer read(bool head_only = false) {
    Answer answer;
    std::size_t end;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos)
      if (!more()) return answer;
    answer.head = buffer_.substr(0, end + 2);
    buffer_.erase(0, end + 4);
    answer.status = static_cast<int>(parse_integer(std::string_view(answer.head).substr(9, 3)).value_or(0));
    if (head_only || answer.status == 204 || answer.status == 304 || answer.status / 100 == 1) {
      answer.whole = true;
    } else if (answer.header("transfer-encoding") == "chunked") {
      answer.whole = read_chunks(answer.body);
    } else if (const std::string length = answer.header("content-length"); !length.empty()) {
      answer.whole = take(static_cast<std::size_t>(*parse_integer(length)), answer.body);
    } else {
      answer.whole = ended();
      answer.body = std::exchange(buffer_, {});
    }
    return answer;
  }
  bool more() {
    char block[65536];
    const auto got = ::recv(socket_, block, sizeof block, 0);
    if (got > 0) buffer_.append(block, static_cast<std::size_t>(got));
    return got > 0;
  }
  bool take(std::size_t bytes, std::string& into) {
    while (buffer_.size() < bytes)
      if (!more()) return false;
    into += buffer_.substr(0, bytes);
    buffer_.erase(0, bytes);
    return true;
  }

 private:
  bool read_chunks(std::string& into) {
    for (;;) {
      std::size_t end;
      while ((end = buffer_.find("\r\n")) == std::string::npos)
        if (!more()) return false;
      const auto size = std::stoul(buffer_.substr(0, end), nullptr, 16);
      buffer_.erase(0, end + 2);
      std::string line_end;
      if (!take(size, into) || !take(2, line_end) || line_end != "\r\n") return false;
      if (size == 0) return true;
    }
  }

  int socket_;
  bool connected_ = false;
  std::string buffer_;
};

}  // namespace portico::http::testing
