// Mail that a mail server of this machine hands over (LMTP, RFC 2033): an answer for each recipient, given when the mail is on file.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "base/instant.h"
#include "platform/mail/incoming.h"

namespace portico::mail {

struct LmtpSettings {
  std::string own_name;               // "portico.town.example"
  int port = 0;                       // of 127.0.0.1; 0 for any that is free
  std::filesystem::path socket = {};  // in place of the port: a Unix socket, for whoever may write to it; it is made anew
  std::size_t size = 32 << 20;        // bytes of one mail: announced, and kept
  std::size_t recipients = 100;       // of one mail
  int connections = 20;               // at once; who comes then is told to come later
  Millis patience{300'000};           // with who says nothing
  std::function<bool(std::string_view address)> knows = {};  // whether somebody here has that address; everybody where it is not set
};

// One thread for each connection. `accept` and `knows` are called on these, several at once.
class Lmtp {
 public:
  // Throws std::runtime_error where it cannot listen.
  Lmtp(LmtpSettings settings, Accept accept);
  ~Lmtp();  // waits for calls of `accept` that run, and drops the connections
  Lmtp(const Lmtp&) = delete;
  int port() const;  // 0 with a socket

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::mail
