#include "city/cases/reckoning.h"

#include <algorithm>
#include <functional>
#include <set>
#include <stdexcept>

#include "city/standards/effects.h"

namespace portico::cases {
namespace {

using standards::ClockKind, standards::ClockPromise;

// One clock with all that it is reckoned from.
struct Reckoning {
  const Facts& facts;
  const Facts::OfClock& of;
  const ClockPromise& promise;
  const ClockPromise& named;  // the same without the emergencies' reasons
  const standards::Effects& effects;
  std::int64_t load;
  const standards::CalendarVersion* calendar;

  // Pauses by their instants alone; what came after the clock's stop moves nothing. An open one ends at `as_of`.
  std::vector<standards::Pause> pauses(Instant as_of) const {
    std::vector<standards::Pause> cut;
    const auto add = [&](Instant from, Instant to, const std::string& reason) {
      if (of.stopped) to = std::min(to, std::max(*of.stopped, facts.opened));
      if (from < to) cut.push_back({from, to, reason});
    };
    for (const auto& pause : facts.pauses) {
      if (stops(pause)) add(pause.from, pause.to.value_or(std::max(as_of, pause.from)), pause.reason);
    }
    for (const auto& pause : effects.pauses) add(pause.from, *pause.to, pause.reason);
    return cut;
  }

  bool stops(const standards::Pause& pause) const { return std::ranges::find(promise.pauses, pause.reason) != promise.pauses.end(); }

  // A pause without end holds this clock.
  bool held() const { return !of.stopped && !facts.pauses.empty() && !facts.pauses.back().to && stops(facts.pauses.back()); }

  Clock clock(Instant as_of) const {
    Clock told;
    told.kind = promise.kind;
    told.due = standards::due_instant(promise, calendar ? &calendar->calendar : nullptr, facts.opened, pauses(as_of), as_of);
    told.stopped = of.stopped;
    told.load = load;
    if (of.stopped && (!of.measured || *of.stopped < facts.opened))
      told.state = ClockState::not_applicable;
    else if (of.stopped)
      told.state = *of.stopped <= told.due ? ClockState::kept : ClockState::missed;
    else
      told.state = held() && as_of <= told.due ? ClockState::paused : ClockState::running;
    return told;
  }

  Clock clock_read(Instant now) const {
    Clock told = clock(now);
    told.state = state_as_of(told, now);
    if (told.state == ClockState::running &&
        std::ranges::any_of(effects.pauses, [&](const auto& pause) { return pause.from <= now && now < *pause.to; }))
      told.state = ClockState::paused;
    return told;
  }
};

// What runs for one clock of a case: an emergency's promise where that replaced the SLA's. A clock that had stopped before an emergency has
// nothing to do with it.
void each_clock(const Facts& facts, const standards::SlaVersion& sla, ClockKind kind, const standards::Snapshot& standards,
                Calendars calendars, const std::function<void(const Reckoning&)>& each) {
  const auto& of = facts.of(kind);
  standards::Effects effects;
  if (!standards.emergencies.empty()) effects = standards::effects_on(facts.service, facts.opened, of.stopped, standards.emergencies);
  const ClockPromise* promise = sla.clock(kind);
  if (effects.replacement) {
    const auto& clocks = effects.replacement->clocks;
    if (const auto found = std::ranges::find(clocks, kind, &ClockPromise::kind); found != clocks.end()) promise = &*found;
  }
  if (!promise) return;
  std::optional<ClockPromise> paused;
  const ClockPromise& named = *promise;
  if (!effects.pauses.empty()) promise = &paused.emplace(standards::paused_by(named, effects));
  const auto load = calendars == Calendars::kept || of.stopped ? of.load : standards.loaded;
  each(Reckoning{facts, of, *promise, named, effects, load, standards.calendar(promise->calendar, load)});
}

void each_clock(const Facts& facts, const standards::Snapshot& standards, Calendars calendars,
                const std::function<void(const Reckoning&)>& each) {
  if (facts.sla_version == 0) return;
  const auto* sla = standards.version(facts.sla_version);
  if (!sla) throw std::invalid_argument("there is no SLA version " + std::to_string(facts.sla_version));
  for (const ClockKind kind : {ClockKind::first_status, ClockKind::outcome}) each_clock(facts, *sla, kind, standards, calendars, each);
}

// Up to where an open pause counts in a row.
Instant row_instant(const Facts& facts) { return facts.pauses.empty() || facts.pauses.back().to ? facts.opened : facts.pauses.back().from; }

}  // namespace

Facts facts_of(const Case& subject) {
  Facts facts;
  facts.service = subject.service;
  facts.sla_version = subject.sla_version;
  facts.opened = subject.opened;
  for (const auto& pause : subject.pauses) facts.pauses.push_back({pause.from, pause.to, pause.reason});
  for (const Clock& clock : subject.clocks) {
    auto& of = clock.kind == standards::ClockKind::first_status ? facts.first_status : facts.outcome;
    of = {clock.load, clock.stopped, clock.state != ClockState::not_applicable};
  }
  return facts;
}

std::vector<Clock> reckon(const Facts& facts, const standards::Snapshot& standards, Calendars calendars) {
  std::vector<Clock> clocks;
  each_clock(facts, standards, calendars, [&](const Reckoning& one) { clocks.push_back(one.clock(row_instant(facts))); });
  return clocks;
}

void rework(Case& subject, const standards::Snapshot& standards, Calendars calendars) {
  if (standards.version(subject.sla_version)) {
    subject.clocks = reckon(facts_of(subject), standards, calendars);
    return;
  }
  for (Clock& clock : subject.clocks)
    if (clock.stopped && clock.state != ClockState::not_applicable)
      clock.state = *clock.stopped <= clock.due ? ClockState::kept : ClockState::missed;
}

std::vector<Clock> clocks_at(const Facts& facts, const standards::Snapshot& standards, Instant now) {
  std::vector<Clock> clocks;
  each_clock(facts, standards, Calendars::kept, [&](const Reckoning& one) { clocks.push_back(one.clock_read(now)); });
  return clocks;
}

std::vector<std::string> pause_reasons(const Facts& facts, const standards::Snapshot& standards) {
  std::set<std::string> reasons;
  each_clock(facts, standards, Calendars::kept, [&](const Reckoning& one) {
    if (!one.of.stopped) reasons.insert(one.named.pauses.begin(), one.named.pauses.end());
  });
  return {reasons.begin(), reasons.end()};
}

namespace {

std::string changed_by(const standards::CalendarVersion& before, const standards::CalendarVersion& now) {
  return before.calendar.plan() == now.calendar.plan() ? "tzdata:" + now.tzdata : "calendar:" + now.code;
}

std::string newest_emergency(const standards::Snapshot& standards, std::string_view service) {
  const standards::Emergency* newest = nullptr;
  for (const auto& each : standards.emergencies)
    if (each.names(service) && (!newest || each.change > newest->change)) newest = &each;
  return newest ? newest->reason() : std::string();
}

}  // namespace

std::optional<Outdated> outdated(const Case& subject, const standards::Snapshot& standards) {
  if (subject.status == Status::closed || !standards.version(subject.sla_version)) return std::nullopt;
  if (std::ranges::any_of(subject.clocks, [&](const Clock& clock) { return clock.load > standards.loaded; })) return std::nullopt;
  Outdated now;
  bool other_calendar = false;
  each_clock(facts_of(subject), standards, Calendars::newest, [&](const Reckoning& one) {
    const Clock* kept = subject.clock(one.promise.kind);
    now.clocks.push_back(one.clock(row_instant(one.facts)));
    if (!kept || kept->stopped) return;
    now.moved = now.moved || kept->due != now.clocks.back().due;
    const auto* before = standards.calendar(one.promise.calendar, kept->load);
    if (before == one.calendar) return;
    other_calendar = true;
    now.why = changed_by(*before, *one.calendar);
  });
  if (!other_calendar && !now.moved) return std::nullopt;
  if (!other_calendar) now.why = newest_emergency(standards, subject.service);
  return now;
}

std::optional<Instant> runs_out(const Clock& clock, const Facts& facts, const standards::Snapshot& standards) {
  if (clock.stopped) return std::nullopt;
  if (clock.state != ClockState::paused) return clock.due;
  std::optional<Instant> end;
  each_clock(facts, standards, Calendars::kept, [&](const Reckoning& one) {
    if (one.promise.kind == clock.kind && one.clock(clock.due).due == clock.due) end = clock.due;
  });
  return end;
}

std::vector<Reckoned> why_due(const Facts& facts, const standards::Snapshot& standards, Instant now) {
  std::vector<Reckoned> all;
  each_clock(facts, standards, Calendars::kept, [&](const Reckoning& one) {
    Reckoned told{one.clock_read(now), one.promise, one.effects.replacement, one.calendar, one.pauses(now), {}};
    told.why =
        standards::account(one.promise, one.calendar ? &one.calendar->calendar : nullptr, facts.opened, told.pauses, now, told.clock.due);
    all.push_back(std::move(told));
  });
  return all;
}

}  // namespace portico::cases
