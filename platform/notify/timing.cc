#include "platform/notify/timing.h"

#include <algorithm>

namespace portico::notify {
namespace {

using Local = std::chrono::local_time<Millis>;
constexpr std::chrono::days a_day{1};

// The second time that a clock which is set back shows what it shows at `first`.
std::optional<Instant> again(Instant first, const calendar::Zone& zone, Local local) {
  constexpr Millis step = std::chrono::minutes(30), most = std::chrono::hours(3);
  for (Millis later = step; later <= most; later += step)
    if (zone.local_of(first + later) == local) return first + later;
  return std::nullopt;
}

// The first instant after `at` at which the local clock shows `time`, of a day or the next; where the zone leaves it out, the next there
// is.
Instant next_local(Instant at, const calendar::Zone& zone, std::chrono::minutes time) {
  const auto today = std::chrono::floor<std::chrono::days>(zone.local_of(at));
  for (int day = -1; day < 3; ++day) {
    const Local local = Local(today + std::chrono::days(day)) + Millis(time);
    const auto reading = zone.instant_of(local);
    if (reading.at > at) return reading.at;
    if (reading.reading != calendar::Reading::ambiguous) continue;
    if (const auto second = again(reading.at, zone, local); second && *second > at) return *second;
  }
  return at + a_day;
}

bool within(const QuietHours& quiet, Millis time) {
  if (quiet.from == quiet.to) return false;
  if (quiet.from < quiet.to) return time >= quiet.from && time < quiet.to;
  return time >= quiet.from || time < quiet.to;
}

bool is_quiet(Instant at, const calendar::Zone& zone, const QuietHours& quiet) {
  const auto local = zone.local_of(at);
  return within(quiet, local - std::chrono::floor<std::chrono::days>(local));
}

}  // namespace

Instant after_quiet(Instant at, const calendar::Zone& zone, const QuietHours& quiet) {
  for (int tries = 0; tries < 3 && is_quiet(at, zone, quiet); ++tries) at = next_local(at, zone, quiet.to);
  return at;
}

Instant digest_time(Instant at, const calendar::Zone& zone, Digest digest, std::chrono::minutes daily_at) {
  if (digest == Digest::daily) return next_local(at, zone, daily_at);
  const auto local = zone.local_of(at);
  const auto into_hour = local - std::chrono::floor<std::chrono::hours>(local);
  return at + (Millis(std::chrono::hours(1)) - into_hour);
}

std::optional<Instant> next_try(const BackOff& back_off, int tries, Instant at, double chance) {
  if (tries >= back_off.tries) return std::nullopt;
  Millis wait = back_off.first;
  for (int doubled = 1; doubled < tries && wait < back_off.longest; ++doubled) wait *= 2;
  wait = std::min(wait, back_off.longest);
  const auto more_or_less = static_cast<Millis::rep>(static_cast<double>(wait.count()) * (chance - 0.5) / 2);
  return at + wait + Millis(more_or_less);
}

Millis rest_of(int times) {
  constexpr Millis first = std::chrono::seconds(5), longest = std::chrono::minutes(5);
  Millis rest = first;
  for (int doubled = 1; doubled < times && rest < longest; ++doubled) rest *= 2;
  return std::min(rest, longest);
}

}  // namespace portico::notify
