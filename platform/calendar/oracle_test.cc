// The calendar against a slow walker: the C library's own idea of local time, one minute after another, no code shared.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "platform/calendar/calendar.h"

namespace portico::calendar {
namespace {

using std::chrono::days;
using std::chrono::sys_days;

struct Case {
  Plan plan;
  Instant from;
};

class Walker {
 public:
  explicit Walker(const Plan& plan) : plan_(plan) {
    setenv("TZ", (":" + plan.zone).c_str(), 1);
    tzset();
  }
  ~Walker() {
    unsetenv("TZ");
    tzset();
  }
  bool open(Instant at) const {
    const std::time_t seconds = at.time_since_epoch().count() / 1000;
    std::tm local{};
    localtime_r(&seconds, &local);
    const sys_days date = std::chrono::year{local.tm_year + 1900} / (local.tm_mon + 1) / local.tm_mday;
    const Minutes minute{local.tm_hour * 60 + local.tm_min};
    const auto exception = plan_.exceptional.find(date);
    if (exception == plan_.exceptional.end() && plan_.closed.contains(date)) return false;
    const auto& hours =
        exception != plan_.exceptional.end() ? exception->second : plan_.week[static_cast<std::size_t>((local.tm_wday + 6) % 7)];
    for (const auto& each : hours) {
      if (minute >= each.from && minute < each.to) return true;
    }
    return false;
  }

 private:
  const Plan& plan_;
};

std::vector<Hours> draw_hours() {
  switch (*rc::gen::inRange(0, 6)) {
    case 0:
      return {};
    case 1:
      return {{Minutes{0}, Minutes{1440}}};
    default:
      break;
  }
  std::vector<int> edges;
  for (int i = 0, n = 2 * *rc::gen::inRange(1, 4); i < n; ++i) edges.push_back(*rc::gen::inRange(0, 97) * 15);
  std::ranges::sort(edges);
  std::vector<Hours> hours;
  for (std::size_t i = 0; i + 1 < edges.size(); i += 2) {
    if (edges[i] < edges[i + 1]) hours.push_back({Minutes{edges[i]}, Minutes{edges[i + 1]}});
  }
  return hours;
}

// Moments at which clocks did something odd, each with its zone.
Case draw_case() {
  static const std::vector<std::pair<const char*, const char*>> odd = {
      {"America/New_York", "2026-03-08"},    {"America/New_York", "2026-11-01"},
      {"Australia/Lord_Howe", "2026-04-05"}, {"Australia/Lord_Howe", "2026-10-04"},
      {"Asia/Kathmandu", "1986-01-01"},      {"Pacific/Apia", "2011-12-30"},
      {"Pacific/Apia", "2012-04-01"},        {"America/Sao_Paulo", "2018-11-04"},
      {"America/Sao_Paulo", "2018-02-17"},   {"America/St_Johns", "2006-10-29"},
      {"Africa/Cairo", "2026-04-24"},        {"Asia/Pyongyang", "2018-05-05"},
      {"Pacific/Kiritimati", "1994-12-31"},  {"Europe/Dublin", "2026-10-25"},
      {"Asia/Beirut", "2026-03-29"},         {"UTC", "2026-01-01"},
      {"Antarctica/Troll", "2026-03-29"},    {"America/Caracas", "2007-12-09"},
      {"Africa/Casablanca", "2026-02-15"},   {"America/Goose_Bay", "2010-11-07"}};
  const auto& [zone, date] = odd[*rc::gen::inRange<std::size_t>(0, odd.size())];
  const sys_days middle{*parse_date(date, "")};
  Case drawn;
  drawn.plan.zone = zone;
  for (auto& day : drawn.plan.week) day = draw_hours();
  if (std::ranges::all_of(drawn.plan.week, &std::vector<Hours>::empty)) drawn.plan.week[2] = {{Minutes{540}, Minutes{1020}}};
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) drawn.plan.closed[middle + days{*rc::gen::inRange(-5, 6)}] = "Holiday";
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) drawn.plan.exceptional[middle + days{*rc::gen::inRange(-5, 6)}] = draw_hours();
  drawn.from = Instant(middle) + Minutes{*rc::gen::inRange(-6 * 1440, 4 * 1440)};
  return drawn;
}

RC_GTEST_PROP(CalendarOracle, CountsTheMinutesThatTheWalkerCounts, ()) {
  const auto [plan, from] = draw_case();
  const auto calendar = Calendar::make(plan, "oracle");
  RC_ASSERT(calendar.has_value());
  const Walker walker(plan);
  const Instant to = from + Minutes{*rc::gen::inRange(1, 8 * 1440)};
  std::vector<Span> expected;
  for (Instant at = from; at < to; at += Minutes{1}) {
    const bool open = walker.open(at);
    RC_ASSERT(calendar->is_open(at) == open);
    if (!open) continue;
    if (!expected.empty() && expected.back().to == at)
      expected.back().to = at + Minutes{1};
    else
      expected.push_back({at, at + Minutes{1}});
  }
  RC_ASSERT(calendar->open_between(from, to) == expected);
  Millis sum{0};
  for (const auto& span : expected) sum += span.to - span.from;
  RC_ASSERT(calendar->open_time(from, to) == sum);
}

RC_GTEST_PROP(CalendarOracle, FallsDueWhereTheWalkerArrives, ()) {
  const auto [plan, from] = draw_case();
  const auto calendar = Calendar::make(plan, "oracle");
  const Walker walker(plan);
  Instant next = from;
  while (!walker.open(next)) next += Minutes{1};
  RC_ASSERT(calendar->next_open(from) == next);
  const int minutes = *rc::gen::inRange(1, 3000);
  Instant due = from;
  for (int counted = 0; counted < minutes; due += Minutes{1}) counted += walker.open(due);
  RC_ASSERT(calendar->after_open_time(from, Minutes{minutes}) == due);
}

RC_GTEST_PROP(CalendarOracle, DaysHoldExactlyTheirOwnMinutes, ()) {
  const auto [plan, from] = draw_case();
  const auto calendar = Calendar::make(plan, "oracle");
  const auto date = calendar->local_date(from);
  const Walker walker(plan);
  for (Instant at = Instant(date) - std::chrono::hours{28}; at < Instant(date) + std::chrono::hours{54}; at += Minutes{5}) {
    bool held = false;
    for (const auto& span : calendar->open_on(date)) held = held || (at >= span.from && at < span.to);
    RC_ASSERT(held == (walker.open(at) && calendar->local_date(at) == date));
  }
}

}  // namespace
}  // namespace portico::calendar
