// The engine against the slow oracle, over random histories. Each is drawn from its number alone:
//   PORTICO_HISTORIES   how many (10,000 unless told)
//   PORTICO_HISTORY     the number of the first; with PORTICO_HISTORIES=1 one is played again
// One on which they differ is made smaller and printed as lines of `portico clock`.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>

#include "city/standards/clock_lines.h"
#include "city/standards/testing_histories.h"

namespace portico::standards::oracle {
namespace {

std::uint64_t number_from(const char* name, std::uint64_t unless) {
  const char* text = std::getenv(name);
  return text ? std::strtoull(text, nullptr, 10) : unless;
}
// Plays every `share`-th history; `differs` answers "" where engine and oracle agree.
void play(std::uint64_t share, const std::function<std::string(std::uint64_t)>& differs) {
  const auto first = number_from("PORTICO_HISTORY", 0), count = number_from("PORTICO_HISTORIES", 10'000);
  for (auto number = first; number < first + count; number += count == 1 ? 1 : share) {
    if (const auto difference = differs(number); !difference.empty())
      FAIL() << difference << "PORTICO_HISTORY=" << number << " PORTICO_HISTORIES=1 plays it again";
  }
}

Time time_of(Instant at) { return to_millis(at); }
std::string text_of(const std::vector<Piece>& pieces) {
  std::string text;
  for (const auto& [from, to, why] : pieces)
    text += fmt::format("\n    {} {} {}", iso8601(from_millis(from)), iso8601(from_millis(to)), why.empty() ? "counts" : why);
  return text;
}
std::string text_of(const Answer& answer) {
  return fmt::format("  {} due {} {} stopped {}{}\n", answer.first_status ? "first_status" : "outcome", iso8601(from_millis(answer.due)),
                     answer.state, answer.stopped ? iso8601(from_millis(*answer.stopped)) : "never", text_of(answer.pieces));
}
std::string text_of(const std::optional<std::vector<Answer>>& answers) {
  std::string text;
  for (const auto& each : answers.value_or(std::vector<Answer>{})) text += text_of(each);
  return answers ? text : "  refused\n";
}

// The two lists of an account as one, in order.
std::vector<Piece> pieces_of(const std::vector<calendar::Span>& counted, const std::vector<Due::Skipped>& skipped) {
  std::vector<Piece> pieces;
  for (const auto& span : counted) pieces.push_back({time_of(span.from), time_of(span.to), ""});
  for (const auto& [span, why] : skipped) pieces.push_back({time_of(span.from), time_of(span.to), why});
  std::ranges::sort(pieces, {}, &Piece::from);
  return pieces;
}

using Calendars = std::vector<std::pair<const Calendar*, calendar::Calendar>>;
Calendars calendars_of(const History& history) {
  Calendars made;
  for (const auto& calendar : history.calendars) made.emplace_back(&calendar, calendar::Calendar::make(plan_of(calendar), "drawn").value());
  return made;
}
const calendar::Calendar* calendar_of(const Calendars& calendars, const Clock& clock) {
  if (clock.unit == Unit::elapsed_hours) return nullptr;
  return &std::ranges::find(calendars, clock.calendar, [](const auto& each) { return each.first; })->second;
}

std::optional<std::vector<Answer>> engine_answers(const History& history) {
  const Instant at = from_millis(history.at);
  const auto run = run_of(events_of(history.events), at);
  if (!run) return std::nullopt;
  const auto calendars = calendars_of(history);
  std::vector<Answer> told;
  for (const auto& clock : history.slas[run->sla.empty() ? 0 : std::stoul(run->sla.substr(1))]) {
    const auto answer = answer_of(promise_of(clock), calendar_of(calendars, clock), *run, at);
    told.push_back({answer.kind == ClockKind::first_status, time_of(answer.due), std::string(name_of(answer.state)),
                    answer.stopped.transform(time_of), pieces_of(answer.counted, answer.skipped)});
  }
  return told;
}

bool agree(const History& history) { return answers(history.slas, history.events, history.at) == engine_answers(history); }

// Leaves out what can be left out while they still differ.
void make_smaller(History& history) {
  const auto try_without = [&](auto& list) {
    for (std::size_t i = list.size(); i-- > 0;) {
      auto all = list;
      list.erase(std::next(list.begin(), static_cast<std::ptrdiff_t>(i)));
      if (agree(history)) list = std::move(all);
    }
  };
  try_without(history.events);
  for (auto& calendar : history.calendars) {
    try_without(calendar.closed);
    try_without(calendar.exceptional);
  }
  for (auto& clocks : history.slas) {
    if (clocks.size() > 1) try_without(clocks);
  }
}

TEST(HistoryOracle, AgreesOnWhatBecameOfEveryClock) {
  std::map<std::string, int> tally;
  play(1, [&](std::uint64_t number) -> std::string {
    auto history = draw_history(number);
    const auto expected = answers(history.slas, history.events, history.at);
    if (!expected) ++tally["refused"];
    for (const auto& each : expected.value_or(std::vector<Answer>{})) ++tally[each.state];
    if (expected == engine_answers(history)) return {};
    make_smaller(history);
    return "the oracle says\n" + text_of(answers(history.slas, history.events, history.at)) + "the engine says\n" +
           text_of(engine_answers(history)) + lines_of(history);
  });
  for (const auto& [state, count] : tally) std::cout << state << " " << count << "\n";
}

// What `portico clock` prints of an answer, read back.
Answer read_back(const boost::json::object& clock) {
  const auto instant = [](const boost::json::value& text) { return time_of(parse_instant(std::string(text.as_string()), "").value()); };
  Answer answer;
  answer.first_status = clock.at("kind") == "first_status";
  answer.due = instant(clock.at("due"));
  answer.state = std::string(clock.at("state").as_string());
  if (const auto* stopped = clock.if_contains("stopped")) answer.stopped = instant(*stopped);
  for (const auto& span : clock.at("counted").as_array()) answer.pieces.push_back({instant(span.at(0)), instant(span.at(1)), ""});
  for (const auto& span : clock.at("skipped").as_array())
    answer.pieces.push_back({instant(span.at(0)), instant(span.at(1)), std::string(span.at(2).as_string())});
  std::ranges::sort(answer.pieces, {}, &Piece::from);
  return answer;
}

TEST(HistoryOracle, AgreesWithTheLinesOfPorticoClock) {
  play(25, [](std::uint64_t number) -> std::string {
    const auto history = draw_history(number);
    const auto expected = answers(history.slas, history.events, history.at);
    std::istringstream in(lines_of(history));
    std::ostringstream out;
    if ((run_clock(in, out) == 0) != expected.has_value()) return out.str() + lines_of(history);
    if (!expected) return {};
    const auto line = boost::json::parse(out.str());
    const auto& clocks = line.at("clocks").as_array();
    std::string found;
    for (std::size_t i = 0; i < clocks.size() && i < expected->size(); ++i) {
      found += text_of(read_back(clocks[i].as_object()));
      Time sum = 0;
      for (const auto& piece : (*expected)[i].pieces) sum += piece.why.empty() ? piece.to - piece.from : 0;
      if (clocks[i].at("counted_minutes").as_int64() != sum / 60'000) found += "  wrong counted_minutes\n";
    }
    return text_of(expected) == found ? std::string() : text_of(expected) + found + lines_of(history);
  });
}

TEST(HistoryOracle, AgreesOnPausesThatOverlap) {
  play(5, [](std::uint64_t number) -> std::string {
    auto history = draw_history(number);
    Dice dice(~number);
    const auto& clock = history.slas[0][0];
    const Time opened = history.events[0].at;
    auto pauses = draw_pauses(dice, opened);
    const auto calendars = calendars_of(history);
    std::vector<portico::standards::Pause> given;
    for (const auto& pause : pauses) given.push_back({from_millis(pause.from), from_millis(pause.to), pause.reason});
    if (dice.one_in(2)) given[0].to.reset(), pauses[0].to = std::max(history.at, opened);  // it is not over
    const Instant as_of = from_millis(std::max(history.at, opened));
    const auto promise = promise_of(clock);
    const auto* calendar = calendar_of(calendars, clock);
    const auto found = standards::due(promise, calendar, from_millis(opened), given, as_of);
    const Time expected = oracle::due(clock, opened, pauses);
    const auto pieces = text_of(oracle::account(clock, opened, pauses, expected));
    const auto found_pieces = text_of(pieces_of(found.counted, found.skipped));
    if (time_of(found.due) == expected && pieces == found_pieces &&
        due_instant(promise, calendar, from_millis(opened), given, as_of) == found.due)
      return {};
    return fmt::format("oracle {}{}\nengine {}{}\n{}", iso8601(from_millis(expected)), pieces, iso8601(found.due), found_pieces,
                       lines_of(history));
  });
}

}  // namespace
}  // namespace portico::standards::oracle
