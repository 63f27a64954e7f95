#include <date/tz.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <memory>
#include <mutex>

#include "platform/calendar/calendar.h"
#include "platform/calendar/periods.h"

namespace portico::calendar {
namespace {

constexpr Instant before_all{std::chrono::sys_days{std::chrono::year{-1} / 1 / 1}};
constexpr Instant after_all{std::chrono::sys_days{std::chrono::year{10001} / 1 / 1}};
constexpr Millis farthest_offset{std::chrono::hours{26}};

std::unique_ptr<Periods> read_periods(const date::time_zone& zone) {
  auto periods = std::make_unique<Periods>();
  for (Instant at = before_all; at < after_all;) {
    const auto info = zone.get_info(std::chrono::floor<std::chrono::seconds>(at));
    const Instant end = info.end < std::chrono::time_point_cast<std::chrono::seconds>(after_all) ? Instant(info.end) : after_all;
    auto& all = periods->all;
    if (!all.empty() && all.back().offset == info.offset && all.back().abbreviation == info.abbrev)
      all.back().to = end;
    else
      all.push_back({at, end, Millis(info.offset), info.abbrev});
    at = end;
  }
  return periods;
}

}  // namespace

std::size_t Periods::index_at(Instant instant) const {
  const auto after = std::ranges::upper_bound(all, instant, {}, &Period::from);
  return after == all.begin() ? 0 : static_cast<std::size_t>(after - all.begin()) - 1;
}
const Period& Periods::at(Instant instant) const { return all[index_at(instant)]; }

const Periods* periods_of(std::string_view zone) {
  static std::mutex guard;
  static std::map<std::string, std::unique_ptr<const Periods>, std::less<>> known;
  const std::lock_guard lock(guard);
  if (const auto found = known.find(zone); found != known.end()) return found->second.get();
  const auto& zones = date::get_tzdb().zones;  // looked up by hand: locate_zone would read any file of that name
  const auto found = std::ranges::find_if(zones, [&](const date::time_zone& each) { return each.name() == zone; });
  if (found == zones.end()) return nullptr;
  return known.emplace(std::string(zone), read_periods(*found)).first->second.get();
}

Outcome<Zone> Zone::find(std::string_view name, std::string_view field) {
  const auto* periods = periods_of(name);
  if (!periods) {
    return refuse(Refused::invalid, std::string(field), fmt::format("there is no time zone '{}'", name),
                  "a name of the IANA database, such as Europe/Lisbon");
  }
  Zone zone;
  zone.name_ = name;
  zone.zone_ = periods;
  return zone;
}

LocalReading Zone::instant_of(std::chrono::local_time<Millis> local) const {
  const auto& periods = *static_cast<const Periods*>(zone_);
  const Instant as_utc{local.time_since_epoch()};
  std::optional<Instant> found;
  for (auto i = periods.index_at(as_utc - farthest_offset); i < periods.all.size(); ++i) {
    const auto& period = periods.all[i];
    const Instant reading = as_utc - period.offset;
    if (reading >= period.from && reading < period.to) {
      if (found) return {*found, Reading::ambiguous};
      found = reading;
    } else if (!found && period.from > reading && i > 0) {
      return {period.from, Reading::missing};  // the clock jumped over it: the moment after the jump
    } else if (period.from > as_utc + farthest_offset) {
      break;
    }
  }
  return {found.value_or(as_utc), Reading::plain};
}

std::chrono::local_time<Millis> Zone::local_of(Instant at) const {
  return std::chrono::local_time<Millis>{(at + static_cast<const Periods*>(zone_)->at(at).offset).time_since_epoch()};
}
std::chrono::sys_days Zone::local_date(Instant at) const {
  return std::chrono::floor<std::chrono::days>(at + static_cast<const Periods*>(zone_)->at(at).offset);
}
std::string Zone::abbreviation(Instant at) const { return static_cast<const Periods*>(zone_)->at(at).abbreviation; }
const std::string& Zone::name() const { return name_; }

std::string tzdata_version() {
  static const std::string version = [] {
    std::ifstream compact("/usr/share/zoneinfo/tzdata.zi");  // "# version 2026f"; what Debian's date-tz reads, too
    std::string hash, word, number;
    if (compact >> hash >> word >> number && hash == "#" && word == "version") return number;
    return std::string("unknown");
  }();
  return version;
}

}  // namespace portico::calendar
