#include "city/standards/evidence.h"

#include <fmt/format.h>

#include <algorithm>

#include "city/standards/record.h"

namespace portico::standards {
namespace {

using std::chrono::sys_days;
using Times = std::vector<std::int32_t>;  // seconds

constexpr std::chrono::years farthest_back{10};
constexpr std::size_t most_alike = 100;

std::int32_t seconds_of(Millis time) { return static_cast<std::int32_t>(std::chrono::floor<std::chrono::seconds>(time).count()); }

Distribution distribution_of(Times& times) {
  return {nearest_rank(times, 50), nearest_rank(times, 80), nearest_rank(times, 90), nearest_rank(times, 95)};
}

struct MonthTimes {
  Times open, elapsed;
};

// Gathers one clock.
class ClockGathering {
 public:
  ClockGathering(const ClockPromise& promise, const calendar::Calendar* calendar, const calendar::Zone& zone, Instant now)
      : promise_(promise), calendar_(calendar), zone_(zone), now_(now), measured_(promise) {
    // Open time is measured minute by minute, also where the promise is in whole days.
    if (calendar_) measured_.target = {Target::Unit::open_minutes, 0};
  }

  void add(const PastCase& past) {
    const auto& clock = promise_.kind == ClockKind::first_status ? past.first_status : past.outcome;
    const auto why = why_excluded(past, clock);
    if (why.empty() || why == "not_stopped") {
      count_promised(clock);
      count_proposed(past, clock.stopped);
    }
    if (!why.empty()) {
      ++excluded_[std::string(why)];
      return;
    }
    auto& month = months_[month_of(past.opened)];
    const Millis elapsed = *clock.stopped - past.opened;
    month.elapsed.push_back(seconds_of(elapsed));
    if (calendar_ || !promise_.pauses.empty()) month.open.push_back(seconds_of(open_time(past, *clock.stopped)));
  }

  ClockEvidence finish() && {
    ClockEvidence evidence{.kind = promise_.kind, .excluded = std::move(excluded_), .proposed = proposed_, .promised = promised_};
    Times all_open, all_elapsed;
    for (auto& [month, times] : months_) {
      auto& open = times.open.empty() ? times.elapsed : times.open;
      evidence.months.push_back(
          {month, static_cast<std::int64_t>(times.elapsed.size()), distribution_of(open), distribution_of(times.elapsed)});
      all_open.insert(all_open.end(), open.begin(), open.end());
      all_elapsed.insert(all_elapsed.end(), times.elapsed.begin(), times.elapsed.end());
      times = {};
    }
    evidence.cases = static_cast<std::int64_t>(all_elapsed.size());
    evidence.open = distribution_of(all_open);
    evidence.elapsed = distribution_of(all_elapsed);
    return evidence;
  }

 private:
  // "" where the time is known.
  std::string_view why_excluded(const PastCase& past, const PastCase::OfClock& clock) const {
    if (past.opened > now_) return "opened_in_future";
    if (!clock.stopped) return past.doubtful ? "flagged" : "not_stopped";
    if (*clock.stopped < past.opened) return "stopped_before_opening";
    if (*clock.stopped > now_) return "stopped_in_future";
    if (past.promised && clock.state == RunState::not_applicable) return "not_applicable";
    return "";
  }

  void count_promised(const PastCase::OfClock& clock) {
    promised_.kept += clock.state == RunState::kept;
    promised_.decided += clock.state == RunState::kept || clock.state == RunState::missed;
  }

  void count_proposed(const PastCase& past, std::optional<Instant> stopped) {
    const Instant end = stopped.value_or(now_);
    const Instant due = due_instant(promise_, calendar_, past.opened, past.pauses, end);
    if (!stopped && due >= now_) return;
    proposed_.kept += stopped && *stopped <= due;
    ++proposed_.decided;
  }

  Millis open_time(const PastCase& past, Instant stopped) const {
    if (past.pauses.empty() && calendar_) return calendar_->open_time(past.opened, stopped);
    Millis open{0};
    for (const auto& span : account(measured_, calendar_, past.opened, past.pauses, stopped, stopped).counted) open += span.to - span.from;
    return open;
  }

  std::string month_of(Instant opened) {
    const std::chrono::year_month_day day{zone_.local_date(opened)};
    return fmt::format("{:04}-{:02}", static_cast<int>(day.year()), static_cast<unsigned>(day.month()));
  }

  const ClockPromise& promise_;
  const calendar::Calendar* calendar_;
  const calendar::Zone& zone_;
  Instant now_;
  ClockPromise measured_;
  std::map<std::string, MonthTimes> months_;
  std::map<std::string, std::int64_t> excluded_;
  KeptShare proposed_, promised_;
};

std::vector<LikePromise> alike_to(const directory::Service& service, const directory::Snapshot& city, const Snapshot& standards,
                                  sys_days today) {
  std::vector<LikePromise> same_group, same_agency;
  for (const auto& each : city.services) {
    const bool grouped = !service.group.empty() && each.group == service.group;
    if (each.retired || each.code == service.code || (!grouped && each.agency != service.agency)) continue;
    const auto* sla = standards.in_force(each.code, today);
    if (!sla) continue;
    LikePromise like{.service = each.code, .agency = each.agency, .group = each.group, .effective = date_text(sla->effective)};
    if (const auto* first = sla->clock(ClockKind::first_status))
      like.first_status = to_text(first->target), like.first_calendar = first->calendar, like.first_share = first->share;
    if (const auto* outcome = sla->clock(ClockKind::outcome))
      like.outcome = to_text(outcome->target), like.outcome_calendar = outcome->calendar, like.outcome_share = outcome->share;
    (grouped ? same_group : same_agency).push_back(std::move(like));
  }
  same_group.insert(same_group.end(), same_agency.begin(), same_agency.end());
  if (same_group.size() > most_alike) same_group.resize(most_alike);
  return same_group;
}

sys_days a_year_before(sys_days day) {
  const std::chrono::year_month_day date{day};
  const auto before = date - std::chrono::years{1};
  return before.ok() ? sys_days{before} : sys_days{before.year() / before.month() / std::chrono::last};
}

struct Dates {
  sys_days from, until;
};
Outcome<Dates> span_of(const EvidenceAsked& asked, sys_days today) {
  const auto tomorrow = today + std::chrono::days{1};
  const Dates dates{asked.from.value_or(a_year_before(tomorrow)), asked.until.value_or(tomorrow)};
  if (dates.until > tomorrow)
    return refuse(Refused::invalid, "until", fmt::format("{} lies in the future", date_text(dates.until)),
                  fmt::format("at the latest {}, the day after today", date_text(tomorrow)));
  if (dates.from >= dates.until)
    return refuse(Refused::invalid, "from", fmt::format("no day lies from {} up to {}", date_text(dates.from), date_text(dates.until)),
                  "a day before the end; the end itself does not count");
  if (std::chrono::year_month_day{dates.from}.year() + farthest_back < std::chrono::year_month_day{today}.year())
    return refuse(Refused::invalid, "from", fmt::format("{} is too long ago", date_text(dates.from)), "a day within the last ten years");
  return dates;
}

}  // namespace

std::int64_t nearest_rank(std::vector<std::int32_t>& times, int percent) {
  if (times.empty()) return 0;
  const auto rank = (times.size() * static_cast<std::size_t>(percent) + 99) / 100;
  const auto at = times.begin() + static_cast<std::ptrdiff_t>(std::max<std::size_t>(rank, 1) - 1);
  std::nth_element(times.begin(), at, times.end());
  return *at;
}

Outcome<Evidence> gather_evidence(const EvidenceAsked& asked, const directory::Snapshot& city, const Snapshot& standards,
                                  const PastCases& cases, Instant now) {
  const auto* service = city.service(asked.promise.service);
  if (!service)
    return refuse(Refused::not_found, "service", fmt::format("there is no service '{}'", asked.promise.service), "the code of a service");
  const auto zone = calendar::Zone::find(city.city.zone, "zone");
  if (!zone) return std::unexpected(zone.error());
  const auto today = zone->local_date(now);
  const auto dates = span_of(asked, today);
  if (!dates) return std::unexpected(dates.error());
  std::vector<ClockGathering> clocks;
  for (const auto& promise : asked.promise.clocks) {
    const auto* calendar = standards.calendar(promise.calendar);
    if (!calendar && !promise.calendar.empty())
      return refuse(Refused::conflict, "calendar", fmt::format("the calendar '{}' is not in force any more", promise.calendar),
                    "a promise that counts by a calendar in force");
    clocks.emplace_back(promise, calendar, *zone, now);
  }
  Evidence evidence{.service = service->code, .from = date_text(dates->from), .until = date_text(dates->until), .at = now};
  if (const auto* sla = standards.in_force(service->code, today)) evidence.in_force = date_text(sla->effective);
  const auto midnight = [&](sys_days day) { return zone->instant_of(std::chrono::local_days{day.time_since_epoch()}).at; };
  cases(service->code, midnight(dates->from), midnight(dates->until), [&](const PastCase& past) {
    ++evidence.cases;
    for (auto& clock : clocks) clock.add(past);
  });
  for (auto& clock : clocks) evidence.clocks.push_back(std::move(clock).finish());
  evidence.alike = alike_to(*service, city, standards, today);
  return evidence;
}

}  // namespace portico::standards
