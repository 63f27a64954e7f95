#include "city/cases/history.h"

#include <algorithm>

#include "city/cases/events.h"
#include "city/cases/tables.h"

namespace portico::cases {
namespace {

using standards::ClockKind;

std::string state_of(const Case& subject, ClockKind kind) {
  const Clock* clock = subject.clock(kind);
  return clock ? std::string(name_of(clock->state)) : std::string();
}

}  // namespace

History::History(Case subject, Instant now, const standards::Snapshot& standards)
    : subject_(std::move(subject)), now_(now), standards_(standards) {}

void History::tell(std::string_view type, std::string payload) {
  tellings_.push_back({type, std::move(payload), 0, {}, ++subject_.version});
}

void History::asked() { tell(CaseAsked::type, to_json(CaseAsked{subject_.id, subject_.service, subject_.opened})); }

void History::opened(bool imported) {
  CaseOpened event;
  event.id = subject_.id;
  event.number = subject_.number;
  event.service = subject_.service;
  event.agency = subject_.agency;
  event.channel = name_of(subject_.channel);
  event.opened = subject_.opened;
  event.sla_version = subject_.sla_version;
  if (const Clock* clock = subject_.clock(ClockKind::first_status)) event.first_status_due = clock->due;
  if (const Clock* clock = subject_.clock(ClockKind::outcome)) event.outcome_due = clock->due;
  for (const auto& placement : subject_.districts) event.districts[placement.set] = placement.area;
  event.imported = imported;
  tell(CaseOpened::type, to_json(event));
}

Outcome<Progress> History::update(const Update& update) {
  const std::optional<Closing> closing_before = subject_.closing;
  const std::string outcome_before = state_of(subject_, ClockKind::outcome);
  Outcome<Progress> progress = apply(subject_, update, now_, standards_);
  if (!progress) return progress;

  tell(MessageSent::type, {});
  tellings_.back().message = messages_.size();
  if (progress->first_status_stopped) tellings_.back().first_status = state_of(subject_, ClockKind::first_status);
  messages_.push_back(progress->message);
  if (progress->closed)
    tell(CaseClosed::type, to_json(CaseClosed{subject_.id, subject_.service, subject_.agency, subject_.closing->outcome,
                                              subject_.closing->at, "", state_of(subject_, ClockKind::outcome)}));
  if (progress->reopened)
    tell(CaseReopened::type,
         to_json(CaseReopened{subject_.id, subject_.service, subject_.agency, update.at, closing_before->at, outcome_before}));
  return progress;
}

Outcome<Closing> History::close(const Closing& closing) {
  if (subject_.status == Status::closed) return refuse(Refused::conflict, "number", "this request is closed already", "an open request");
  const Clock* first = subject_.clock(ClockKind::first_status);
  const bool waiting = first && !first->stopped;
  close_clocks(subject_, closing, now_, standards_);
  subject_.updated = std::max(subject_.updated, closing.at);
  tell(CaseClosed::type,
       to_json(CaseClosed{subject_.id, subject_.service, subject_.agency, closing.outcome, closing.at,
                          waiting ? state_of(subject_, ClockKind::first_status) : "", state_of(subject_, ClockKind::outcome)}));
  return closing;
}

void History::fire(const Alarm& alarm) {
  const std::string clock(standards::name_of(alarm.clock));
  if (alarm.is_due())
    return tell(ClockRanOut::type, to_json(ClockRanOut{subject_.id, subject_.service, subject_.agency, clock, alarm.due}));
  const auto& policy = standards_.policy.escalations;
  const Instant tell_from = standards::tell_at(alarm.escalation, standards_.calendar(policy.quiet), now_);
  const std::string payload = to_json(CaseEscalated{subject_.id, subject_.service, subject_.agency, clock, alarm.escalation.share,
                                                    alarm.escalation.to, alarm.escalation.urgent, alarm.at, alarm.due, tell_from});
  tell(CaseEscalated::type, payload);
  notes_.push_back({.key = "escalation:" + std::to_string(subject_.id) + ":" + clock + ":" + std::to_string(alarm.escalation.share) + ":" +
                           alarm.escalation.to,
                    .about = "case:" + std::to_string(subject_.id),
                    .recipient = "role:" + alarm.escalation.to + "@" + subject_.agency,
                    .template_code = "escalation",
                    .data = payload,
                    .not_before = tell_from});
}

std::vector<Message> History::write(store::Tx& tx, std::string_view actor) const {
  std::vector<Message> messages = messages_;
  for (Message& message : messages) {
    message.id = tx.next("cases.message");
    message.number = subject_.number;
    tables::insert_message(tx, subject_.id, message);
  }
  for (const notify::Note& note : notes_) notify::put(tx, note, now_);
  ledger::NewEvent event;
  event.at = now_;
  event.actor = actor;
  event.subject = "case:" + std::to_string(subject_.id);
  for (const Telling& telling : tellings_) {
    event.version = telling.version;
    event.type = telling.type;
    event.payload = telling.payload;
    if (telling.type == MessageSent::type) {
      const Message& message = messages[telling.message];
      event.payload = to_json(MessageSent{subject_.id, message.id, subject_.service, subject_.agency, message.at, message.meaningful,
                                          message.update_status, telling.first_status});
    }
    ledger::append(tx, event);
  }
  return messages;
}

}  // namespace portico::cases
