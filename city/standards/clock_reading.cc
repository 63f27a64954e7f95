#include "city/standards/clock_reading.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "city/directory/pack.h"

namespace portico::standards {
namespace {

using Faults = std::vector<Fault>;

bool has(const std::vector<ClockPromise>& clocks, ClockKind kind) {
  return std::ranges::find(clocks, kind, &ClockPromise::kind) != clocks.end();
}

void check_calendar(const WrittenClock& written, const Target& target, const std::vector<std::string>& calendars, Faults& faults) {
  const auto& calendar = written.calendar;
  if (target.unit == Target::Unit::elapsed_hours) {
    if (!calendar.empty())
      faults.push_back(
          {written.place("calendar"), "elapsed hours are counted without a calendar", "no calendar, or open time such as 48h"});
  } else if (calendar.empty()) {
    faults.push_back({written.place(""), "the clock has no calendar", "calendar = \"…\", or elapsed hours such as 48H"});
  } else if (std::ranges::find(calendars, calendar) == calendars.end()) {
    faults.push_back({written.place("calendar"), fmt::format("there is no calendar '{}'", calendar),
                      formats::nearest_or(calendar, calendars, "one of calendars.toml")});
  }
}

// The end of the day that it falls due on.
bool read_by(const WrittenClock& written, const std::optional<Target>& target, Faults& faults) {
  if (written.by.empty()) return false;
  if (written.by != "close" && written.by != "same-time")
    faults.push_back({written.place("by"), fmt::format("'{}' is no end of a day", written.by), "close or same-time"});
  if (target && target->unit != Target::Unit::open_days)
    faults.push_back({written.place("by"), "only open days have an end of their own", "a target in open days, such as 2d"});
  return written.by == "same-time";
}

}  // namespace

WrittenClock written_clock(const formats::TomlTable& table, Faults& faults) {
  WrittenClock written;
  written.kind = table.text("kind", faults);
  written.target = table.text("target", faults);
  written.calendar = table.text_or("calendar", "", faults);
  written.by = table.text_or("by", "", faults);
  written.share = table.integer_or("share", written.share, faults);
  written.pauses = table.texts("pauses", faults);
  written.place = [table](std::string_view key) { return key.empty() ? table.place() : table.place_of(key); };
  return written;
}

void check_clock(const WrittenClock& written, const std::vector<std::string>& calendars, std::vector<ClockPromise>& clocks,
                 Faults& faults) {
  ClockPromise clock;
  const auto kind = clock_kind(written.kind);
  if (!kind && !written.kind.empty())
    faults.push_back({written.place("kind"), fmt::format("'{}' is no kind of clock", written.kind), "first_status or outcome"});
  std::optional<Target> target;
  if (!written.target.empty()) {
    if (const auto read = parse_target(written.target, written.place("target")))
      target = *read;
    else
      faults.push_back(read.error().faults.front());
  }
  if (target) check_calendar(written, *target, calendars, faults);
  clock.target = target.value_or(Target{});
  clock.calendar = written.calendar;
  clock.same_time = read_by(written, target, faults);
  if (written.share < 1 || written.share > 100)
    faults.push_back({written.place("share"), fmt::format("{} is no share", written.share), "per cent, 1 to 100"});
  clock.share = static_cast<int>(std::clamp<std::int64_t>(written.share, 1, 100));
  for (const auto& reason : written.pauses) {
    if (!directory::is_code(reason))
      faults.push_back({written.place("pauses"), fmt::format("'{}' is no code", reason), "1 to 60 of A-Z a-z 0-9 _ . -"});
    clock.pauses.push_back(reason);
  }
  if (!kind) return;
  clock.kind = *kind;
  if (has(clocks, *kind)) {
    faults.push_back({written.place(""), fmt::format("the promise has two clocks {}", written.kind), "one clock of each kind"});
    return;
  }
  clocks.push_back(std::move(clock));
}

void insist_on_both(std::vector<ClockPromise>& clocks, std::string_view place, std::string_view whose, std::string_view wanted,
                    Faults& faults) {
  for (const auto kind : {ClockKind::first_status, ClockKind::outcome}) {
    if (!has(clocks, kind))
      faults.push_back({std::string(place), fmt::format("{} has no clock {}", whose, name_of(kind)),
                        fmt::format("{} with kind = \"{}\"", wanted, name_of(kind))});
  }
  std::ranges::sort(clocks, {}, &ClockPromise::kind);
}

}  // namespace portico::standards
