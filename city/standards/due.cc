// When a promise falls due: the city's rules for clocks, pure. docs: README.md of this module says them in words.
#include <algorithm>
#include <span>
#include <stdexcept>

#include "city/standards/standards.h"

namespace portico::standards {
namespace {

using calendar::Calendar;
using calendar::Span;
using std::chrono::days;
using std::chrono::sys_days;

// A pause that stops this clock, cut to what lies after the opening; in order, not overlapping (of two at once the earlier names the
// reason).
struct Stop {
  Instant from, to;
  std::string_view reason;
};

std::vector<Stop> stops_of(const ClockPromise& promise, Instant opened, std::span<const Pause> pauses, Instant as_of) {
  std::vector<Stop> stops;
  for (const auto& pause : pauses) {
    if (std::ranges::find(promise.pauses, pause.reason) == promise.pauses.end()) continue;
    const Stop stop{std::max(pause.from, opened), pause.to.value_or(as_of), pause.reason};
    if (stop.from < stop.to) stops.push_back(stop);
  }
  std::ranges::stable_sort(stops, {}, &Stop::from);
  Instant end = opened;
  for (auto& stop : stops) stop.from = std::max(stop.from, end), end = std::max(end, stop.to);
  std::erase_if(stops, [](const Stop& stop) { return stop.from >= stop.to; });
  return stops;
}

const Calendar& needed(const Calendar* calendar) {
  if (!calendar) throw std::invalid_argument("a promise in open time needs its calendar");
  return *calendar;
}

// The first open instant from `opened` on that is not paused.
Instant first_open(const Calendar& calendar, Instant opened, const std::vector<Stop>& stops) {
  Instant at = calendar.next_open(opened);
  for (const auto& stop : stops) {
    if (at >= stop.from && at < stop.to) at = calendar.next_open(stop.to);
  }
  return at;
}

Instant after_open_minutes(const Calendar& calendar, Instant opened, Millis amount, const std::vector<Stop>& stops) {
  if (amount == Millis{0}) return first_open(calendar, opened, stops);
  Instant at = opened;
  for (const auto& stop : stops) {
    const Millis open = calendar.open_time(at, stop.from);
    if (open >= amount) break;
    amount -= open;
    at = stop.to;
  }
  return calendar.after_open_time(at, amount);
}

Instant after_elapsed(Instant opened, Millis amount, const std::vector<Stop>& stops) {
  Instant at = opened;
  for (const auto& stop : stops) {
    if (stop.from - at >= amount && (amount > Millis{0} || stop.from > at)) break;
    amount -= stop.from - at;
    at = stop.to;
  }
  return at + amount;
}

Millis paused_within(const Span& open, const std::vector<Stop>& stops) {
  Millis paused{0};
  for (const auto& stop : stops) paused += std::max(Millis{0}, std::min(open.to, stop.to) - std::max(open.from, stop.from));
  return paused;
}

// Open, and not paused for more than half of its open time.
bool day_counts(const Calendar& calendar, sys_days date, const std::vector<Stop>& stops) {
  Millis open{0}, paused{0};
  for (const auto& span : calendar.hours_on(date)) {
    open += span.to - span.from;
    if (!stops.empty()) paused += paused_within(span, stops);
  }
  return open > Millis{0} && paused * 2 <= open;
}

// The same wall time on another day; the calendar's zone was found when the calendar was made.
Instant same_time_on(const Calendar& calendar, Instant at, sys_days date) {
  const auto zone = calendar::Zone::find(calendar.plan().zone, "zone");
  const auto local = zone->local_of(at);
  const auto time_of_day = local - std::chrono::floor<days>(local);
  return zone->instant_of(std::chrono::local_days{date.time_since_epoch()} + time_of_day).at;
}

Instant after_open_days(const Calendar& calendar, Instant opened, const ClockPromise& promise, const std::vector<Stop>& stops) {
  if (promise.target.amount == 0) return first_open(calendar, opened, stops);
  const Instant began = calendar.next_open(opened);
  sys_days date = calendar.local_date(began);
  for (std::int64_t counted = 0; counted < promise.target.amount;) {
    date += days{1};
    if (day_counts(calendar, date, stops)) ++counted;
  }
  return promise.same_time ? same_time_on(calendar, began, date) : calendar.hours_on(date).back().to;
}

Instant due_with(const ClockPromise& promise, const Calendar* calendar, Instant opened, const std::vector<Stop>& stops) {
  switch (promise.target.unit) {
    case Target::Unit::elapsed_hours:
      return after_elapsed(opened, std::chrono::hours{promise.target.amount}, stops);
    case Target::Unit::open_days:
      return after_open_days(needed(calendar), opened, promise, stops);
    case Target::Unit::open_minutes:
      break;
  }
  return after_open_minutes(needed(calendar), opened, std::chrono::minutes{promise.target.amount}, stops);
}

// Tells [opened, due) apart, piece by piece and in order.
class Account {
 public:
  Account(const ClockPromise& promise, const Calendar* calendar, Instant opened, const std::vector<Stop>& stops, Due& due)
      : promise_(promise), calendar_(calendar), opened_(opened), stops_(stops), due_(due) {}

  void tell() {
    if (promise_.target.unit == Target::Unit::elapsed_hours) return tell_open({opened_, due_.due}, {});
    Instant told = opened_;
    for (const auto& [open, date] : open_pieces()) {
      tell_closed(told, open.from);
      tell_open(open, promise_.target.unit == Target::Unit::open_days ? why_day_does_not_count(date) : std::string());
      told = open.to;
    }
    tell_closed(told, due_.due);
  }

 private:
  std::vector<std::pair<Span, sys_days>> open_pieces() const {
    std::vector<std::pair<Span, sys_days>> pieces;
    if (due_.due <= opened_) return pieces;
    const auto last = calendar_->local_date(due_.due) + days{1};
    for (auto date = calendar_->local_date(opened_) - days{1}; date <= last; date += days{1}) {
      for (const auto& span : calendar_->hours_on(date)) {
        const Span piece{std::max(span.from, opened_), std::min(span.to, due_.due)};
        if (piece.from < piece.to) pieces.emplace_back(piece, date);
      }
    }
    std::ranges::sort(pieces, {}, [](const auto& piece) { return piece.first.from; });
    return pieces;
  }

  std::string why_day_does_not_count(sys_days date) const {
    // The day before it, too, where the clock goes back over midnight after the opening.
    if (date <= calendar_->local_date(calendar_->next_open(opened_))) return "opening day";
    return day_counts(*calendar_, date, stops_) ? std::string() : "day mostly paused";
  }

  void tell_open(Span open, const std::string& why) {
    for (const auto& stop : stops_) {
      if (stop.to <= open.from || stop.from >= open.to) continue;
      if (open.from < stop.from) add({open.from, stop.from}, why);
      add({std::max(open.from, stop.from), std::min(open.to, stop.to)}, std::string(stop.reason));
      open.from = std::min(open.to, stop.to);
    }
    if (open.from < open.to) add(open, why);
  }

  // Cut where a holiday begins and ends, so that it is named.
  void tell_closed(Instant from, Instant to) {
    while (from < to) {
      const auto end = std::min(calendar_->day_end(from), to);
      const auto holiday = calendar_->why_closed(calendar_->local_date(from));
      add({from, end}, holiday.empty() ? "closed" : holiday);
      from = end;
    }
  }

  void add(Span span, const std::string& why) {
    if (why.empty()) {
      if (!due_.counted.empty() && due_.counted.back().to == span.from)
        due_.counted.back().to = span.to;
      else
        due_.counted.push_back(span);
    } else {
      auto& skipped = due_.skipped;
      if (!skipped.empty() && skipped.back().span.to == span.from && skipped.back().why == why)
        skipped.back().span.to = span.to;
      else
        skipped.push_back({span, why});
    }
  }

  const ClockPromise& promise_;
  const Calendar* calendar_;
  Instant opened_;
  const std::vector<Stop>& stops_;
  Due& due_;
};

}  // namespace

Instant due_instant(const ClockPromise& promise, const Calendar* calendar, Instant opened, std::span<const Pause> pauses, Instant as_of) {
  return due_with(promise, calendar, opened, stops_of(promise, opened, pauses, as_of));
}

Instant later_by(const ClockPromise& promise, const Calendar* calendar, Instant from, Millis amount, std::span<const Pause> pauses,
                 Instant as_of) {
  const auto stops = stops_of(promise, from, pauses, as_of);
  return promise.target.unit == Target::Unit::elapsed_hours ? after_elapsed(from, amount, stops)
                                                            : after_open_minutes(needed(calendar), from, amount, stops);
}

Due account(const ClockPromise& promise, const Calendar* calendar, Instant opened, const std::vector<Pause>& pauses, Instant as_of,
            Instant until) {
  Due answer;
  answer.due = until;
  if (promise.target.unit != Target::Unit::elapsed_hours) needed(calendar);
  const auto stops = stops_of(promise, opened, pauses, as_of);
  Account(promise, calendar, opened, stops, answer).tell();
  return answer;
}

Due due(const ClockPromise& promise, const Calendar* calendar, Instant opened, const std::vector<Pause>& pauses, Instant as_of) {
  return account(promise, calendar, opened, pauses, as_of, due_instant(promise, calendar, opened, pauses, as_of));
}

}  // namespace portico::standards
