// A line of talk with a mail server, secured and signed in by libcurl. For this module's files alone.
#pragma once

#include <chrono>
#include <stdexcept>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "platform/mail/curl.h"

namespace portico::mail {

// The connection is gone, or what came makes no sense.
struct Trouble : std::runtime_error {
  using std::runtime_error::runtime_error;
};

class Wire {
 public:
  // `curl` has its URL and secrets; throws Trouble where there is no connection or no sign-in.
  Wire(CurlHeld<CURL> curl, Millis answer_within);
  void send(std::string_view bytes);
  std::string line();  // without its end, at most 64 kB
  std::string exactly(std::size_t size);

 private:
  void receive();
  void wait(bool to_write);
  CurlHeld<CURL> curl_;
  Millis answer_within_;
  std::string waiting_;
  std::size_t at_ = 0;
};

}  // namespace portico::mail
