#include "city/feedback/ask.h"

#include "city/cases/events.h"
#include "city/feedback/events.h"
#include "city/feedback/tables.h"
#include "platform/notify/outbox.h"

namespace portico::feedback {
namespace {

constexpr std::string_view repeat = "duplicate";  // the outcome of a request that goes on in another

class Asking {
 public:
  Asking(store::Tx& tx, const ledger::Event& event, const directory::Snapshot& city, const standards::SurveyTimes& times,
         const cases::Cases& cases)
      : tx_(tx), event_(event), city_(city), times_(times), cases_(cases) {}

  void hear() {
    if (event_.type == cases::CaseClosed::type) closed(cases::from_json<cases::CaseClosed>(event_.payload));
    if (event_.type == cases::CaseContested::type) count(cases::from_json<cases::CaseContested>(event_.payload), {.contested = 1});
    if (event_.type == cases::CaseReopened::type) reopened(cases::from_json<cases::CaseReopened>(event_.payload));
    if (event_.type == cases::CaseRedacted::type) tables::forget_words(tx_, cases::from_json<cases::CaseRedacted>(event_.payload).id);
    if (event_.type == SurveyAnswered::type) answered(survey_answered(event_.payload));
  }

 private:
  // On the day of the closing that the event tells of.
  template <class Event>
  void count(const Event& of, const Counts& more) {
    const auto day = cases::city_day(city_, of.closed).time_since_epoch().count();
    tables::add_to_day(tx_, {day, of.service, of.agency, more});
  }

  void closed(const cases::CaseClosed& of) {
    count(of, {.closed = 1});
    if (of.outcome == repeat) return;
    const auto subject = cases_.find_for_staff(tx_, cases_.number_of(of.id));
    const auto reporter = subject ? cases_.reporter(tx_, of.id) : std::nullopt;
    if (!reporter || subject->told <= 0 || (reporter->email.empty() && reporter->phone.empty())) return;
    count(of, {.asked = 1});
    const Instant ask_at = of.closed + std::chrono::hours(times_.asked_after_hours);
    tables::insert_survey(tx_, {tx_.next("feedback.survey"), of.id, of.closed, of.service, of.agency, ask_at, {}, {}});
    put("survey", survey_key(of.id, of.closed), of.id, ask_at);
    put("reminder", reminder_key(of.id, of.closed), of.id, ask_at + std::chrono::days(times_.reminded_after_days));
  }

  void put(std::string_view kind, std::string key, std::int64_t id, Instant not_before) {
    notify::put(tx_,
                {.key = std::move(key),
                 .about = "case:" + std::to_string(id),
                 .recipient = "reporter:" + std::to_string(id),
                 .template_code = std::string(kind),
                 .data = "{}",
                 .not_before = not_before},
                event_.at);
  }

  void reopened(const cases::CaseReopened& of) {
    count(of, {.reopened = 1});
    notify::withdraw(tx_, survey_key(of.id, of.closed));
    notify::withdraw(tx_, reminder_key(of.id, of.closed));
  }

  void answered(const SurveyAnswered& of) {
    count(of, {.answered = 1,
               .solved = of.solved == name_of(Solved::yes),
               .unsolved = of.solved == name_of(Solved::no),
               .satisfied = of.satisfied >= 4});
  }

  store::Tx& tx_;
  const ledger::Event& event_;
  const directory::Snapshot& city_;
  const standards::SurveyTimes& times_;
  const cases::Cases& cases_;
};

}  // namespace

ledger::Subscriber ask_subscriber(const directory::Directory& directory, const standards::Standards& standards, const cases::Cases& cases) {
  ledger::Subscriber subscriber;
  subscriber.name = "feedback.ask";
  for (const auto type :
       {cases::CaseClosed::type, cases::CaseContested::type, cases::CaseReopened::type, cases::CaseRedacted::type, SurveyAnswered::type})
    subscriber.types.emplace_back(type);
  subscriber.handle = [&directory, &standards, &cases](store::Tx& tx, const ledger::Event& event) {
    Asking(tx, event, *directory.now(), standards.now()->policy.survey, cases).hear();
  };
  subscriber.forget = [](store::Tx& tx) { tables::clear(tx); };
  return subscriber;
}

}  // namespace portico::feedback
