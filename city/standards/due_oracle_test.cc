// The engine against a walker that goes minute by minute through the C library's local time and knows the rules only in their plainest
// form.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <map>
#include <set>

#include "city/standards/standards.h"

namespace portico::standards {
namespace {

using std::chrono::days;
using std::chrono::minutes;
using std::chrono::sys_days;

struct History {
  calendar::Plan plan;
  ClockPromise promise;
  Instant opened;
  std::vector<Pause> pauses;
  Instant as_of;
};

struct Wall {
  sys_days date;
  int minute;
};

class Walker {
 public:
  explicit Walker(const History& history) : h_(history) {
    setenv("TZ", (":" + h_.plan.zone).c_str(), 1);
    tzset();
  }
  ~Walker() {
    unsetenv("TZ");
    tzset();
  }

  Instant due() const {
    const auto amount = h_.promise.target.amount;
    if (h_.promise.target.unit == Target::Unit::open_days && amount > 0) return due_by_days(amount);
    const bool elapsed = h_.promise.target.unit == Target::Unit::elapsed_hours;
    const auto wanted = elapsed ? amount * 60 : amount;
    Instant at = h_.opened;
    if (wanted == 0) {
      while ((!elapsed && !open(at)) || paused(at)) at += minutes{1};
      return at;
    }
    for (std::int64_t counted = 0; counted < wanted; at += minutes{1}) counted += (elapsed || open(at)) && !paused(at);
    return at;
  }

  bool open(Instant at) const {
    const auto [date, minute] = wall(at);
    const auto exception = h_.plan.exceptional.find(date);
    if (exception == h_.plan.exceptional.end() && h_.plan.closed.contains(date)) return false;
    const auto weekday = std::chrono::weekday{date}.iso_encoding() - 1;
    for (const auto& each : exception != h_.plan.exceptional.end() ? exception->second : h_.plan.week[weekday]) {
      if (minute >= each.from.count() && minute < each.to.count()) return true;
    }
    return false;
  }

  bool paused(Instant at) const {
    for (const auto& pause : h_.pauses) {
      if (pause.reason == "waiting" && at >= pause.from && at < (pause.to ? *pause.to : h_.as_of)) return true;
    }
    return false;
  }

 private:
  static Wall wall(Instant at) {
    const std::time_t seconds = at.time_since_epoch().count() / 1000;
    std::tm local{};
    localtime_r(&seconds, &local);
    return {std::chrono::year{local.tm_year + 1900} / (local.tm_mon + 1) / local.tm_mday, local.tm_hour * 60 + local.tm_min};
  }

  Instant due_by_days(std::int64_t amount) const {
    Instant began = h_.opened;
    while (!open(began)) began += minutes{1};
    const auto opening_day = wall(began).date;
    struct Day {
      int open = 0, paused = 0;
      Instant last_end;
    };
    std::map<sys_days, Day> seen;
    Instant at = began;
    while (true) {
      // A day's end is only sure once the walker is well past it: clocks may go back over midnight.
      for (int i = 0; i < 1440; ++i, at += minutes{1}) {
        if (!open(at)) continue;
        auto& day = seen[wall(at).date];
        ++day.open;
        day.paused += paused(at) && at >= h_.opened;
        day.last_end = at + minutes{1};
      }
      std::int64_t counted = 0;
      const auto safe = wall(at).date - days{2};
      for (const auto& [date, day] : seen) {
        if (date <= opening_day || date > safe || day.paused * 2 > day.open) continue;
        if (++counted == amount) return h_.promise.same_time ? same_time(date, wall(began).minute) : day.last_end;
      }
    }
  }

  Instant same_time(sys_days date, int minute) const {
    for (Instant at = Instant(date) - std::chrono::hours{30};; at += minutes{1}) {
      const auto now = wall(at);
      if (now.date > date || (now.date == date && now.minute >= minute)) return at;
    }
  }

  const History& h_;
};

std::vector<calendar::Hours> draw_hours() {
  const int kind = *rc::gen::inRange(0, 6);
  if (kind == 0) return {};
  if (kind == 1) return {{minutes{0}, minutes{1440}}};
  std::set<int> edges;
  while (edges.size() < (kind < 4 ? 2u : 4u)) edges.insert(*rc::gen::inRange(0, 49) * 30);
  std::vector<int> in_order(edges.begin(), edges.end());
  std::vector<calendar::Hours> hours;
  for (std::size_t i = 0; i + 1 < in_order.size(); i += 2) hours.push_back({minutes{in_order[i]}, minutes{in_order[i + 1]}});
  return hours;
}

History draw_history() {
  static const std::vector<std::pair<const char*, const char*>> odd = {
      {"America/New_York", "2026-03-08"},    {"America/New_York", "2026-11-01"},  {"Australia/Lord_Howe", "2026-04-05"},
      {"Australia/Lord_Howe", "2026-10-04"}, {"Asia/Kathmandu", "2026-05-01"},    {"Pacific/Apia", "2011-12-30"},
      {"America/Sao_Paulo", "2018-11-04"},   {"America/Sao_Paulo", "2018-02-17"}, {"Europe/London", "2026-12-25"},
      {"Antarctica/Troll", "2026-03-29"}};
  const auto& [zone, date] = odd[*rc::gen::inRange<std::size_t>(0, odd.size())];
  const sys_days middle{*calendar::parse_date(date, "")};
  History h;
  h.plan.zone = zone;
  for (auto& day : h.plan.week) day = draw_hours();
  if (std::ranges::all_of(h.plan.week, [](const auto& hours) { return hours.empty(); })) h.plan.week[2] = {{minutes{540}, minutes{1020}}};
  for (int i = *rc::gen::inRange(0, 4); i > 0; --i) h.plan.closed[middle + days{*rc::gen::inRange(-5, 9)}] = "Holiday";
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) h.plan.exceptional[middle + days{*rc::gen::inRange(-5, 9)}] = draw_hours();
  h.opened = Instant(middle) + minutes{*rc::gen::inRange(-5 * 1440, 3 * 1440)};
  h.as_of = h.opened + minutes{*rc::gen::inRange(0, 6 * 1440)};
  h.promise.pauses = {"waiting"};
  h.promise.same_time = *rc::gen::inRange(0, 2) == 0;
  using Unit = Target::Unit;
  switch (*rc::gen::inRange(0, 4)) {
    case 0:
      h.promise.target = {Unit::open_minutes, *rc::gen::inRange(0, 2500)};
      break;
    case 1:
      h.promise.target = {Unit::elapsed_hours, *rc::gen::inRange(0, 100)};
      break;
    default:
      h.promise.target = {Unit::open_days, *rc::gen::inRange(0, 6)};
      break;
  }
  for (int i = *rc::gen::inRange(0, 5); i > 0; --i) {
    const Instant from = h.opened + minutes{*rc::gen::inRange(-600, 6 * 1440)};
    Pause pause{from, from + minutes{*rc::gen::inRange(0, 1800)}, *rc::gen::inRange(0, 4) == 0 ? "strike" : "waiting"};
    if (*rc::gen::inRange(0, 5) == 0) pause.to.reset();
    h.pauses.push_back(std::move(pause));
  }
  return h;
}

RC_GTEST_PROP(DueOracle, FallsDueWhereTheWalkerArrives, ()) {
  const auto history = draw_history();
  const auto calendar = calendar::Calendar::make(history.plan, "oracle");
  RC_ASSERT(calendar.has_value());
  const auto expected = Walker(history).due();
  const auto answer = due(history.promise, &*calendar, history.opened, history.pauses, history.as_of);
  RC_LOG() << history.plan.zone << " opened " << iso8601(history.opened) << " " << to_text(history.promise.target) << " same "
           << history.promise.same_time << "\n";
  RC_LOG() << "engine " << iso8601(answer.due) << " walker " << iso8601(expected) << "\n";
  RC_ASSERT(answer.due == expected);
  RC_ASSERT(due_instant(history.promise, &*calendar, history.opened, history.pauses, history.as_of) == answer.due);
}

RC_GTEST_PROP(DueOracle, EveryMinuteIsAccountedForOnce, ()) {
  const auto history = draw_history();
  const auto calendar = calendar::Calendar::make(history.plan, "oracle");
  const auto answer = due(history.promise, &*calendar, history.opened, history.pauses, history.as_of);
  const Walker walker(history);
  const bool elapsed = history.promise.target.unit == Target::Unit::elapsed_hours;
  std::map<Instant, std::pair<Instant, std::string>> pieces;
  for (const auto& span : answer.counted) pieces[span.from] = {span.to, ""};
  for (const auto& piece : answer.skipped) pieces[piece.span.from] = {piece.span.to, piece.why};
  Instant told = history.opened;
  std::int64_t counted = 0;
  for (const auto& [from, piece] : pieces) {
    RC_ASSERT(from == told);
    told = piece.first;
    for (Instant at = from; at < told; at += minutes{1}) {
      const bool open = elapsed || walker.open(at), paused = walker.paused(at);
      const auto& why = piece.second;
      if (why.empty())
        RC_ASSERT((open && !paused && ++counted));
      else if (why == "closed" || why == "Holiday")
        RC_ASSERT(!open);
      else if (why == "waiting")
        RC_ASSERT((open && paused));
      else
        RC_ASSERT((open && !paused && history.promise.target.unit == Target::Unit::open_days));
    }
  }
  RC_ASSERT(told == std::max(answer.due, history.opened));
  if (history.promise.target.unit == Target::Unit::open_minutes) RC_ASSERT(counted == history.promise.target.amount);
}

}  // namespace
}  // namespace portico::standards
