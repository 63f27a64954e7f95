// Asks another server. Blocks until it has answered: on a pool, never on a loop or in a command.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/http/http.h"

namespace portico::http {

struct Fetching {
  std::string url;                       // https://…; plain http:// to this machine alone
  Pairs form = {};                       // not empty: posted as application/x-www-form-urlencoded
  std::string body = {}, type = {};      // not empty, and no form: posted as that type
  Pairs headers = {};                    // beside those; a line's end in one is refused
  std::string user = {}, password = {};  // of HTTP Basic; none where the user is ""
  Millis timeout{10'000};
  std::size_t limit = 1 << 20;  // of the answer's body
};
struct Fetched {
  int status = 0;
  std::string body;
};

// Follows no redirects; certificates are checked against the system's. Refused as `invalid` for a URL that may not be asked, as
// `unavailable` where no whole answer came.
Outcome<Fetched> fetch(const Fetching& wanted);

// Whether the URL is https://, or http:// to this machine.
bool may_be_fetched(std::string_view url);

// "town.example:8311" of "https://town.example:8311/a/path", as a Host header says it; "" where there is no scheme.
std::string_view authority_of(std::string_view url);

}  // namespace portico::http
