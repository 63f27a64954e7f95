#include <fmt/format.h>
#include <libical/ical.h>

#include <memory>
#include <set>

#include "base/text.h"
#include "platform/calendar/calendar.h"

namespace portico::calendar {
namespace {

using std::chrono::days;
using std::chrono::sys_days;
using Dates = std::map<sys_days, std::string>;

constexpr int most_dates_of_an_event = 4000;  // a holiday a day for ten years

struct FreeComponent {
  void operator()(icalcomponent* component) const { icalcomponent_free(component); }
};
struct FreeIterator {
  void operator()(icalrecur_iterator* iterator) const { icalrecur_iterator_free(iterator); }
};

sys_days date_of(const icaltimetype& time) {
  return std::chrono::year{time.year} / std::chrono::month{static_cast<unsigned>(time.month)} /
         std::chrono::day{static_cast<unsigned>(time.day)};
}
icaltimetype time_of(sys_days date) {
  const Date day{date};
  auto time = icaltime_null_date();
  time.year = static_cast<int>(day.year());
  time.month = static_cast<int>(static_cast<unsigned>(day.month()));
  time.day = static_cast<int>(static_cast<unsigned>(day.day()));
  return time;
}

// On which line each event begins; libical does not tell.
std::vector<int> event_lines(std::string_view ics) {
  std::vector<int> lines;
  int number = 0;
  for (const auto line : split(ics, '\n')) {
    ++number;
    if (same_ignoring_case(trim(line), "BEGIN:VEVENT")) lines.push_back(number);
  }
  return lines;
}

class HolidayReader {
 public:
  HolidayReader(std::string_view file, sys_days until) : file_(file), until_(until) {}

  void read(icalcomponent* event, int line) {
    place_ = fmt::format("{}:{}", file_, line);
    if (broken_lines(event)) return;
    const auto* start = icalcomponent_get_first_property(event, ICAL_DTSTART_PROPERTY);
    if (!start) return fault("the event has no DTSTART", "DTSTART;VALUE=DATE:20260704");
    const auto from = icalproperty_get_dtstart(start);
    if (!from.is_date || icaltime_is_null_time(from))
      return fault("the event has a time of day", "a whole-day event: DTSTART;VALUE=DATE:20260704");
    if (icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY)) {
      return fault("the event changes one date of another event's rule (RECURRENCE-ID)", "an EXDATE at the rule, and an event of its own");
    }
    const char* summary = icalcomponent_get_summary(event);
    if (!summary || trim(summary).empty()) return fault("the event has no SUMMARY", "the holiday's name as SUMMARY");
    const auto length = length_of(event, from);
    if (!length) return;
    for (const auto date : starts(event, from)) add(date, *length, std::string(trim(summary)));
  }

  void fault(std::string reason, std::string accepted) { faults_.push_back({place_, std::move(reason), std::move(accepted)}); }

  Outcome<Dates> result() && {
    if (!faults_.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults_)});
    return std::move(dates_);
  }

 private:
  // libical keeps what it could not read as properties of the component.
  bool broken_lines(icalcomponent* event) {
    bool any = false;
    for (auto* p = icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY); p;
         p = icalcomponent_get_next_property(event, ICAL_XLICERROR_PROPERTY)) {
      const char* text = icalproperty_get_xlicerror(p);
      fault(fmt::format("the event cannot be read: {}", text ? text : "a broken line"), "an event by RFC 5545");
      any = true;
    }
    return any;
  }

  std::optional<int> length_of(icalcomponent* event, const icaltimetype& from) {
    int length = 1;
    if (const auto* end = icalcomponent_get_first_property(event, ICAL_DTEND_PROPERTY)) {
      const auto to = icalproperty_get_dtend(end);
      if (!to.is_date) return fault("the event ends at a time of day", "DTEND;VALUE=DATE, the day after the last"), std::nullopt;
      length = static_cast<int>((date_of(to) - date_of(from)).count());
    } else if (const auto* duration = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY)) {
      const auto seconds = icaldurationtype_as_int(icalproperty_get_duration(duration));
      if (seconds % 86'400 != 0) return fault("the event does not last whole days", "a DURATION in days"), std::nullopt;
      length = seconds / 86'400;
    }
    if (length == 0) length = 1;  // DTEND equal to DTSTART, as some programs write it
    if (length < 0 || length > 366) return fault("the event does not last 1 to 366 days", "DTEND on the day after the last"), std::nullopt;
    return length;
  }

  std::set<sys_days> starts(icalcomponent* event, const icaltimetype& from) {
    std::set<sys_days> dates{date_of(from)};
    for (auto* rule = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY); rule;
         rule = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY)) {
      expand(icalproperty_get_rrule(rule), from, dates);
    }
    for (auto* more = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY); more;
         more = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
      const auto date = icalproperty_get_rdate(more).time;
      if (!icaltime_is_null_time(date)) dates.insert(date_of(date));
    }
    for (auto* less = icalcomponent_get_first_property(event, ICAL_EXDATE_PROPERTY); less;
         less = icalcomponent_get_next_property(event, ICAL_EXDATE_PROPERTY)) {
      dates.erase(date_of(icalproperty_get_exdate(less)));
    }
    return dates;
  }

  void expand(icalrecurrencetype rule, const icaltimetype& from, std::set<sys_days>& dates) {
    if (rule.freq == ICAL_NO_RECURRENCE || rule.freq == ICAL_SECONDLY_RECURRENCE || rule.freq == ICAL_MINUTELY_RECURRENCE ||
        rule.freq == ICAL_HOURLY_RECURRENCE) {
      return fault("the rule does not repeat by days", "FREQ=YEARLY, MONTHLY, WEEKLY or DAILY");
    }
    const auto until = time_of(until_);
    if (icaltime_is_null_time(rule.until) || icaltime_compare(until, rule.until) < 0) {
      if (rule.count == 0) rule.until = until;  // UNTIL and COUNT exclude each other
    }
    const std::unique_ptr<icalrecur_iterator, FreeIterator> iterator(icalrecur_iterator_new(rule, from));
    if (!iterator) return fault("the rule cannot be followed", "an RRULE by RFC 5545");
    int steps = 0;
    for (auto next = icalrecur_iterator_next(iterator.get()); !icaltime_is_null_time(next);
         next = icalrecur_iterator_next(iterator.get())) {
      if (date_of(next) > until_) break;
      if (++steps > most_dates_of_an_event)
        return fault("the rule gives too many dates", fmt::format("at most {} dates", most_dates_of_an_event));
      dates.insert(date_of(next));
    }
  }

  void add(sys_days first, int length, const std::string& summary) {
    for (auto date = first; date < first + days{length}; date += days{1}) {
      auto& text = dates_[date];
      if (text.empty())
        text = summary;
      else if (text != summary)
        text += " / " + summary;
    }
  }

  std::string_view file_;
  std::string place_;
  sys_days until_;
  std::vector<Fault> faults_;
  Dates dates_;
};

}  // namespace

Outcome<Dates> read_holidays(std::string_view ics, std::string_view file, sys_days until) {
  constexpr auto accepted = "an iCalendar file: BEGIN:VCALENDAR, whole-day events, END:VCALENDAR";
  if (ics.starts_with("\xEF\xBB\xBF")) ics.remove_prefix(3);
  const auto nul = ics.find('\0') != ics.npos;
  const std::unique_ptr<icalcomponent, FreeComponent> parsed(nul ? nullptr : icalparser_parse_string(std::string(ics).c_str()));
  if (!parsed || icalcomponent_isa(parsed.get()) != ICAL_VCALENDAR_COMPONENT) {
    return refuse(Refused::invalid, std::string(file), "it is not a calendar", accepted);
  }
  const auto lines = event_lines(ics);
  HolidayReader reader(file, until);
  std::size_t number = 0;
  for (auto* event = icalcomponent_get_first_component(parsed.get(), ICAL_VEVENT_COMPONENT); event;
       event = icalcomponent_get_next_component(parsed.get(), ICAL_VEVENT_COMPONENT)) {
    reader.read(event, number < lines.size() ? lines[number] : 1);
    ++number;
  }
  if (number != lines.size()) return refuse(Refused::invalid, std::string(file), "an event does not end", accepted);
  return std::move(reader).result();
}

}  // namespace portico::calendar
