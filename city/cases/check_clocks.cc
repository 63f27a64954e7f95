#include "city/cases/check_clocks.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "city/cases/events.h"
#include "city/cases/pause.h"
#include "city/cases/reckoning.h"
#include "city/standards/history.h"

namespace portico::cases {
namespace {

using standards::ClockKind;

enum class Told : std::uint64_t { first_due = 1, outcome_due, first_stop, outcome_stop, pause_from, pause_to, agency, service, sla };

std::uint32_t digest(Told what, std::uint64_t value) {
  std::uint64_t mixed = value + static_cast<std::uint64_t>(what) * 0x9e3779b97f4a7c15ULL;
  mixed = (mixed ^ (mixed >> 30)) * 0xbf58476d1ce4e5b9ULL;
  mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111ebULL;
  return static_cast<std::uint32_t>(mixed ^ (mixed >> 31));
}
std::uint32_t digest(Told what, Instant at) { return digest(what, std::bit_cast<std::uint64_t>(to_millis(at))); }
std::uint32_t digest(Told what, std::string_view text) { return digest(what, std::hash<std::string_view>()(text)); }
std::uint32_t digest_dues(const std::optional<Instant>& first, const std::optional<Instant>& outcome) {
  return (first ? digest(Told::first_due, *first) : 0) + (outcome ? digest(Told::outcome_due, *outcome) : 0);
}

std::optional<Instant> due_of(const Case& subject, ClockKind kind) {
  const Clock* clock = subject.clock(kind);
  return clock ? std::optional(clock->due) : std::nullopt;
}

// What the events tell of one case, in the order in which they were recorded.
struct Account {
  standards::ClockRun run;
  std::optional<Instant> first_due, outcome_due;
  std::string service, agency;
  std::int64_t sla_version = 0;
  Instant last;

  void dues(const std::optional<Instant>& first, const std::optional<Instant>& outcome) { first_due = first, outcome_due = outcome; }
};

void take(Account& account, const CaseOpened& told) {
  account.run.opened = told.opened;
  account.service = told.service;
  account.agency = told.agency;
  account.sla_version = told.sla_version;
  account.dues(told.first_status_due, told.outcome_due);
}
void take(Account& account, const MessageSent& told) {
  if (!told.first_status.empty()) account.run.first_status = told.sent;
}
void take(Account& account, const CaseClosed& told) {
  if (!told.first_status.empty()) account.run.first_status = told.closed;
  if (!told.outcome_clock.empty()) account.run.outcome = told.closed;
}
void take(Account& account, const CaseReopened&) { account.run.outcome.reset(); }
void take(Account& account, const CasePaused& told) {
  account.run.pauses.push_back({told.paused, std::nullopt, told.reason});
  account.run.paused = true;
}
void take(Account& account, const CaseResumed& told) {
  if (account.run.paused) account.run.pauses.back().to = told.resumed;
  account.run.paused = false;
  account.dues(told.first_status_due, told.outcome_due);
}
void take(Account& account, const CaseTransferred& told) { account.agency = told.to; }
void take(Account& account, const CaseReclassified& told) {
  account.service = told.service;
  account.agency = told.agency;
  account.sla_version = told.sla_version;
  account.dues(told.first_status_due, told.outcome_due);
}
void take(Account& account, const CaseReckoned& told) { account.dues(told.first_status_due, told.outcome_due); }

// Calls `taken` with the event as what it is, where it has to do with clocks.
template <class Taken>
void as_what_it_is(const ledger::Event& event, Taken taken) {
  if (event.type == CaseOpened::type) return taken(from_json<CaseOpened>(event.payload));
  if (event.type == MessageSent::type) return taken(from_json<MessageSent>(event.payload));
  if (event.type == CaseClosed::type) return taken(from_json<CaseClosed>(event.payload));
  if (event.type == CaseReopened::type) return taken(from_json<CaseReopened>(event.payload));
  if (event.type == CasePaused::type) return taken(from_json<CasePaused>(event.payload));
  if (event.type == CaseResumed::type) return taken(from_json<CaseResumed>(event.payload));
  if (event.type == CaseTransferred::type) return taken(from_json<CaseTransferred>(event.payload));
  if (event.type == CaseReclassified::type) return taken(from_json<CaseReclassified>(event.payload));
  if (event.type == CaseReckoned::type) return taken(from_json<CaseReckoned>(event.payload));
}

struct Hearing {
  ClockDigest& into;

  void operator()(const CaseOpened& told) const {
    into.dues = digest_dues(told.first_status_due, told.outcome_due);
    into.facts += digest(Told::agency, told.agency) + digest(Told::service, told.service) +
                  digest(Told::sla, static_cast<std::uint64_t>(told.sla_version));
  }
  void operator()(const MessageSent& told) const {
    if (!told.first_status.empty()) into.facts += digest(Told::first_stop, told.sent);
  }
  void operator()(const CaseClosed& told) const {
    if (!told.first_status.empty()) into.facts += digest(Told::first_stop, told.closed);
    if (!told.outcome_clock.empty()) into.facts += digest(Told::outcome_stop, told.closed);
  }
  void operator()(const CaseReopened& told) const {
    if (!told.outcome_clock.empty()) into.facts -= digest(Told::outcome_stop, told.closed);
  }
  void operator()(const CasePaused& told) const { into.facts += digest(Told::pause_from, told.paused); }
  void operator()(const CaseResumed& told) const {
    into.facts += digest(Told::pause_to, told.resumed);
    into.dues = digest_dues(told.first_status_due, told.outcome_due);
  }
  void operator()(const CaseTransferred& told) const { into.facts += digest(Told::agency, told.to) - digest(Told::agency, told.from); }
  void operator()(const CaseReclassified& told) const {
    into.facts += digest(Told::agency, told.agency) - digest(Told::agency, told.agency_before);
    into.facts += digest(Told::service, told.service) - digest(Told::service, told.service_before);
    into.facts +=
        digest(Told::sla, static_cast<std::uint64_t>(told.sla_version)) - digest(Told::sla, static_cast<std::uint64_t>(told.sla_before));
    into.dues = digest_dues(told.first_status_due, told.outcome_due);
  }
  void operator()(const CaseReckoned& told) const { into.dues = digest_dues(told.first_status_due, told.outcome_due); }
};

std::string text_of(const std::optional<Instant>& at) { return at ? iso8601(*at) : std::string("nothing"); }

std::string differs(std::string_view what, const std::string& row, const std::string& events) {
  return row == events ? std::string() : fmt::format("says that {} is {}, its events say {}", what, row, events);
}

std::string pauses_text(std::size_t count, auto each) {
  std::string text;
  for (std::size_t at = 0; at < count; ++at) text += (text.empty() ? "" : ", ") + each(at);
  return text.empty() ? "none" : text;
}

// A stopped clock as the standards answer for the history that the events tell; emergencies are not in it.
std::string answer_differs(const Clock& clock, const Account& account, const standards::Snapshot& standards) {
  const auto* sla = standards.version(account.sla_version);
  const auto* promise = sla && standards.emergencies.empty() ? sla->clock(clock.kind) : nullptr;
  if (!promise || (clock.load == 0 && standards.loaded > 0) || clock.state == ClockState::not_applicable) return {};
  const auto* calendar = standards.calendar(promise->calendar, clock.load);
  const Instant at = account.run.paused ? account.run.pauses.back().from : account.last;
  const auto answer = standards::answer_of(*promise, calendar ? &calendar->calendar : nullptr, account.run, at);
  const std::string name(standards::name_of(clock.kind));
  if (answer.due != clock.due) return differs("the clock " + name + " is due at", iso8601(clock.due), iso8601(answer.due));
  const auto state = state_as_of(clock, at);
  return differs("the clock " + name, std::string(name_of(state)), std::string(standards::name_of(answer.state)));
}

}  // namespace

void ClockDigest::hear(const ledger::Event& event) { as_what_it_is(event, Hearing{*this}); }

ClockDigest ClockDigest::of(const Case& subject) {
  ClockDigest made;
  made.dues = digest_dues(due_of(subject, ClockKind::first_status), due_of(subject, ClockKind::outcome));
  made.facts = digest(Told::agency, subject.agency) + digest(Told::service, subject.service) +
               digest(Told::sla, static_cast<std::uint64_t>(subject.sla_version));
  for (const Clock& clock : subject.clocks)
    if (clock.stopped) made.facts += digest(clock.kind == ClockKind::first_status ? Told::first_stop : Told::outcome_stop, *clock.stopped);
  for (const Pause& pause : subject.pauses) {
    made.facts += digest(Told::pause_from, pause.from);
    if (pause.to) made.facts += digest(Told::pause_to, *pause.to);
  }
  return made;
}

std::string against_events(const Case& subject, std::span<const ledger::Event> events, const standards::Snapshot& standards) {
  Account account;
  for (const auto& event : events) {
    as_what_it_is(event, [&](const auto& told) { take(account, told); });
    account.last = std::max(account.last, event.at);
  }
  const auto& run = account.run;
  const auto in_row = [&](std::size_t at) { return iso8601(subject.pauses[at].from) + " to " + text_of(subject.pauses[at].to); };
  const auto in_events = [&](std::size_t at) { return iso8601(run.pauses[at].from) + " to " + text_of(run.pauses[at].to); };
  for (const auto& found : {differs("its service", subject.service, account.service), differs("its agency", subject.agency, account.agency),
                            differs("its SLA version", std::to_string(subject.sla_version), std::to_string(account.sla_version)),
                            differs("a pause", pauses_text(subject.pauses.size(), in_row), pauses_text(run.pauses.size(), in_events))})
    if (!found.empty()) return found;
  for (const Clock& clock : subject.clocks) {
    const bool first = clock.kind == ClockKind::first_status;
    const std::string name = "the clock " + std::string(standards::name_of(clock.kind));
    for (const auto& found : {differs(name + " stopped at", text_of(clock.stopped), text_of(first ? run.first_status : run.outcome)),
                              differs(name + " is due at", iso8601(clock.due), text_of(first ? account.first_due : account.outcome_due)),
                              answer_differs(clock, account, standards)})
      if (!found.empty()) return found;
  }
  return {};
}

std::string against_rules(const Case& subject, const standards::Snapshot& standards) {
  if (!standards.version(subject.sla_version)) return {};
  const auto reckoned = reckon(facts_of(subject), standards, Calendars::kept);
  for (const Clock& should : reckoned) {
    const Clock* clock = subject.clock(should.kind);
    if (!clock || (clock->load == 0 && standards.loaded > 0)) continue;
    const std::string name(standards::name_of(should.kind));
    if (clock->due != should.due)
      return fmt::format("says that the clock {} is due at {}, by the calendars that counted it is {}", name, iso8601(clock->due),
                         iso8601(should.due));
    if (clock->state != should.state)
      return fmt::format("says that the clock {} is {}, by the rules it is {}", name, name_of(clock->state), name_of(should.state));
  }
  return {};
}

}  // namespace portico::cases
