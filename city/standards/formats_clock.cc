#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <istream>
#include <map>
#include <ostream>
#include <string>

#include "base/text.h"
#include "city/standards/clock_lines.h"
#include "city/standards/history.h"

namespace portico::standards {
namespace {

namespace json = boost::json;
using std::chrono::sys_days;

constexpr auto every_pause = "paused";  // the reason of a pause that names none

struct Unreadable {
  std::string why;
};

const json::value& at(const json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  if (!value) throw Unreadable{fmt::format("'{}' is missing", key)};
  return *value;
}
std::string text(const json::value& value, std::string_view what) {
  if (!value.is_string()) throw Unreadable{fmt::format("'{}' is no text", what)};
  return std::string(value.get_string());
}
std::string text(const json::object& object, std::string_view key) { return text(at(object, key), key); }
const json::object& object(const json::value& value, std::string_view what) {
  if (!value.is_object()) throw Unreadable{fmt::format("'{}' is no object", what)};
  return value.get_object();
}
const json::array& list(const json::value& value, std::string_view what) {
  if (!value.is_array()) throw Unreadable{fmt::format("'{}' is no list", what)};
  return value.get_array();
}
template <class T>
T read(Outcome<T> outcome) {
  if (outcome) return std::move(*outcome);
  const auto& fault = outcome.error().faults.front();
  throw Unreadable{fault.reason + (fault.accepted.empty() ? "" : "; accepted: " + fault.accepted)};
}
void only(const json::object& given, std::initializer_list<std::string_view> keys) {
  for (const auto& [key, value] : given) {
    if (std::ranges::find(keys, std::string_view(key)) == keys.end())
      throw Unreadable{fmt::format("'{}' is not known here", std::string(key))};
  }
}

std::vector<calendar::Hours> hours(const json::value& value, std::string_view what) {
  std::vector<calendar::Hours> found;
  for (const auto& each : list(value, what)) found.push_back(read(calendar::parse_hours(text(each, what), what)));
  return found;
}
sys_days date(std::string_view text) { return sys_days{read(calendar::parse_date(text, "date"))}; }
Instant instant(const json::object& given) { return read(parse_instant(text(given, "at"), "at")); }

class ClockLines {
 public:
  // The answer to a line, "" where it only tells something.
  std::string take(std::string_view line) {
    boost::system::error_code broken;
    const auto value = json::parse(line, broken);
    if (broken) throw Unreadable{"it is not JSON: " + broken.message()};
    const auto& given = object(value, "the line");
    if (given.contains("calendar")) return take_calendar(given), "";
    if (given.contains("history")) return answer(given);
    if (given.contains("sla")) return take_sla(given), "";
    throw Unreadable{"it is no calendar, sla or history"};
  }

 private:
  void take_calendar(const json::object& given) {
    only(given, {"calendar", "zone", "week", "closed", "open"});
    static constexpr std::array<std::string_view, 7> days = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
    calendar::Plan plan;
    plan.code = text(given, "calendar");
    plan.zone = text(given, "zone");
    for (const auto& [day, open] : object(at(given, "week"), "week")) {
      const auto found = std::ranges::find(days, std::string_view(day));
      if (found == days.end())
        throw Unreadable{fmt::format("'{}' is no day of the week; accepted: mon, tue, wed, thu, fri, sat, sun", std::string(day))};
      plan.week[static_cast<std::size_t>(found - days.begin())] = hours(open, "week");
    }
    if (const auto* closed = given.if_contains("closed")) {
      if (closed->is_object()) {
        for (const auto& [day, why] : closed->get_object()) plan.closed[date(day)] = text(why, "closed");
      } else {
        for (const auto& day : list(*closed, "closed")) plan.closed[date(text(day, "closed"))] = "closed";
      }
    }
    if (const auto* open = given.if_contains("open")) {
      for (const auto& [day, exceptional] : object(*open, "open")) plan.exceptional[date(day)] = hours(exceptional, "open");
    }
    const auto code = plan.code;
    calendars_.insert_or_assign(code, read(calendar::Calendar::make(std::move(plan), code)));
  }

  void take_sla(const json::object& given) {
    only(given, {"sla", "clocks"});
    std::vector<ClockPromise> clocks;
    for (const auto& each : list(at(given, "clocks"), "clocks")) clocks.push_back(clock(object(each, "a clock")));
    if (clocks.empty()) throw Unreadable{"the sla has no clock"};
    slas_[text(given, "sla")] = std::move(clocks);
  }

  ClockPromise clock(const json::object& given) const {
    only(given, {"kind", "target", "calendar", "by", "share", "pauses"});
    ClockPromise promise;
    const auto kind = clock_kind(text(given, "kind"));
    if (!kind) throw Unreadable{fmt::format("'{}' is no kind of clock; accepted: first_status, outcome", text(given, "kind"))};
    promise.kind = *kind;
    promise.target = read(parse_target(text(given, "target"), "target"));
    if (promise.target.unit != Target::Unit::elapsed_hours) {
      promise.calendar = text(given, "calendar");
      if (!calendars_.contains(promise.calendar))
        throw Unreadable{fmt::format("there is no calendar '{}' in the lines before", promise.calendar)};
    }
    if (const auto* by = given.if_contains("by")) {
      if (text(*by, "by") != "close" && text(*by, "by") != "same-time") throw Unreadable{"'by' is close or same-time"};
      promise.same_time = text(*by, "by") == "same-time";
    }
    if (const auto* reasons = given.if_contains("pauses")) {
      for (const auto& reason : list(*reasons, "pauses")) promise.pauses.push_back(text(reason, "pauses"));
    }
    return promise;
  }

  std::string answer(const json::object& given) {
    only(given, {"history", "sla", "at", "events"});
    const Instant as_of = instant(given);
    std::vector<HistoryEvent> events;
    for (const auto& each : list(at(given, "events"), "events")) events.push_back(event(object(each, "an event")));
    const auto run = read(run_of(std::move(events), as_of));
    json::array clocks;
    for (const auto& promise : clocks_of(run.sla.empty() ? text(given, "sla") : run.sla)) clocks.push_back(told(promise, run, as_of));
    json::object out;
    out["history"] = at(given, "history");
    out["clocks"] = std::move(clocks);
    return json::serialize(out);
  }

  const std::vector<ClockPromise>& clocks_of(const std::string& sla) const {
    const auto found = slas_.find(sla);
    if (found == slas_.end()) throw Unreadable{fmt::format("there is no sla '{}' in the lines before", sla)};
    return found->second;
  }

  HistoryEvent event(const json::object& given) const {
    using Type = HistoryEvent::Type;
    static const std::map<std::string, Type, std::less<>> types = {
        {"opened", Type::opened}, {"paused", Type::paused},     {"resumed", Type::resumed},         {"message", Type::message},
        {"closed", Type::closed}, {"reopened", Type::reopened}, {"transferred", Type::transferred}, {"reclassified", Type::reclassified}};
    only(given, {"at", "type", "meaningful", "reason", "sla"});
    HistoryEvent event;
    event.at = instant(given);
    const auto type = types.find(text(given, "type"));
    if (type == types.end()) throw Unreadable{fmt::format("'{}' is no type of event", text(given, "type"))};
    event.type = type->second;
    if (const auto* meaningful = given.if_contains("meaningful")) {
      if (!meaningful->is_bool()) throw Unreadable{"'meaningful' is true or false"};
      event.meaningful = meaningful->get_bool();
    }
    if (event.type == Type::paused) event.reason = given.contains("reason") ? text(given, "reason") : every_pause;
    if (event.type == Type::reclassified) {
      event.sla = text(given, "sla");
      clocks_of(event.sla);
    }
    return event;
  }

  json::object told(ClockPromise promise, const ClockRun& run, Instant as_of) const {
    if (promise.pauses.empty()) {
      for (const auto& pause : run.pauses) promise.pauses.push_back(pause.reason);  // a clock that names no reasons stops for each
    }
    const auto* calendar = promise.calendar.empty() ? nullptr : &calendars_.at(promise.calendar);
    const auto answer = answer_of(promise, calendar, run, as_of);
    json::object clock;
    clock["kind"] = name_of(answer.kind);
    clock["due"] = iso8601(answer.due);
    clock["state"] = name_of(answer.state);
    if (answer.stopped) clock["stopped"] = iso8601(*answer.stopped);
    Millis sum{0};
    json::array counted, skipped;
    for (const auto& span : answer.counted) {
      sum += span.to - span.from;
      counted.push_back(json::array{iso8601(span.from), iso8601(span.to)});
    }
    for (const auto& piece : answer.skipped) skipped.push_back(json::array{iso8601(piece.span.from), iso8601(piece.span.to), piece.why});
    clock["counted_minutes"] = std::chrono::floor<std::chrono::minutes>(sum).count();
    clock["counted"] = std::move(counted);
    clock["skipped"] = std::move(skipped);
    return clock;
  }

  std::map<std::string, calendar::Calendar> calendars_;
  std::map<std::string, std::vector<ClockPromise>> slas_;
};

}  // namespace

int run_clock(std::istream& in, std::ostream& out) {
  ClockLines lines;
  int unread = 0;
  std::int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (trim(line).empty()) continue;
    std::string why;
    try {
      if (const auto answer = lines.take(line); !answer.empty()) out << answer << '\n';
      continue;
    } catch (const Unreadable& unreadable) {
      why = unreadable.why;
    } catch (const std::out_of_range& beyond) {
      why = beyond.what();
    }
    json::object fault;
    fault["line"] = number;
    fault["error"] = why;
    out << json::serialize(fault) << '\n';
    unread = 3;  // as every command answers where input was refused
  }
  out.flush();
  return unread;
}

}  // namespace portico::standards
