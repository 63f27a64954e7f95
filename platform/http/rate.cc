#include "platform/http/rate.h"

#include <algorithm>
#include <cmath>

namespace portico::http {

RateLimiter::RateLimiter(Rate rate, std::size_t most_keys) : rate_(rate), most_keys_(std::max<std::size_t>(most_keys, 1)) {
  rate_.burst = std::max(rate_.burst, 1);
}

std::optional<Millis> RateLimiter::refused_for(std::string_view key, Millis now) {
  if (rate_.per_second <= 0) return std::nullopt;
  if (const auto found = by_key_.find(key); found != by_key_.end()) {
    newest_first_.splice(newest_first_.begin(), newest_first_, found->second);
  } else {
    if (by_key_.size() >= most_keys_) {
      by_key_.erase(newest_first_.back().key);
      newest_first_.pop_back();
    }
    newest_first_.push_front({std::string(key), static_cast<double>(rate_.burst), now});
    by_key_.emplace(newest_first_.front().key, newest_first_.begin());
  }
  Bucket& bucket = newest_first_.front();
  const double seconds = static_cast<double>((now - bucket.filled).count()) / 1000;
  bucket.tokens = std::min(static_cast<double>(rate_.burst), bucket.tokens + std::max(0.0, seconds) * rate_.per_second);
  bucket.filled = now;
  if (bucket.tokens >= 1) {
    bucket.tokens -= 1;
    return std::nullopt;
  }
  return Millis{static_cast<std::int64_t>(std::ceil((1 - bucket.tokens) / rate_.per_second * 1000))};
}

std::string address_to_limit(std::string_view address) {
  const auto groups = std::count(address.begin(), address.end(), ':');
  if (groups < 2) return std::string(address);
  // The first four groups; "::" within them stands for zeros and already ends them.
  std::size_t end = 0;
  for (int group = 0; group < 4; ++group) {
    const auto colon = address.find(':', end);
    if (colon == std::string_view::npos) return std::string(address);
    if (address.substr(colon).starts_with("::")) return std::string(address.substr(0, colon)) + "::/64";
    end = colon + 1;
  }
  return std::string(address.substr(0, end)) + ":/64";
}

}  // namespace portico::http
