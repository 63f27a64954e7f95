#include "city/standards/testing_histories.h"

#include <algorithm>
#include <boost/json.hpp>
#include <chrono>
#include <set>

namespace portico::standards::oracle {
namespace {

namespace json = boost::json;
constexpr Time minute = 60'000, day = 1440 * minute;

struct Moment {
  const char* zone;
  int year;
  unsigned month, day;
};
constexpr Moment moments[] = {
    {"America/New_York", 2026, 3, 8},     {"America/New_York", 2026, 11, 1},
    {"America/New_York", 2025, 12, 31},   {"America/New_York", 2026, 7, 4},
    {"Australia/Lord_Howe", 2026, 4, 5},  {"Australia/Lord_Howe", 2026, 10, 4},
    {"Asia/Kathmandu", 2026, 5, 1},       {"Asia/Kathmandu", 1986, 1, 1},
    {"Pacific/Apia", 2011, 12, 30},       {"Pacific/Apia", 2012, 4, 1},
    {"Pacific/Fakaofo", 2011, 12, 30},    {"Pacific/Kiritimati", 1994, 12, 31},
    {"Pacific/Kwajalein", 1993, 8, 21},   {"Pacific/Kanton", 1979, 10, 1},
    {"America/Sao_Paulo", 2018, 11, 4},   {"America/Sao_Paulo", 2018, 2, 17},
    {"Europe/London", 2026, 3, 29},       {"Europe/London", 2026, 10, 25},
    {"Europe/London", 2026, 12, 25},      {"Europe/Dublin", 2026, 10, 25},
    {"Antarctica/Troll", 2026, 3, 29},    {"Antarctica/Troll", 2026, 10, 25},
    {"Antarctica/Casey", 2022, 3, 12},    {"Antarctica/Casey", 2022, 10, 2},
    {"America/St_Johns", 2006, 10, 29},   {"America/St_Johns", 2006, 4, 2},
    {"America/Goose_Bay", 2010, 11, 7},   {"America/Caracas", 2007, 12, 9},
    {"America/Caracas", 2016, 5, 1},      {"America/Havana", 2025, 11, 2},
    {"America/Asuncion", 2024, 3, 23},    {"America/Nuuk", 2026, 3, 28},
    {"Atlantic/Azores", 2026, 10, 25},    {"Africa/Cairo", 2026, 4, 24},
    {"Africa/Casablanca", 2026, 2, 15},   {"Asia/Beirut", 2026, 3, 29},
    {"Asia/Tehran", 2022, 3, 22},         {"Asia/Pyongyang", 2015, 8, 15},
    {"Asia/Pyongyang", 2018, 5, 5},       {"Asia/Kolkata", 2026, 1, 1},
    {"Pacific/Chatham", 2026, 4, 5},      {"Pacific/Chatham", 2026, 9, 27},
    {"America/Los_Angeles", 2024, 2, 29}, {"UTC", 2026, 6, 30},
};

constexpr const char* reasons[] = {"paused", "customer", "utility"};

Date date_of(const Moment& moment) {
  const std::chrono::sys_days date = std::chrono::year{moment.year} / static_cast<int>(moment.month) / static_cast<int>(moment.day);
  return static_cast<Date>(date.time_since_epoch().count());
}

// Mostly on the half hour, as desks are; sometimes to the minute; at times round the clock.
Hours draw_hours(Dice& dice) {
  const int kind = dice.below(8);
  if (kind < 2) return {};
  if (kind == 2) return {{0, 1440}};
  if (kind < 5) return {{540, 1020}};
  const int step = dice.one_in(4) ? 1 : 30;
  const auto wanted = 2 * static_cast<std::size_t>(dice.from(1, 4));
  std::set<int> edges;
  while (edges.size() < wanted) edges.insert(dice.below(1440 / step + 1) * step);
  Hours hours;
  for (auto edge = edges.begin(); edge != edges.end(); edge = std::next(edge, 2)) hours.emplace_back(*edge, *std::next(edge));
  return hours;
}

Calendar draw_calendar(Dice& dice, const char* zone, Date middle) {
  Calendar calendar;
  calendar.zone = zone;
  if (dice.one_in(3)) {
    std::ranges::fill(calendar.week, Hours{{0, 1440}});
    for (int i = dice.below(5); i > 0; --i) calendar.week[static_cast<std::size_t>(dice.below(7))] = draw_hours(dice);
  } else {
    for (auto& hours : calendar.week) hours = draw_hours(dice);
  }
  if (std::ranges::all_of(calendar.week, &Hours::empty)) calendar.week[2] = {{540, 1020}};
  for (int i = dice.below(4); i > 0; --i) calendar.closed[middle + dice.from(-5, 9)] = dice.one_in(2) ? "Holiday" : "Founders' Day";
  for (int i = dice.below(3); i > 0; --i) calendar.exceptional[middle + dice.from(-5, 9)] = draw_hours(dice);
  return calendar;
}

std::vector<std::string> draw_reasons(Dice& dice) {
  if (dice.one_in(2)) return {std::begin(reasons), std::end(reasons)};
  if (dice.one_in(6)) return {"flood"};  // which never comes
  return {reasons[dice.below(3)]};
}

Clock draw_clock(Dice& dice, bool first_status, const std::vector<Calendar>& calendars) {
  Clock clock;
  clock.first_status = first_status;
  clock.calendar = &calendars[static_cast<std::size_t>(dice.below(static_cast<int>(calendars.size())))];
  clock.same_time = dice.one_in(2);
  clock.reasons = draw_reasons(dice);
  const int kind = dice.below(5);
  if (kind < 2) {
    clock.unit = Unit::open_minutes;
    clock.amount = dice.one_in(3) ? std::int64_t{60} * dice.below(40) : dice.below(2500);
  } else if (kind < 4) {
    clock.unit = Unit::open_days;
    clock.amount = dice.below(6);
  } else {
    clock.unit = Unit::elapsed_hours;
    clock.amount = dice.below(150);
  }
  return clock;
}

// The finest unit of a history's instants: minutes mostly, else seconds or milliseconds.
class Instants {
 public:
  explicit Instants(Dice& dice) : dice_(dice), unit_(dice.one_in(3) ? (dice.one_in(2) ? 1 : 1000) : minute) {}
  Time draw(Time from, Time to) {
    if (!drawn_.empty() && dice_.one_in(6)) return drawn_[static_cast<std::size_t>(dice_.below(static_cast<int>(drawn_.size())))];
    const Time step = dice_.one_in(3) ? 15 * minute : minute;
    Time at = from / step * step + step * dice_.below(static_cast<int>((to - from) / step));
    if (unit_ < minute && !dice_.one_in(4)) at += unit_ * dice_.below(static_cast<int>(minute / unit_));
    return drawn_.emplace_back(at);
  }

 private:
  Dice& dice_;
  Time unit_;
  std::vector<Time> drawn_;
};

Event draw_event(Dice& dice, Time at, std::size_t slas) {
  static constexpr Type weighted[] = {Type::paused,  Type::paused,  Type::paused, Type::resumed,  Type::resumed,     Type::resumed,
                                      Type::message, Type::message, Type::closed, Type::reopened, Type::transferred, Type::reclassified};
  Event event;
  event.at = at;
  event.type = weighted[dice.below(static_cast<int>(std::size(weighted)))];
  if (event.type == Type::message) event.meaningful = dice.one_in(2);
  if (event.type == Type::paused) event.reason = dice.one_in(4) ? "strike" : reasons[dice.below(3)];
  if (event.type == Type::reclassified) event.sla = static_cast<std::size_t>(dice.below(static_cast<int>(slas)));
  return event;
}

// Where it matters most: at the due instant, and a hair to both sides of it.
void draw_to_the_edge(Dice& dice, History& history) {
  const auto told = answers(history.slas, history.events, history.at);
  if (!told || told->empty()) return;
  const Time due = (*told)[static_cast<std::size_t>(dice.below(static_cast<int>(told->size())))].due;
  const Time edge = due + dice.from(-1, 2) * (dice.one_in(2) ? minute : 1);
  const auto opening = std::ranges::find(history.events, Type::opened, &Event::type);
  if (edge < opening->at) return;
  const int kind = dice.below(3);
  if (kind > 0) history.events.push_back({edge, kind == 1 ? Type::closed : Type::message, true, "", 0});
  history.at = kind == 0 ? edge : std::max(history.at, edge);
}

}  // namespace

int Dice::below(int end) {  // splitmix64
  std::uint64_t drawn = state_ += 0x9e3779b97f4a7c15ULL;
  drawn = (drawn ^ (drawn >> 30)) * 0xbf58476d1ce4e5b9ULL;
  drawn = (drawn ^ (drawn >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<int>((drawn ^ (drawn >> 31)) % static_cast<std::uint64_t>(end));
}

History draw_history(std::uint64_t number) {
  Dice dice(number);
  History history;
  history.number = number;
  const auto& moment = moments[dice.below(static_cast<int>(std::size(moments)))];
  const Date middle = date_of(moment);
  history.calendars.push_back(draw_calendar(dice, moment.zone, middle));
  if (dice.one_in(4)) {
    const char* elsewhere = dice.one_in(2) ? moment.zone : moments[dice.below(static_cast<int>(std::size(moments)))].zone;
    history.calendars.push_back(draw_calendar(dice, elsewhere, middle));
  }
  for (int i = dice.one_in(3) ? 2 : 1; i > 0; --i) {
    auto& clocks = history.slas.emplace_back();
    if (!dice.one_in(5)) clocks.push_back(draw_clock(dice, true, history.calendars));
    if (clocks.empty() || !dice.one_in(5)) clocks.push_back(draw_clock(dice, false, history.calendars));
  }
  Instants instants(dice);
  const Time opened = instants.draw((middle - 5) * day, (middle + 3) * day), last = opened + dice.from(1, 10) * day;
  const auto draw_instant = [&] { return instants.draw(opened - (dice.one_in(4) ? 600 * minute : 0), last); };
  history.events.push_back({opened, Type::opened, false, "", 0});
  for (int i = dice.below(10); i > 0; --i) history.events.push_back(draw_event(dice, draw_instant(), history.slas.size()));
  history.at = draw_instant();
  if (dice.one_in(3))
    draw_to_the_edge(dice, history);
  else if (dice.one_in(50))
    history.events.push_back({draw_instant(), Type::opened, false, "", 0});  // twice: refused
  return history;
}

std::vector<Pause> draw_pauses(Dice& dice, Time opened) {
  std::vector<Pause> pauses;
  Instants instants(dice);
  for (int i = dice.from(1, 7); i > 0; --i) {
    const Time begin = instants.draw(opened - 600 * minute, opened + 6 * day);
    pauses.push_back({begin, begin + dice.below(60) * (30 * minute), dice.one_in(4) ? "strike" : reasons[dice.below(3)]});
  }
  return pauses;
}

namespace {

std::string hour_text(int minutes) {
  const auto two = [](int number) { return (number < 10 ? "0" : "") + std::to_string(number); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}
json::array told(const Hours& hours) {
  json::array told;
  for (const auto& [from, to] : hours) told.push_back(json::value(hour_text(from) + "-" + hour_text(to)));
  return told;
}
std::string date_text(Date date) { return iso8601(from_millis(date * day)).substr(0, 10); }
std::string name_in(const History& history, const Calendar* calendar) { return "c" + std::to_string(calendar - history.calendars.data()); }

json::object told(const History& history, const Calendar& calendar) {
  static constexpr const char* names[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  json::object week, closed, open;
  for (std::size_t i = 0; i < 7; ++i) {
    if (!calendar.week[i].empty()) week[names[i]] = told(calendar.week[i]);
  }
  for (const auto& [date, why] : calendar.closed) closed[date_text(date)] = why;
  for (const auto& [date, hours] : calendar.exceptional) open[date_text(date)] = told(hours);
  json::object line{{"calendar", name_in(history, &calendar)}, {"zone", calendar.zone}, {"week", week}};
  if (!closed.empty()) line["closed"] = closed;
  if (!open.empty()) line["open"] = open;
  return line;
}

std::string target_text(const Clock& clock) {
  static constexpr const char* units[] = {"m", "d", "H"};
  return std::to_string(clock.amount) + units[static_cast<int>(clock.unit)];
}

json::object told(const History& history, const Clock& clock) {
  json::object line{{"kind", clock.first_status ? "first_status" : "outcome"}, {"target", target_text(clock)}};
  if (clock.unit != Unit::elapsed_hours) line["calendar"] = name_in(history, clock.calendar);
  if (clock.unit == Unit::open_days && clock.same_time) line["by"] = "same-time";
  line["pauses"] = json::value_from(clock.reasons);
  return line;
}

json::object told(const Event& event) {
  static constexpr const char* types[] = {"opened", "paused", "resumed", "message", "transferred", "reclassified", "closed", "reopened"};
  json::object line{{"at", iso8601(from_millis(event.at))}, {"type", types[static_cast<int>(event.type)]}};
  if (event.meaningful) line["meaningful"] = true;
  if (event.type == Type::paused && event.reason != "paused") line["reason"] = event.reason;
  if (event.type == Type::reclassified) line["sla"] = "s" + std::to_string(event.sla);
  return line;
}

}  // namespace

std::string lines_of(const History& history) {
  std::string lines;
  const auto add = [&](const json::object& line) { lines += json::serialize(line) + "\n"; };
  for (const auto& calendar : history.calendars) add(told(history, calendar));
  for (std::size_t i = 0; i < history.slas.size(); ++i) {
    json::array clocks;
    for (const auto& clock : history.slas[i]) clocks.push_back(told(history, clock));
    add({{"sla", "s" + std::to_string(i)}, {"clocks", clocks}});
  }
  json::array events;
  for (const auto& event : history.events) events.push_back(told(event));
  add({{"history", std::to_string(history.number)}, {"sla", "s0"}, {"at", iso8601(from_millis(history.at))}, {"events", events}});
  return lines;
}

calendar::Plan plan_of(const Calendar& calendar) {
  const auto hours_of = [](const Hours& hours) {
    std::vector<calendar::Hours> made;
    for (const auto& [from, to] : hours) made.push_back({calendar::Minutes{from}, calendar::Minutes{to}});
    return made;
  };
  const auto on = [](Date date) { return std::chrono::sys_days{std::chrono::days{date}}; };
  calendar::Plan plan;
  plan.zone = calendar.zone;
  for (std::size_t i = 0; i < 7; ++i) plan.week[i] = hours_of(calendar.week[i]);
  for (const auto& [date, why] : calendar.closed) plan.closed[on(date)] = why;
  for (const auto& [date, hours] : calendar.exceptional) plan.exceptional[on(date)] = hours_of(hours);
  return plan;
}

ClockPromise promise_of(const Clock& clock) {
  static constexpr Target::Unit units[] = {Target::Unit::open_minutes, Target::Unit::open_days, Target::Unit::elapsed_hours};
  ClockPromise promise;
  promise.kind = clock.first_status ? ClockKind::first_status : ClockKind::outcome;
  promise.target = {units[static_cast<int>(clock.unit)], clock.amount};
  promise.same_time = clock.same_time;
  promise.pauses = clock.reasons;
  return promise;
}

std::vector<HistoryEvent> events_of(const std::vector<Event>& events) {
  using Made = HistoryEvent::Type;
  static constexpr Made types[] = {Made::opened,      Made::paused,       Made::resumed, Made::message,
                                   Made::transferred, Made::reclassified, Made::closed,  Made::reopened};
  std::vector<HistoryEvent> made;
  for (const auto& event : events) {
    const auto sla = event.type == Type::reclassified ? "s" + std::to_string(event.sla) : std::string();
    made.push_back({from_millis(event.at), types[static_cast<int>(event.type)], event.meaningful, event.reason, sla});
  }
  return made;
}

}  // namespace portico::standards::oracle
