#include "city/cases/history.h"

#include <algorithm>

#include "city/cases/accept.h"
#include "city/cases/events.h"
#include "city/cases/events_photo.h"
#include "city/cases/follow.h"
#include "city/cases/pause.h"
#include "city/cases/reckoning.h"
#include "city/cases/tables.h"
#include "city/cases/touched.h"

namespace portico::cases {
namespace {

using standards::ClockKind;

std::string state_of(const Case& subject, ClockKind kind) {
  const Clock* clock = subject.clock(kind);
  return clock ? std::string(name_of(clock->state)) : std::string();
}

std::optional<Instant> stopped(const Case& subject, ClockKind kind) {
  const Clock* clock = subject.clock(kind);
  return clock ? clock->stopped : std::nullopt;
}

}  // namespace

History::History(Case subject, Instant now, const standards::Snapshot& standards)
    : subject_(std::move(subject)),
      now_(now),
      standards_(standards),
      pauses_before_(subject_.pauses.size()),
      was_paused_(open_pause(subject_) != nullptr) {}

History::Dues History::dues_of(const Case& subject) {
  const auto due = [&](ClockKind kind) {
    const Clock* clock = subject.clock(kind);
    return clock ? std::optional(clock->due) : std::nullopt;
  };
  return {due(ClockKind::first_status), due(ClockKind::outcome)};
}

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
  for (const auto* emergency : effects_of(subject_, standards_).touching) {
    // What an import brings may have ended before the emergency began, as its later events tell.
    if (!imported || emergency->from <= subject_.opened) event.emergencies.push_back(emergency->code);
  }
  tell(CaseOpened::type, to_json(event));
  quiet_ = imported;
  receipt_ = !imported;
}

void History::tell_resumed() {
  const Pause& ended = subject_.pauses.back();
  const Dues dues = dues_of(subject_);
  tell(CaseResumed::type, to_json(CaseResumed{subject_.id, subject_.pause_count, subject_.service, subject_.agency, ended.reason,
                                              ended.from, *ended.to, dues.first_status, dues.outcome}));
}

void History::tell_reckoned(const Dues& before, std::string why) {
  const Dues dues = dues_of(subject_);
  if (dues == before) return;
  tell(CaseReckoned::type, to_json(CaseReckoned{subject_.id, subject_.service, subject_.agency, std::move(why), standards_.loaded, now_,
                                                before.first_status, dues.first_status, before.outcome, dues.outcome}));
}

Outcome<Progress> History::update(const Update& update) {
  const std::optional<Closing> closing_before = subject_.closing;
  const std::string outcome_before = state_of(subject_, ClockKind::outcome);
  const bool waited = open_pause(subject_) != nullptr;
  Dues dues = dues_of(subject_);
  Outcome<Progress> progress = apply(subject_, update, now_, standards_);
  if (!progress) return progress;

  tell(MessageSent::type, {});
  tellings_.back().message = messages_.size();
  if (progress->first_status_stopped) tellings_.back().first_status = state_of(subject_, ClockKind::first_status);
  if (progress->reopened) reopened_by_ = messages_.size();
  messages_.push_back(progress->message);
  if (waited && !open_pause(subject_)) {
    tell_resumed();
    dues = dues_of(subject_);
  }
  if (progress->closed)
    tell(CaseClosed::type, to_json(CaseClosed{subject_.id, subject_.service, subject_.agency, subject_.closing->outcome,
                                              subject_.closing->at, "", state_of(subject_, ClockKind::outcome)}));
  if (progress->reopened)
    tell(CaseReopened::type,
         to_json(CaseReopened{subject_.id, subject_.service, subject_.agency, update.at, closing_before->at, outcome_before}));
  tell_reckoned(dues, progress->reopened ? "reopened" : "stopped");
  return progress;
}

void History::add_photo(const Photo& photo) {
  ++subject_.photo_count;
  tell(PhotoAdded::type, to_json(PhotoAdded{subject_.id, photo.turn, subject_.service, subject_.agency, std::string(name_of(photo.kind)),
                                            std::string(name_of(photo.state))}));
}

void History::tell_photo(std::string_view type, std::string payload) { tell(type, std::move(payload)); }

Outcome<Closing> History::close(const Closing& closing) {
  if (subject_.status == Status::closed) return refuse(Refused::conflict, "number", "this request is closed already", "an open request");
  const Clock* first = subject_.clock(ClockKind::first_status);
  const bool waiting = first && !first->stopped;
  Dues dues = dues_of(subject_);
  close_clocks(subject_, closing, now_, standards_);
  subject_.updated = std::max(subject_.updated, closing.at);
  if (was_paused_) {
    tell_resumed();
    dues = dues_of(subject_);
  }
  tell(CaseClosed::type,
       to_json(CaseClosed{subject_.id, subject_.service, subject_.agency, closing.outcome, closing.at,
                          waiting ? state_of(subject_, ClockKind::first_status) : "", state_of(subject_, ClockKind::outcome)}));
  tell_reckoned(dues, "stopped");
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

bool History::reckon() {
  auto now = outdated(subject_, standards_);
  if (!now) return false;
  const Dues before = dues_of(subject_);
  subject_.clocks = std::move(now->clocks);
  tell_reckoned(before, std::move(now->why));
  return true;
}

Outcome<void> History::pause(std::string_view reason, std::string_view words) {
  auto begun = cases::pause(subject_, {now_, std::nullopt, std::string(reason), std::string(words)}, standards_);
  if (!begun) return begun;
  const auto stands = [this](ClockKind kind) {
    const Clock* clock = subject_.clock(kind);
    return clock && clock->state == ClockState::paused;
  };
  tell(CasePaused::type, to_json(CasePaused{subject_.id, subject_.pause_count, subject_.service, subject_.agency, std::string(reason),
                                            subject_.pauses.back().from, stands(ClockKind::first_status), stands(ClockKind::outcome)}));
  return {};
}

Outcome<void> History::resume() {
  auto ended = cases::resume(subject_, now_, standards_);
  if (ended) tell_resumed();
  return ended;
}

Outcome<void> History::transfer(std::string_view agency, std::string_view reason) {
  auto move = cases::transfer(subject_, agency, now_, reason);
  if (!move) return std::unexpected(move.error());
  move_ = *std::move(move);
  const auto answered = stopped(subject_, ClockKind::first_status);
  tell(CaseTransferred::type, to_json(CaseTransferred{subject_.id, subject_.service, move_->from_agency, move_->to_agency, subject_.opened,
                                                      now_, answered ? state_of(subject_, ClockKind::first_status) : "", answered}));
  return {};
}

Outcome<void> History::reclassify(const Reclassification& to, std::string_view reason) {
  const std::string first_before = state_of(subject_, ClockKind::first_status);
  const std::int64_t sla_before = subject_.sla_version;
  auto move = cases::reclassify(subject_, to, now_, reason, standards_);
  if (!move) return std::unexpected(move.error());
  move_ = *std::move(move);
  const Dues dues = dues_of(subject_);
  const auto answered = stopped(subject_, ClockKind::first_status);
  CaseReclassified event{.id = subject_.id,
                         .service_before = move_->from_service,
                         .service = move_->to_service,
                         .agency_before = move_->from_agency,
                         .agency = move_->to_agency,
                         .sla_before = sla_before,
                         .sla_version = subject_.sla_version,
                         .opened = subject_.opened,
                         .reclassified = now_,
                         .first_status_due = dues.first_status,
                         .outcome_due = dues.outcome,
                         .answered = answered};
  if (answered) event.first_status_before = first_before, event.first_status = state_of(subject_, ClockKind::first_status);
  tell(CaseReclassified::type, to_json(event));
  return {};
}

std::string History::template_of(std::size_t turn) const {
  if (reopened_by_ == turn) return "reopened";
  const auto meaning = meaning_of(messages_[turn].update_status);
  return meaning && meaning->effect == Effect::close ? "outcome" : "status";
}

// The outbox holds who is told what; the words are found by the message's id when it is sent.
void History::tell_customers(store::Tx& tx, const std::vector<Message>& messages) const {
  if (subject_.told <= 0 || quiet_) return;
  const std::string about = "case:" + std::to_string(subject_.id);
  if (receipt_)
    notify::put(tx,
                {.key = "receipt:" + std::to_string(subject_.id),
                 .about = about,
                 .recipient = "reporter:" + std::to_string(subject_.id),
                 .template_code = "receipt",
                 .data = "{}",
                 .not_before = now_},
                now_);
  if (messages.empty()) return;
  for (const std::string& recipient : recipients_of(tx, subject_.id))
    for (std::size_t turn = 0; turn < messages.size(); ++turn) {
      const Message& message = messages[turn];
      notify::put(tx,
                  {.key = "message:" + std::to_string(message.id) + ":" + recipient,
                   .about = about,
                   .recipient = recipient,
                   .template_code = template_of(turn),
                   .data = "{\"message\":" + std::to_string(message.id) + "}",
                   .not_before = now_},
                  now_);
    }
}

void History::write_pauses(store::Tx& tx) const {
  for (std::size_t at = pauses_before_; at < subject_.pauses.size(); ++at)
    tables::insert_pause(tx, subject_.id, static_cast<std::int64_t>(at) + 1, subject_.pauses[at]);
  if (was_paused_ && subject_.pauses[pauses_before_ - 1].to)
    tables::end_pause(tx, subject_.id, static_cast<std::int64_t>(pauses_before_), *subject_.pauses[pauses_before_ - 1].to);
}

std::vector<Message> History::write(store::Tx& tx, std::string_view actor) const {
  write_pauses(tx);
  if (move_) tables::insert_move(tx, subject_.id, *move_);
  std::vector<Message> messages = messages_;
  for (Message& message : messages) {
    message.id = tx.next("cases.message");
    message.number = subject_.number;
    tables::insert_message(tx, subject_.id, message);
  }
  tell_customers(tx, messages);
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
