// How often one key or address may ask: a token bucket for each, in bounded memory. Pure: time is passed in.
#pragma once

#include <cstddef>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/instant.h"

namespace portico::http {

// So many requests in so many seconds, per key or address (token bucket).
struct Rate {
  double per_second = 0;  // 0: no limit
  int burst = 0;          // as many may come at once; at least 1 is meant
};

class RateLimiter {
 public:
  explicit RateLimiter(Rate rate, std::size_t most_keys = 65'536);

  // Takes one token of `key`; or, where none is left, says how long until the next. `now` counts from any fixed moment and never goes back.
  std::optional<Millis> refused_for(std::string_view key, Millis now);
  std::size_t keys() const { return by_key_.size(); }

 private:
  struct Bucket {
    std::string key;
    double tokens;
    Millis filled;
  };
  Rate rate_;
  std::size_t most_keys_;
  std::list<Bucket> newest_first_;  // beyond most_keys_ the one that was silent longest is forgotten
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key_;
};

// What counts as one address: an IPv6 address is cut to its /64, which one customer commonly has whole.
std::string address_to_limit(std::string_view address);

}  // namespace portico::http
