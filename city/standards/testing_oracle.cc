#include "city/standards/testing_oracle.h"

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <limits>
#include <memory>
#include <unordered_map>

namespace portico::standards::oracle {
namespace {

constexpr Time minute = 60'000, day = 1440 * minute;

Time floor_to(Time at, Time unit) { return (at >= 0 ? at : at - unit + 1) / unit * unit; }

// What the C library says of each minute of a day of UTC: the zone's date, and the minute of that day.
struct Walls {
  std::array<Date, 1440> date{};
  std::array<std::int16_t, 1440> minute_of_day{};
};

class Zone {
 public:
  explicit Zone(std::string name) : name_(std::move(name)) {}

  // `utc_day`: days since 1970.
  const Walls& walls(std::int64_t utc_day) {
    auto& kept = days_[utc_day];
    if (!kept) kept = ask(utc_day);
    return *kept;
  }

 private:
  std::unique_ptr<Walls> ask(std::int64_t utc_day) const {
    setenv("TZ", (":" + name_).c_str(), 1);
    tzset();
    auto walls = std::make_unique<Walls>();
    for (std::int64_t i = 0; i < 1440; ++i) {
      const std::time_t seconds = (utc_day * 1440 + i) * 60;
      std::tm local{};
      localtime_r(&seconds, &local);
      const auto wall = floor_to(seconds + local.tm_gmtoff, 60) / 60;
      const auto date = floor_to(wall, 1440) / 1440;
      walls->date[static_cast<std::size_t>(i)] = static_cast<Date>(date);
      walls->minute_of_day[static_cast<std::size_t>(i)] = static_cast<std::int16_t>(wall - date * 1440);
    }
    return walls;
  }

  std::string name_;
  std::unordered_map<std::int64_t, std::unique_ptr<Walls>> days_;
};

Zone& zone_of(const std::string& name) {
  static std::map<std::string, Zone> zones;
  return zones.try_emplace(name, name).first->second;
}

// Which minutes of a local day are open.
class OpenMinutes {
 public:
  using Bits = std::array<bool, 1440>;
  explicit OpenMinutes(const Calendar* calendar) : calendar_(calendar) {}

  const Bits& of(Date date) {
    const auto* hours = hours_of(date);
    for (const auto& [known, bits] : known_) {
      if (known == hours) return *bits;
    }
    auto bits = std::make_unique<Bits>();
    for (const auto& [from, to] : *hours) std::fill(bits->begin() + from, bits->begin() + to, true);
    return *known_.emplace_back(hours, std::move(bits)).second;
  }

 private:
  const Hours* hours_of(Date date) const {
    static const Hours always = {{0, 1440}}, none;
    if (!calendar_) return &always;
    const auto exceptional = calendar_->exceptional.find(date);
    if (exceptional != calendar_->exceptional.end()) return &exceptional->second;
    if (calendar_->closed.contains(date)) return &none;
    return &calendar_->week[static_cast<std::size_t>(((date + 3) % 7 + 7) % 7)];  // 1970 began on a Thursday
  }

  const Calendar* calendar_;
  std::vector<std::pair<const Hours*, std::unique_ptr<Bits>>> known_;
};

// The walk's step: from `from` to `to`, at most to the end of the minute, nothing changes.
struct Step {
  Time from = 0, to = 0;
  Date date = 0;  // local
  int minute_of_day = 0;
  bool open = false;
  const Pause* pause = nullptr;  // that stops the clock now; of two at once the one that began first
};

// Elapsed hours are walked through a desk in UTC that never closes.
class Walker {
 public:
  Walker(const Clock& clock, Time opened, const std::vector<Pause>& pauses)
      : zone_(zone_of(clock.unit == Unit::elapsed_hours ? "UTC" : clock.calendar->zone)),
        open_(clock.unit == Unit::elapsed_hours ? nullptr : clock.calendar),
        opened_(opened) {
    for (const auto& pause : pauses) {
      if (std::ranges::find(clock.reasons, pause.reason) != clock.reasons.end()) pauses_.push_back(pause);
    }
    for (auto& pause : pauses_) pause.from = std::max(pause.from, opened);
    std::ranges::stable_sort(pauses_, {}, &Pause::from);
    for (const auto& pause : pauses_) cuts_.insert(cuts_.end(), {pause.from, pause.to});
    cuts_.insert(cuts_.end(), {opened, std::numeric_limits<Time>::max()});
    std::ranges::sort(cuts_);
  }

  // Minute by minute, a minute in which a pause begins or ends piece by piece, until `take` answers false.
  template <class Take>
  void walk(Time from, Take take) {
    Step now;
    now.to = from;
    now.pause = pause_at(from);
    auto cut = cuts_.begin();
    const OpenMinutes::Bits* open = nullptr;
    for (auto utc_day = floor_to(from, day) / day;; ++utc_day) {
      const auto& walls = zone_.walls(utc_day);
      for (std::size_t i = static_cast<std::size_t>((now.to - utc_day * day) / minute); i < 1440; ++i) {
        if (!open || now.date != walls.date[i]) open = &open_.of(now.date = walls.date[i]);
        now.minute_of_day = walls.minute_of_day[i];
        now.open = (*open)[static_cast<std::size_t>(now.minute_of_day)];
        const Time end = utc_day * day + static_cast<Time>(i + 1) * minute;
        while (now.to < end) {
          now.from = now.to;
          if (*cut <= now.from) {
            while (*cut <= now.from) ++cut;
            now.pause = pause_at(now.from);
          }
          now.to = std::min(end, *cut);
          if (!take(now)) return;
        }
      }
    }
  }

  // A local date's open time, how much of it was paused, and where it ends.
  struct Day {
    Time open = 0, paused = 0, end = 0;
    bool counts() const { return open > 0 && paused * 2 <= open; }
  };
  const Day& sum_of(Date date) {
    static const Day closed;
    // A date is known for sure once the walk is well past it: it ends as late as the next day's noon in UTC, and clocks may go back over
    // midnight.
    const Time from = summed_to_.value_or(floor_to(opened_, day) - 2 * day), until = (static_cast<Time>(date) + 2) * day;
    if (from < until) {
      Day* sum = nullptr;
      Date of = 0;
      walk(from, [&](const Step& now) {
        if (now.from >= until) return false;
        if (!now.open) return true;
        if (!sum || of != now.date) sum = &sums_[of = now.date];
        sum->open += now.to - now.from;
        if (now.pause) sum->paused += now.to - now.from;
        sum->end = now.to;
        return true;
      });
      summed_to_ = until;
    }
    const auto found = sums_.find(date);
    return found == sums_.end() ? closed : found->second;
  }

  Step first_open() {
    Step found;
    walk(opened_, [&](const Step& now) {
      found = now;
      return !now.open;
    });
    return found;
  }

 private:
  const Pause* pause_at(Time at) const {
    for (const auto& pause : pauses_) {
      if (at >= pause.from && at < pause.to) return &pause;
    }
    return nullptr;
  }

  Zone& zone_;
  OpenMinutes open_;
  Time opened_;
  std::vector<Pause> pauses_;
  std::vector<Time> cuts_;
  std::optional<Time> summed_to_;
  std::map<Date, Day> sums_;
};

// The first instant whose wall clock shows the time on the date, or has passed it.
Time same_time(Walker& walker, const Step& began, Date date) {
  Time found = 0;
  walker.walk(static_cast<Time>(date) * day - Time{30} * 60 * minute, [&](const Step& now) {
    if (now.date < date || (now.date == date && now.minute_of_day < began.minute_of_day)) return true;
    const bool shown = now.date == date && now.minute_of_day == began.minute_of_day;
    found = floor_to(now.from, minute) + (shown ? began.from - floor_to(began.from, minute) : 0);
    return false;
  });
  return found;
}

Time due_by_days(const Clock& clock, Walker& walker) {
  const auto began = walker.first_open();
  Date date = began.date;
  for (std::int64_t counted = 0; counted < clock.amount;) counted += walker.sum_of(++date).counts();
  return clock.same_time ? same_time(walker, began, date) : walker.sum_of(date).end;
}

Time due_of(const Clock& clock, Time opened, Walker& walker) {
  if (clock.unit == Unit::open_days && clock.amount > 0) return due_by_days(clock, walker);
  Time missing = clock.amount * (clock.unit == Unit::elapsed_hours ? 60 : 1) * minute;
  const bool at_once = missing == 0;
  Time at = opened;
  walker.walk(opened, [&](const Step& now) {
    const bool counts = now.open && !now.pause;
    at = counts ? now.from + std::min(missing, now.to - now.from) : now.to;
    if (counts) missing -= at - now.from;
    return missing > 0 || (at_once && !counts);
  });
  return at;
}

// Why a step does not count; empty where it does.
const std::string& why(const Clock& clock, const std::optional<Date>& opening_day, Walker& walker, const Step& now) {
  static const std::string counts, closed = "closed", opening = "opening day", mostly_paused = "day mostly paused";
  if (!now.open) {
    const auto holiday = clock.calendar->closed.find(now.date);
    const auto exceptional = clock.calendar->exceptional.find(now.date);
    const bool kept = exceptional == clock.calendar->exceptional.end() || exceptional->second.empty();
    return holiday != clock.calendar->closed.end() && kept ? holiday->second : closed;
  }
  if (now.pause) return now.pause->reason;
  if (opening_day && now.date <= *opening_day) return opening;
  return opening_day && !walker.sum_of(now.date).counts() ? mostly_paused : counts;
}

std::vector<Piece> account_of(const Clock& clock, Time opened, Walker& walker, Time until) {
  std::vector<Piece> pieces;
  std::optional<Date> opening_day;
  if (clock.unit == Unit::open_days) opening_day = walker.first_open().date;
  Step last;
  walker.walk(opened, [&](const Step& now) {
    if (now.from >= until) return false;
    if (pieces.empty() || now.open != last.open || now.date != last.date || now.pause != last.pause) {
      const auto& reason = why(clock, opening_day, walker, now);
      if (pieces.empty() || pieces.back().why != reason) pieces.push_back({now.from, 0, reason});
    }
    pieces.back().to = std::min(now.to, until);
    last = now;
    return true;
  });
  return pieces;
}

// The case's pauses up to `end`: each minute of it looked at by the last word before it.
std::vector<Pause> pauses_before(const std::vector<Event>& events, Time end) {
  std::vector<Pause> pauses;
  const Event* waiting = nullptr;
  for (const auto& event : events) {
    if (event.at > end) break;
    const bool pauses_now = event.type == Type::paused;
    if (!pauses_now && event.type != Type::resumed && event.type != Type::closed) continue;
    if (waiting) pauses.push_back({waiting->at, event.at, waiting->reason});
    waiting = pauses_now ? &event : nullptr;
  }
  if (waiting) pauses.push_back({waiting->at, end, waiting->reason});
  return pauses;
}

// By the last word on pauses, up to `at`.
const Event* waits_at(const std::vector<Event>& events, Time at) {
  const Event* waiting = nullptr;
  for (const auto& event : events) {
    if (event.at > at) break;
    if (event.type == Type::paused) waiting = &event;
    if (event.type == Type::resumed || event.type == Type::closed) waiting = nullptr;
  }
  return waiting;
}

std::optional<Time> first_status_at(const std::vector<Event>& events, Time opened) {
  for (const auto& event : events) {
    if (event.type == Type::closed || (event.type == Type::message && event.meaningful && event.at >= opened)) return event.at;
  }
  return std::nullopt;
}

// The first closing after the last reopening.
std::optional<Time> outcome_at(const std::vector<Event>& events) {
  std::optional<Time> closed;
  for (auto event = events.rbegin(); event != events.rend() && event->type != Type::reopened; ++event) {
    if (event->type == Type::closed) closed = event->at;
  }
  return closed;
}

Answer answer(const Clock& clock, const std::vector<Event>& events, Time opened, Time at) {
  Answer told;
  told.first_status = clock.first_status;
  told.stopped = clock.first_status ? first_status_at(events, opened) : outcome_at(events);
  const Time end = std::max(told.stopped.value_or(at), opened);
  const auto pauses = pauses_before(events, end);
  Walker walker(clock, opened, pauses);
  told.due = due_of(clock, opened, walker);
  told.pieces = account_of(clock, opened, walker, end);
  const auto* waiting = waits_at(events, at);
  if (told.stopped)
    told.state = *told.stopped < opened ? "not_applicable" : *told.stopped > told.due ? "missed" : "kept";
  else if (at > told.due)
    told.state = "missed";
  else
    told.state = waiting && std::ranges::find(clock.reasons, waiting->reason) != clock.reasons.end() ? "paused" : "running";
  return told;
}

}  // namespace

Time due(const Clock& clock, Time opened, const std::vector<Pause>& pauses) {
  Walker walker(clock, opened, pauses);
  return due_of(clock, opened, walker);
}

std::vector<Piece> account(const Clock& clock, Time opened, const std::vector<Pause>& pauses, Time until) {
  Walker walker(clock, opened, pauses);
  return account_of(clock, opened, walker, until);
}

std::optional<std::vector<Answer>> answers(const std::vector<std::vector<Clock>>& slas, std::vector<Event> events, Time at) {
  if (std::ranges::count(events, Type::opened, &Event::type) != 1) return std::nullopt;
  const Time opened = std::ranges::find(events, Type::opened, &Event::type)->at;
  if (opened > at) return std::nullopt;
  std::erase_if(events, [&](const Event& event) { return event.at > at; });
  std::ranges::stable_sort(events, {}, &Event::at);
  std::size_t sla = 0;
  for (const auto& event : events) {
    if (event.type == Type::reclassified) sla = event.sla;
  }
  std::vector<Answer> told;
  for (const auto& clock : slas[sla]) told.push_back(answer(clock, events, opened, at));
  return told;
}

}  // namespace portico::standards::oracle
