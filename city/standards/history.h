// What happened to a case, and what it did to its clocks: pure. The cases module keeps states as it goes; this works them out anew from the
// events.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "city/standards/standards.h"

namespace portico::standards {

struct HistoryEvent {
  enum class Type { opened, paused, resumed, message, transferred, reclassified, closed, reopened };
  Instant at;
  Type type = Type::opened;
  bool meaningful = false;  // of a message
  std::string reason;       // of a pause
  std::string sla;          // of a re-classification
};

struct ClockRun {
  Instant opened;
  std::vector<Pause> pauses;
  std::optional<Instant> first_status, outcome;  // when the clocks stopped
  std::string sla;                               // the one that counts now, where it was re-classified; else ""
  bool paused = false;
};

// As of `at`: later events have not happened. Events are taken by time, those of one instant in the order given.
//   paused    begins a pause; one that runs already ends there: a case waits for one thing at a time, and the last word says what for
//   message   a meaningful one stops the first-status clock, once
//   closed    stops the outcome clock, and the first-status clock where it still runs; ends a pause
//   reopened  takes the closing's stop of the outcome clock back: it runs on as if it had not stopped
//   reclassified  another SLA counts from the opening on; pauses and stops stay
//   transferred   changes no clock
// Refused without exactly one opening, or where that lies after `at`.
Outcome<ClockRun> run_of(std::vector<HistoryEvent> events, Instant at);

enum class RunState { running, paused, kept, missed, not_applicable };
std::string_view name_of(RunState state);

struct ClockAnswer {
  ClockKind kind = ClockKind::first_status;
  Instant due;
  RunState state = RunState::running;
  std::optional<Instant> stopped;
  std::vector<calendar::Span> counted;  // up to the stop, or `at`
  std::vector<Due::Skipped> skipped;
};
// Kept: stopped by the due instant. Missed: stopped later, or not yet and `at` is later. Not applicable: stopped before the opening.
ClockAnswer answer_of(const ClockPromise& promise, const calendar::Calendar* calendar, const ClockRun& run, Instant at);

}  // namespace portico::standards
