#include "city/cases/evidence.h"

#include <algorithm>
#include <array>
#include <map>

#include "city/cases/record.h"
#include "city/cases/tables_evidence.h"

namespace portico::cases {
namespace {

// A row whose flags say that its source contradicts itself on whether, or when, it ended.
constexpr std::array<std::string_view, 4> doubts{"closed_without_date", "closed_date_but_not_closed", "unknown_status", "unreadable_date"};

bool is_doubtful(const std::string& flags) {
  if (flags.empty()) return false;
  const auto raised = unpack_flags(flags);
  return std::ranges::any_of(raised, [](const std::string& flag) { return std::ranges::find(doubts, flag) != doubts.end(); });
}

standards::RunState run_state(ClockState state) {
  switch (state) {
    case ClockState::running:
      return standards::RunState::running;
    case ClockState::paused:
      return standards::RunState::paused;
    case ClockState::kept:
      return standards::RunState::kept;
    case ClockState::missed:
      return standards::RunState::missed;
    case ClockState::not_applicable:
      break;
  }
  return standards::RunState::not_applicable;
}

standards::PastCase::OfClock of_promised(const Clock& clock, Instant now) { return {clock.stopped, run_state(state_as_of(clock, now))}; }

// What was promised says when its clocks stopped. Without a promise no clock ran: the first meaningful message, or the closing where there
// was none before, is the first status, the closing the outcome.
standards::PastCase past_case(const tables::PastRow& row, const std::vector<Pause>& pauses, Instant now) {
  standards::PastCase past{.opened = row.opened, .promised = row.first_status && row.outcome, .doubtful = is_doubtful(row.flags)};
  for (const Pause& pause : pauses) past.pauses.push_back({pause.from, pause.to, pause.reason});
  if (past.promised) {
    past.first_status = of_promised(*row.first_status, now);
    past.outcome = of_promised(*row.outcome, now);
    return past;
  }
  past.outcome.stopped = row.closed;
  past.first_status.stopped = row.first_message && (!row.closed || *row.first_message < *row.closed) ? row.first_message : row.closed;
  return past;
}

std::vector<std::int64_t> paused_among(const std::vector<tables::PastRow>& rows) {
  std::vector<std::int64_t> ids;
  for (const auto& row : rows) {
    if (row.pause_count > 0) ids.push_back(row.id);
  }
  return ids;
}

}  // namespace

standards::PastCases past_cases(store::Store& store, const TimeSource& time, int at_once) {
  return [&store, &time, at_once](std::string_view service, Instant from, Instant until,
                                  const std::function<void(const standards::PastCase&)>& each) {
    const Instant now = time.now();
    tables::Mark after{to_millis(from), 0};
    for (bool more = true; more;) {
      std::vector<tables::PastRow> slice;
      std::map<std::int64_t, std::vector<Pause>> pauses;
      store.read([&](store::Reader& reader) {
        slice = tables::past_rows(reader, service, after, until, at_once);
        pauses = tables::pauses_of(reader, paused_among(slice));
      });
      for (const auto& row : slice) each(past_case(row, pauses[row.id], now));
      more = slice.size() == static_cast<std::size_t>(at_once);
      if (more) after = {to_millis(slice.back().opened), slice.back().id};
    }
  };
}

}  // namespace portico::cases
