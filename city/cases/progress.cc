#include "city/cases/progress.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "city/cases/pause.h"
#include "city/cases/reckoning.h"

namespace portico::cases {
namespace {

// INTERNAL_REFERRAL and FOR_TRIAGE pass a case on inside the city: for the customer it is still open.
constexpr std::array<StatusMeaning, 13> meanings{{
    {"OPEN", Effect::reopen, ""},
    {"IN_PROGRESS", Effect::message, ""},
    {"ACTION_SCHEDULED", Effect::message, ""},
    {"INVESTIGATING", Effect::message, ""},
    {"FIXED", Effect::close, "fixed"},
    {"CLOSED", Effect::close, "closed"},
    {"DUPLICATE", Effect::close, "duplicate"},
    {"NOT_COUNCILS_RESPONSIBILITY", Effect::close, "not_responsible"},
    {"NO_FURTHER_ACTION", Effect::close, "no_action"},
    {"INTERNAL_REFERRAL", Effect::message, ""},
    {"FOR_TRIAGE", Effect::message, ""},
    {"CANCELLED", Effect::close, "cancelled"},
    {"REOPEN", Effect::reopen, ""},
}};

Clock* clock_of(Case& subject, standards::ClockKind kind) {
  for (Clock& clock : subject.clocks)
    if (clock.kind == kind) return &clock;
  return nullptr;
}

// An end before the opening or in the future is a slip of the sender's clock: it is not measured. Whether the others are kept is reckoned.
bool stop(Case& subject, standards::ClockKind kind, Instant at, Instant now) {
  Clock* clock = clock_of(subject, kind);
  if (!clock || clock->stopped) return false;
  clock->stopped = at;
  if (at < subject.opened || at > now) clock->state = ClockState::not_applicable;
  return true;
}

// Nobody has it in hand then: somebody else than who closed it is to look at it.
void reopen(Case& subject) {
  subject.status = Status::open;
  subject.closing.reset();
  subject.handler.clear();
  subject.merged_into = 0;
  if (Clock* clock = clock_of(subject, standards::ClockKind::outcome)) {
    clock->state = ClockState::running;
    clock->stopped.reset();
  }
}

void close(Case& subject, Closing closing, Instant now) {
  stop(subject, standards::ClockKind::first_status, closing.at, now);
  stop(subject, standards::ClockKind::outcome, closing.at, now);
  end_pause(subject, closing.at);
  subject.status = Status::closed;
  subject.closing = std::move(closing);
}

Message message_from(const Update& update) {
  Message message;
  message.update_id = update.update_id;
  message.at = update.at;
  message.author = update.author;
  message.department = update.department;
  message.text = update.text;
  message.meaningful = update.meaningful;
  message.media_url = update.media_url;
  return message;
}

}  // namespace

std::span<const StatusMeaning> status_meanings() { return meanings; }

Outcome<StatusMeaning> meaning_of(std::string_view update_status) {
  if (update_status.empty()) return StatusMeaning{"", Effect::message, ""};
  std::string known;
  for (const StatusMeaning& meaning : meanings) {
    if (same_ignoring_case(meaning.status, update_status)) return meaning;
    known += (known.empty() ? "" : ", ") + std::string(meaning.status);
  }
  return refuse(Refused::invalid, "status", "status " + std::string(update_status.substr(0, 60)) + " is not known", known);
}

void close_clocks(Case& subject, const Closing& closing, Instant now, const standards::Snapshot& standards) {
  close(subject, closing, now);
  rework(subject, standards, Calendars::newest);
}

void reopen_clocks(Case& subject, const standards::Snapshot& standards) {
  reopen(subject);
  rework(subject, standards, Calendars::newest);
}

Outcome<Progress> apply(Case& subject, const Update& update, Instant now, const standards::Snapshot& standards) {
  const Outcome<StatusMeaning> meaning = meaning_of(update.update_status);
  if (!meaning) return std::unexpected(meaning.error());
  if (meaning->status.empty() && update.text.empty() && update.media_url.empty())
    return refuse(Refused::invalid, "description", "the update says nothing", "a status, a description or a media_url");

  Progress progress;
  progress.message = message_from(update);
  progress.message.update_status = meaning->status;
  if (update.meaningful) progress.first_status_stopped = stop(subject, standards::ClockKind::first_status, update.at, now);
  if (meaning->effect == Effect::close && subject.status == Status::open) {
    const Clock* first = subject.clock(standards::ClockKind::first_status);
    const bool waiting = first && !first->stopped;
    close(subject, {update.at, update.outcome.empty() ? std::string(meaning->outcome) : update.outcome, update.text}, now);
    progress.closed = true;
    progress.first_status_stopped = progress.first_status_stopped || waiting;
    progress.outcome_stopped = subject.clock(standards::ClockKind::outcome) != nullptr;
  } else if (meaning->effect == Effect::reopen && subject.status == Status::closed) {
    reopen(subject);
    progress.reopened = true;
  }
  rework(subject, standards, Calendars::newest);
  if (!update.text.empty()) subject.status_notes = update.text;
  subject.updated = std::max(subject.updated, update.at);
  return progress;
}

}  // namespace portico::cases
