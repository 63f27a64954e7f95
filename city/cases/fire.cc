// What fires by itself: due instants that come, and escalations on the way to them.
#include "city/cases/alarm.h"
#include "city/cases/cases.h"
#include "city/cases/history.h"
#include "city/cases/tables.h"
#include "city/cases/tables_alarms.h"
#include "city/cases/tables_reckoning.h"

namespace portico::cases {
namespace {

std::optional<Instant> first_of(const std::vector<Alarm>& alarms) {
  return alarms.empty() ? std::nullopt : std::optional(alarms.front().at);
}

void fire(store::Tx& tx, Case ringing, const standards::Snapshot& standards, Instant now) {
  const tables::Past past = tables::past_alarms(tx, ringing.id);
  History history(std::move(ringing), now, standards);
  if (history.reckon()) tables::reckon_case(tx, history.subject());  // a calendar has changed: nothing fires by the one from before
  const std::vector<Alarm> alarms = alarms_of(history.subject(), standards, past.fired, past.entered);
  std::optional<Instant> next;
  for (const Alarm& alarm : alarms) {
    if (alarm.at > now) {
      next = alarm.at;
      break;
    }
    tables::insert_fired(tx, history.subject().id, fired_of(alarm), now);
    history.fire(alarm);
  }
  tables::set_alarm(tx, history.subject().id, next, history.subject().version);
  history.write(tx, "scheduler");
}

}  // namespace

void Cases::arm(store::Tx& tx, Case& subject, const standards::Snapshot& standards) const {
  const tables::Past past = subject.status == Status::open ? tables::past_alarms(tx, subject.id) : tables::Past{};
  subject.alarm = first_of(alarms_of(subject, standards, past.fired, past.entered));
  if (subject.alarm) soonest_.tell(*subject.alarm);
}

void Cases::arm_opened(store::Tx& tx, Case& subject, const standards::Snapshot& standards, Instant now) const {
  subject.alarm = first_of(alarms_of(subject, standards, {}, {}));
  if (subject.alarm && *subject.alarm <= now) {
    tables::insert_entered(tx, subject.id, now);
    subject.alarm = first_of(alarms_of(subject, standards, {}, now));
  }
  if (subject.alarm) soonest_.tell(*subject.alarm);
}

Outcome<int> Cases::fire_alarms(store::Tx& tx, int limit) const {
  const Instant now = time_.now();
  const auto standards = standards_.now();
  int fired = 0;
  for (const std::int64_t id : tables::ids_by_alarm(tx, now, limit)) {
    std::optional<Case> ringing = tables::lock_case(tx, id);
    if (!ringing) continue;
    fire(tx, *std::move(ringing), *standards, now);
    ++fired;
    if (tx.slice_over()) break;
  }
  return fired;
}

}  // namespace portico::cases
