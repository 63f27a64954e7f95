// Random histories around moments at which clocks of the world did something odd: drawn from a number alone, told as lines of `portico
// clock`, given to the engine in its own values.
#pragma once

#include <string>
#include <vector>

#include "city/standards/history.h"
#include "city/standards/testing_oracle.h"

namespace portico::standards::oracle {

// Chance from a number: the same on every machine.
class Dice {
 public:
  explicit Dice(std::uint64_t number) : state_(number * 0x9e3779b97f4a7c15ULL + 0x632be59bd9b4e019ULL) {}
  int below(int end);                                              // 0 … end - 1
  int from(int low, int high) { return low + below(high - low); }  // low … high - 1
  bool one_in(int chances) { return below(chances) == 0; }

 private:
  std::uint64_t state_;
};

// Its clocks point into `calendars`: it may be moved, not copied.
struct History {
  std::uint64_t number = 0;
  std::vector<Calendar> calendars;
  std::vector<std::vector<Clock>> slas;  // the case is opened under the first
  std::vector<Event> events;             // in no order
  Time at = 0;

  History() = default;
  History(const History&) = delete;
  History& operator=(const History&) = delete;
  History(History&&) = default;
  History& operator=(History&&) = default;
};

History draw_history(std::uint64_t number);
// Pauses that overlap, begin before the opening and end anywhere; for a due instant without events.
std::vector<Pause> draw_pauses(Dice& dice, Time opened);

std::string lines_of(const History& history);  // docs/clock.md

calendar::Plan plan_of(const Calendar& calendar);
ClockPromise promise_of(const Clock& clock);
std::vector<HistoryEvent> events_of(const std::vector<Event>& events);  // an SLA is named by its place, "s0"

}  // namespace portico::standards::oracle
