// How a case ends, and how it is taken up again: rules and commands.
#include "city/cases/ending.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "city/cases/history.h"
#include "city/cases/record.h"
#include "city/cases/tables.h"
#include "city/cases/tables_life.h"
#include "city/cases/tables_photos.h"
#include "city/standards/record.h"

namespace portico::cases {
namespace {

constexpr std::size_t longest_reason = 4'000;

constexpr std::array<OutcomeMeaning, 7> meanings{{
    {.outcome = "fixed", .update_status = "FIXED", .needs_proof = true},
    {.outcome = "cannot_act", .update_status = "NO_FURTHER_ACTION", .says_who_can = true},
    {.outcome = "not_responsible", .update_status = "NOT_COUNCILS_RESPONSIBILITY", .says_who_can = true},
    {.outcome = "no_action", .update_status = "NO_FURTHER_ACTION"},
    {.outcome = "cancelled", .update_status = "CANCELLED"},
    {.outcome = "closed", .update_status = "CLOSED"},
    {.outcome = "duplicate", .update_status = "DUPLICATE"},  // by merge_case alone, which names the other
}};

std::string listed_outcomes() {
  std::string list;
  for (const auto& each : meanings)
    if (each.outcome != "duplicate") list += (list.empty() ? "" : ", ") + std::string(each.outcome);
  return list;
}

std::string date_text(std::chrono::sys_days day) { return standards::date_text(day); }

}  // namespace

std::span<const OutcomeMeaning> outcomes() { return meanings; }

const OutcomeMeaning* outcome_named(std::string_view outcome) {
  const auto* found = std::ranges::find(meanings, outcome, &OutcomeMeaning::outcome);
  return found == meanings.end() ? nullptr : found;
}

Outcome<void> check_ending(const Ending& ending, bool photographed) {
  std::vector<Fault> faults;
  const auto* meaning = outcome_named(ending.closing.outcome);
  if (!meaning)
    faults.push_back(
        {"outcome",
         ending.closing.outcome.empty() ? "outcome required" : "there is no outcome '" + ending.closing.outcome.substr(0, 60) + "'",
         listed_outcomes()});
  if (trim(ending.closing.reason).empty())
    faults.push_back({"reason", "reason required", "what was done or why not, in plain words: the customer reads it"});
  if (meaning && meaning->says_who_can && trim(ending.who_can).empty())
    faults.push_back({"who_can", "who can act is not said", "who can, where the city cannot, and how to reach them"});
  if (meaning && meaning->needs_proof && !photographed && trim(ending.proof).empty())
    faults.push_back({"proof", "nothing shows that it is fixed", "a photo from afterwards, or in words what shows it"});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return {};
}

Outcome<void> is_for_another(std::span<const Ending> endings, std::string_view actor) {
  if (endings.empty() || !actor.starts_with("person:") || endings.back().closed_by != actor) return {};
  return refuse(Refused::conflict, "number", "you closed this request before it was opened again: somebody else is to look at it",
                "a colleague of yours");
}

std::chrono::sys_days contest_until(const Closing& closing, int days, const directory::Snapshot& city) {
  return city_day(city, closing.at) + std::chrono::days(days);
}

Outcome<void> contest(const Case& subject, Ending& newest, std::string_view words, Instant now, const ContestTime& time) {
  if (subject.status == Status::open)
    return refuse(Refused::conflict, "number", "this request is open: there is no outcome yet to say no to", "a closed request");
  if (newest.contested)
    return refuse(Refused::conflict, "number", "this outcome was contested before, on " + iso8601(*newest.contested),
                  "an outcome can be contested once; a new request is always welcome");
  if (time.today > time.until)
    return refuse(Refused::conflict, "number", "this outcome could be contested until " + date_text(time.until), "a new request");
  if (trim(words).empty()) return refuse(Refused::invalid, "words", "words required", "what is not right yet, in a sentence");
  newest.contested = now;
  newest.contest_words = words;
  return {};
}

// -- commands ----------------------------------------------------------------------------------------------------------------------------

namespace {

Update update_of(const Acting& acting, Instant now, std::string text, std::string_view update_status) {
  Update update;
  update.at = now;
  update.author = acting.author;
  update.department = acting.department;
  update.text = std::move(text);
  update.update_status = update_status;
  return update;
}

std::vector<Fault> clean(Ending& ending) {
  std::vector<Fault> faults;
  check_text(ending.closing.outcome, "outcome", 100, faults);
  check_text(ending.closing.reason, "reason", longest_reason, faults);
  check_text(ending.who_can, "who_can", longest_reason, faults);
  check_text(ending.proof, "proof", longest_reason, faults);
  return faults;
}

// What was photographed before an earlier outcome shows nothing of this one.
bool photographed(store::Tx& tx, const Case& subject, const std::vector<Ending>& endings) {
  if (subject.photo_count == 0) return false;
  return shows_the_end(tables::photos_of(tx, subject.id), endings.empty() ? std::nullopt : std::optional(endings.back().closing.at));
}

Outcome<void> as_done(Outcome<Progress> progress) {
  if (!progress) return std::unexpected(progress.error());
  return {};
}

}  // namespace

Outcome<Case> Cases::close_case(store::Tx& tx, std::string_view number, const Ending& given, const Acting& acting) const {
  Ending ending = given;
  if (auto faults = clean(ending); !faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  if (ending.closing.outcome == "duplicate")
    return refuse(Refused::invalid, "outcome", "a duplicate is merged into the request that it repeats", "merge, with its number");
  return change(tx, number, acting, [&](History& history) -> Outcome<void> {
    const Case& subject = history.subject();
    if (subject.status == Status::closed) return refuse(Refused::conflict, "number", "this request is closed already", "an open request");
    const auto endings = tables::endings_of(tx, subject.id);
    if (auto right = check_ending(ending, photographed(tx, subject, endings)); !right) return right;
    if (auto theirs = is_for_another(endings, acting.actor); !theirs) return theirs;
    std::string text = ending.closing.reason;
    if (!ending.who_can.empty()) text += "\n" + ending.who_can;
    Update update = update_of(acting, time_.now(), std::move(text), outcome_named(ending.closing.outcome)->update_status);
    update.outcome = ending.closing.outcome;
    auto closed = history.update(update);
    if (!closed) return std::unexpected(closed.error());
    ending.closing = {history.subject().closing->at, ending.closing.outcome, ending.closing.reason};
    ending.closed_by = acting.actor;
    tables::insert_ending(tx, subject.id, static_cast<std::int64_t>(endings.size()) + 1, ending);
    return {};
  });
}

Outcome<Case> Cases::contest_case(store::Tx& tx, std::string_view number, std::string_view sent, const Acting& acting) const {
  std::string words(sent);
  std::vector<Fault> faults;
  check_text(words, "words", longest_reason, faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  const auto city = directory_.now();
  const int days = standards_.now()->policy.contest_within_days;
  return change(tx, number, acting, [&](History& history) -> Outcome<void> {
    const Case& subject = history.subject();
    auto endings = tables::endings_of(tx, subject.id);
    const bool kept = !endings.empty() && subject.closing && endings.back().closing.at == subject.closing->at;
    Ending newest = kept ? endings.back() : Ending{.closing = subject.closing.value_or(Closing{})};  // closed by another system's update
    const Instant now = time_.now();
    ContestTime time{city_day(*city, now), {}};
    if (subject.closing) time.until = contest_until(*subject.closing, days, *city);
    if (auto done = contest(subject, newest, words, now, time); !done) return done;
    const auto turn = static_cast<std::int64_t>(endings.size()) + (kept ? 0 : 1);
    if (kept)
      tables::contest_ending(tx, subject.id, turn, newest);
    else
      tables::insert_ending(tx, subject.id, turn, newest);
    return history.contest(turn);
  });
}

Outcome<Case> Cases::reopen_case(store::Tx& tx, std::string_view number, const std::string& words, const Acting& acting) const {
  if (trim(words).empty()) return refuse(Refused::invalid, "words", "words required", "why it is open again: the customer reads it");
  return change(tx, number, acting, [&](History& history) -> Outcome<void> {
    if (history.subject().status == Status::open) return refuse(Refused::conflict, "number", "this request is open", "a closed request");
    return as_done(history.update(update_of(acting, time_.now(), words, "REOPEN")));
  });
}

Outcome<Case> Cases::message_customer(store::Tx& tx, std::string_view number, const Telling& telling, const Acting& acting) const {
  const auto meaning = meaning_of(telling.status);
  if (!meaning) return std::unexpected(meaning.error());
  if (meaning->effect != Effect::message)
    return refuse(Refused::invalid, "status", "status " + std::string(meaning->status) + " is more than a message", "close or reopen");
  std::string words = telling.words;
  std::vector<Fault> faults;
  check_text(words, "words", longest_reason, faults);
  if (faults.empty() && trim(words).empty()) faults.push_back({"words", "words required", "what the customer is told, in plain words"});
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  return change(tx, number, acting,
                [&](History& history) { return as_done(history.update(update_of(acting, time_.now(), words, meaning->status))); });
}

}  // namespace portico::cases
