#include "city/standards/history.h"

#include <algorithm>

namespace portico::standards {

std::string_view name_of(RunState state) {
  switch (state) {
    case RunState::running:
      return "running";
    case RunState::paused:
      return "paused";
    case RunState::kept:
      return "kept";
    case RunState::missed:
      return "missed";
    case RunState::not_applicable:
      return "not_applicable";
  }
  return "";
}

Outcome<ClockRun> run_of(std::vector<HistoryEvent> events, Instant at) {
  using Type = HistoryEvent::Type;
  std::ranges::stable_sort(events, {}, &HistoryEvent::at);
  const auto openings = std::ranges::count(events, Type::opened, &HistoryEvent::type);
  if (openings != 1) return refuse(Refused::invalid, "events", "a history has one event 'opened'", "exactly one");
  ClockRun run;
  run.opened = std::ranges::find(events, Type::opened, &HistoryEvent::type)->at;
  if (run.opened > at) return refuse(Refused::invalid, "at", "the case is opened later than that", "an instant from the opening on");
  const auto end_pause = [&](Instant end) {
    if (run.paused) run.pauses.back().to = end;
    run.paused = false;
  };
  for (const auto& event : events) {
    if (event.at > at) break;
    switch (event.type) {
      case Type::opened:
      case Type::transferred:
        break;
      case Type::paused:
        end_pause(event.at);
        run.pauses.push_back({event.at, std::nullopt, event.reason});
        run.paused = true;
        break;
      case Type::resumed:
        end_pause(event.at);
        break;
      case Type::message:
        if (event.meaningful && !run.first_status && event.at >= run.opened) run.first_status = event.at;
        break;
      case Type::reclassified:
        run.sla = event.sla;
        break;
      case Type::closed:
        if (!run.first_status) run.first_status = event.at;
        if (!run.outcome) run.outcome = event.at;
        end_pause(event.at);
        break;
      case Type::reopened:
        run.outcome.reset();
        break;
    }
  }
  return run;
}

ClockAnswer answer_of(const ClockPromise& promise, const calendar::Calendar* calendar, const ClockRun& run, Instant at) {
  ClockAnswer answer;
  answer.kind = promise.kind;
  answer.stopped = promise.kind == ClockKind::first_status ? run.first_status : run.outcome;
  const Instant end = std::max(answer.stopped.value_or(at), run.opened);
  auto pauses = run.pauses;
  for (auto& pause : pauses) {
    if (pause.to && *pause.to > end) pause.to = end;  // what came after the stop moves nothing
  }
  answer.due = due_instant(promise, calendar, run.opened, pauses, end);
  const bool waits = run.paused && std::ranges::find(promise.pauses, run.pauses.back().reason) != promise.pauses.end();
  if (answer.stopped && *answer.stopped < run.opened)
    answer.state = RunState::not_applicable;
  else if (answer.stopped)
    answer.state = *answer.stopped <= answer.due ? RunState::kept : RunState::missed;
  else if (at > answer.due)
    answer.state = RunState::missed;
  else
    answer.state = waits ? RunState::paused : RunState::running;
  auto told = account(promise, calendar, run.opened, pauses, end, end);
  answer.counted = std::move(told.counted);
  answer.skipped = std::move(told.skipped);
  return answer;
}

}  // namespace portico::standards
