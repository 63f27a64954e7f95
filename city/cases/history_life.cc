// What the commands of a case's life do to it, and the events that tell of it.
#include "city/cases/accept.h"
#include "city/cases/events.h"
#include "city/cases/history.h"

namespace portico::cases {

Outcome<void> History::accept(std::string_view handler) {
  auto done = cases::accept(subject_, handler);
  if (done) tell(CaseAccepted::type, to_json(CaseAccepted{subject_.id, subject_.service, subject_.agency, subject_.handler, now_}));
  return done;
}

Outcome<void> History::contest(std::int64_t turn) {
  const Closing closing = *subject_.closing;
  const Clock* outcome = subject_.clock(standards::ClockKind::outcome);
  const std::string outcome_before = outcome ? std::string(name_of(outcome->state)) : std::string();
  const Dues dues = dues_of(subject_);
  tell(CaseContested::type,
       to_json(CaseContested{subject_.id, turn, subject_.service, subject_.agency, closing.outcome, closing.at, now_}));
  reopen_clocks(subject_, standards_);
  tell(CaseReopened::type, to_json(CaseReopened{subject_.id, subject_.service, subject_.agency, now_, closing.at, outcome_before}));
  tell_reckoned(dues, "reopened");
  return {};
}

Outcome<void> History::merge(std::int64_t into, const std::string& words, const Acting& acting) {
  if (subject_.status == Status::closed) return refuse(Refused::conflict, "number", "this request is closed already", "an open request");
  tell(CaseMerged::type, to_json(CaseMerged{subject_.id, into, subject_.service, subject_.agency, now_}));
  Update told;
  told.at = now_;
  told.author = acting.author;
  told.department = acting.department;
  told.text = words;
  told.update_status = "DUPLICATE";
  const auto closed = update(told);
  if (!closed) return std::unexpected(closed.error());
  subject_.merged_into = into;
  return {};
}

void History::follow(const Follower& follower) {
  tell(CaseFollowed::type, to_json(CaseFollowed{subject_.id, follower.id, follower.from_case, now_}));
  if (follower.confirmed)
    ++subject_.told;
  else
    notes_.push_back({.key = "confirm:" + std::to_string(follower.id),
                      .about = "case:" + std::to_string(subject_.id),
                      .recipient = "follower:" + std::to_string(follower.id),
                      .template_code = "confirm_contact",
                      .data = "{}",
                      .not_before = now_});
}

void History::confirm(std::int64_t follower) {
  ++subject_.told;
  tell(FollowingConfirmed::type, to_json(FollowingConfirmed{subject_.id, follower, now_}));
}

void History::unfollow(const Follower& follower) {
  if (follower.confirmed) --subject_.told;
  tell(CaseUnfollowed::type, to_json(CaseUnfollowed{subject_.id, follower.id, now_}));
}

Outcome<void> History::find_place(geo::Point point, std::string_view address, const directory::Snapshot& city) {
  auto done = cases::find_place(subject_, point, address, city);
  if (!done) return done;
  PlaceFound event{subject_.id, subject_.service, subject_.agency, {}, now_};
  for (const auto& placement : subject_.districts) event.districts[placement.set] = placement.area;
  tell(PlaceFound::type, to_json(event));
  return done;
}

Outcome<void> History::release_words(const directory::Service* service) {
  auto done = cases::release_words(subject_, service);
  if (done) tell(WordsReleased::type, to_json(WordsReleased{subject_.id, subject_.service, subject_.agency, now_}));
  return done;
}

void History::redact(std::string_view why, bool place) {
  subject_.description.clear();
  subject_.answers.clear();
  subject_.status_notes.clear();
  if (subject_.closing) subject_.closing->reason.clear();
  subject_.words = Showing::hidden;
  subject_.told = 0;
  tell(CaseRedacted::type, to_json(CaseRedacted{subject_.id, subject_.service, subject_.agency, std::string(why), place, now_}));
}

Outcome<void> History::hide_words(const directory::Service* service) {
  auto done = cases::hide_words(subject_, service);
  if (done) tell(WordsHidden::type, to_json(WordsHidden{subject_.id, subject_.service, subject_.agency, now_}));
  return done;
}

}  // namespace portico::cases
