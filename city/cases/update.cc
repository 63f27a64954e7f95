// News of a case: a message, a closing, a re-opening; and what all commands that change a case have in common.
#include <algorithm>

#include "base/text.h"
#include "city/cases/cases.h"
#include "city/cases/history.h"
#include "city/cases/record.h"
#include "city/cases/tables.h"

namespace portico::cases {
namespace {

constexpr Millis clocks_apart = std::chrono::minutes(5);  // how far ahead of ours another system's clock may run

Outcome<Update> checked(const Update& sent, Instant now) {
  Update update = sent;
  std::vector<Fault> faults;
  check_text(update.update_id, "update_id", 200, faults);
  check_text(update.author, "author", 1'000, faults);
  check_text(update.department, "department", 1'000, faults);
  check_text(update.text, "description", 10'000, faults);
  check_text(update.media_url, "media_url", 4'000, faults);
  if (update.at > now + clocks_apart) faults.push_back({"at", "updated_datetime lies in the future", "an instant up to now"});
  update.at = std::min(update.at, now);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return update;
}

}  // namespace

Outcome<Case> Cases::locked(store::Tx& tx, std::string_view number) const {
  const std::optional<std::int64_t> id = id_of(tx, number);
  std::optional<Case> subject = id ? tables::lock_case(tx, *id) : std::nullopt;
  if (!subject || subject->number.empty())
    return refuse(Refused::not_found, "number", "there is no request " + std::string(number.substr(0, 60)), "the number of a request");
  return *std::move(subject);
}

Outcome<Message> Cases::update(store::Tx& tx, std::string_view number, const Update& sent) const {
  const Instant now = time_.now();
  Outcome<Update> update = checked(sent, now);
  if (!update) return std::unexpected(update.error());
  Outcome<Case> subject = locked(tx, number);
  if (!subject) return std::unexpected(subject.error());
  if (!update->update_id.empty() && tables::update_id_known(tx, update->update_id))
    return refuse(Refused::invalid, "update_id", "update_id " + update->update_id + " was sent before",
                  "an update_id of its own for each update");
  // Many senders write whole seconds: news of the second in which the request came is not older than the request.
  // Before its opening by our own clock: that was set back since, and nobody can send a later instant.
  if (update->at < std::chrono::floor<std::chrono::seconds>(subject->opened) && now >= subject->opened)
    return refuse(Refused::invalid, "at", "updated_datetime lies before the request", "an instant from " + iso8601(subject->opened));
  update->at = std::max(update->at, subject->opened);

  const auto standards = standards_.now();
  History history(*std::move(subject), now, *standards);
  history.reckon();
  const Outcome<Progress> progress = history.update(*update);
  if (!progress) return std::unexpected(progress.error());
  if (auto added = add_photos(tx, history, update->photos, PhotoKind::after); !added) return std::unexpected(added.error());
  Case changed = history.subject();
  arm(tx, changed, *standards);
  changed.updated = now;  // whoever reads what changed since they last looked must not miss news that was sent late
  tables::update_case(tx, changed);
  return history.write(tx, "update").front();
}

Outcome<Closing> Cases::close(store::Tx& tx, std::int64_t id, const Closing& closing) const {
  const Instant now = time_.now();
  std::optional<Case> subject = tables::lock_case(tx, id);
  if (!subject) return refuse(Refused::not_found, "number", "there is no such request");
  if (!valid_utf8(closing.reason) || closing.reason.find('\0') != std::string::npos)
    return refuse(Refused::invalid, "description", "this text is not UTF-8", "text in UTF-8");
  const auto standards = standards_.now();
  History history(*std::move(subject), now, *standards);
  history.reckon();
  const Outcome<Closing> closed = history.close(closing);
  if (!closed) return closed;
  Case changed = history.subject();
  changed.updated = std::max(changed.updated, now);
  arm(tx, changed, *standards);
  tables::update_case(tx, changed);
  history.write(tx, "cases");
  return closed;
}

Outcome<Case> Cases::change(store::Tx& tx, std::string_view number, const Acting& acting,
                            const std::function<Outcome<void>(History& history)>& how) const {
  Outcome<Case> subject = locked(tx, number);
  if (!subject) return subject;
  const auto& theirs = acting.agencies;
  if (std::ranges::find(theirs, "*") == theirs.end() && std::ranges::find(theirs, subject->agency) == theirs.end())
    return refuse(Refused::forbidden, "number", "this request is with " + subject->agency + ", whose requests this key may not change");
  const Instant now = time_.now();
  const auto standards = standards_.now();
  History history(*std::move(subject), now, *standards);
  history.reckon();
  if (const auto done = how(history); !done) return std::unexpected(done.error());
  Case changed = history.subject();
  changed.updated = now;
  arm(tx, changed, *standards);
  tables::update_case(tx, changed);
  if (history.moved()) tables::move_case(tx, changed);
  history.write(tx, acting.actor);
  return as_of_now(std::move(changed));
}

}  // namespace portico::cases
