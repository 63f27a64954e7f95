#include "city/standards/escalation.h"

#include "city/standards/standards.h"

namespace portico::standards {
namespace {

constexpr int whole = 100;

// The end of the first `amount` of the counted time.
Instant within(const std::vector<calendar::Span>& counted, Millis amount, Instant due) {
  for (const auto& span : counted) {
    if (amount <= span.to - span.from) return span.from + amount;
    amount -= span.to - span.from;
  }
  return due;
}

}  // namespace

Instant share_instant(const ClockPromise& promise, const calendar::Calendar* calendar, const Due& answer, const std::vector<Pause>& pauses,
                      Instant as_of, int share) {
  if (share == whole) return answer.due;
  Millis total{0};
  for (const auto& span : answer.counted) total += span.to - span.from;
  if (total == Millis{0}) return answer.due;
  if (share < whole) return within(answer.counted, total * share / whole, answer.due);
  return later_by(promise, calendar, answer.due, total * (share - whole) / whole, pauses, as_of);
}

Instant tell_at(const Escalation& escalation, const calendar::Calendar* quiet, Instant at) {
  return escalation.urgent || !quiet ? at : quiet->next_open(at);
}

}  // namespace portico::standards
