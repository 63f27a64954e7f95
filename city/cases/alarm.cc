#include "city/cases/alarm.h"

#include <algorithm>

namespace portico::cases {
namespace {

void add_escalations(const Reckoned& reckoned, const std::vector<standards::Escalation>& steps, std::vector<Alarm>& alarms) {
  const calendar::Calendar* working = reckoned.calendar ? &reckoned.calendar->calendar : nullptr;
  for (const auto& step : steps) {
    const Instant at = standards::share_instant(reckoned.promise, working, reckoned.why, reckoned.pauses, reckoned.clock.due, step.share);
    alarms.push_back({reckoned.clock.kind, at, reckoned.clock.due, step});
  }
}

}  // namespace

Fired fired_of(const Alarm& alarm) {
  return {alarm.clock, alarm.escalation.share, alarm.escalation.to, alarm.is_due() ? std::optional(alarm.due) : std::nullopt};
}

std::vector<Alarm> alarms_of(const Case& subject, const standards::Snapshot& standards, const std::vector<Fired>& fired,
                             std::optional<Instant> since) {
  std::vector<Alarm> alarms;
  if (!standards.version(subject.sla_version)) return alarms;
  const Facts facts = facts_of(subject);
  for (const Clock& clock : subject.clocks)
    if (const auto end = runs_out(clock, facts, standards)) alarms.push_back({clock.kind, *end, *end, {.share = 0}});
  if (!standards.policy.escalations.steps.empty())
    for (const Reckoned& reckoned : why_due(facts, standards, subject.opened))
      if (const Clock* clock = subject.clock(reckoned.clock.kind); clock && clock->state == ClockState::running && !clock->stopped)
        add_escalations(reckoned, standards.policy.escalations.steps, alarms);
  std::erase_if(alarms, [&](const Alarm& alarm) {
    return (since && alarm.at <= *since) || std::ranges::find(fired, fired_of(alarm)) != fired.end();
  });
  std::ranges::stable_sort(alarms, {}, &Alarm::at);
  return alarms;
}

}  // namespace portico::cases
