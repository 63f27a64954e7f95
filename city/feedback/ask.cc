#include "city/feedback/ask.h"

#include "base/text.h"
#include "city/cases/events.h"
#include "city/feedback/events.h"
#include "city/feedback/formats_events.h"
#include "city/feedback/tables.h"
#include "platform/notify/outbox.h"

namespace portico::feedback {
namespace {

constexpr std::string_view repeat = "duplicate";  // the outcome of a request that goes on in another

class Asking {
 public:
  Asking(store::Tx& tx, const ledger::Event& event, const directory::Snapshot& city, const cases::Cases& cases)
      : tx_(tx), event_(event), city_(city), cases_(cases), payload_(event.payload) {}

  void hear() {
    if (event_.type == cases::CaseClosed::type) closed();
    if (event_.type == cases::CaseContested::type) count({.contested = 1});
    if (event_.type == cases::CaseReopened::type) reopened();
    if (event_.type == cases::CaseRedacted::type) tables::forget_words(tx_, payload_.number("id"));
    if (event_.type == SurveyAnswered::type) answered();
  }

 private:
  void count(const Counts& more) {
    const auto day = cases::city_day(city_, payload_.instant("closed")).time_since_epoch().count();
    tables::add_to_day(tx_, {day, payload_.text("service"), payload_.text("agency"), more});
  }

  void closed() {
    count({.closed = 1});
    if (payload_.text("outcome") == repeat) return;
    const std::int64_t id = payload_.number("id");
    const auto subject = cases_.find_for_staff(tx_, cases_.number_of(id));
    const auto reporter = subject ? cases_.reporter(tx_, id) : std::nullopt;
    if (!reporter || subject->told <= 0 || (reporter->email.empty() && reporter->phone.empty())) return;
    count({.asked = 1});
    const Instant end = payload_.instant("closed"), ask_at = end + asked_after;
    tables::insert_survey(tx_, {tx_.next("feedback.survey"), id, end, payload_.text("service"), payload_.text("agency"), ask_at, {}, {}});
    put("survey", survey_key(id, end), id, ask_at);
    put("reminder", reminder_key(id, end), id, ask_at + reminded_after);
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

  void reopened() {
    count({.reopened = 1});
    const std::int64_t id = payload_.number("id");
    const Instant end = payload_.instant("closed");
    notify::withdraw(tx_, survey_key(id, end));
    notify::withdraw(tx_, reminder_key(id, end));
  }

  void answered() {
    const std::string solved = payload_.text("solved");
    count({.answered = 1,
           .solved = solved == name_of(Solved::yes),
           .unsolved = solved == name_of(Solved::no),
           .satisfied = payload_.number("satisfied") >= 4});
  }

  store::Tx& tx_;
  const ledger::Event& event_;
  const directory::Snapshot& city_;
  const cases::Cases& cases_;
  const Payload payload_;
};

}  // namespace

ledger::Subscriber ask_subscriber(const directory::Directory& directory, const cases::Cases& cases) {
  ledger::Subscriber subscriber;
  subscriber.name = "feedback.ask";
  for (const auto type :
       {cases::CaseClosed::type, cases::CaseContested::type, cases::CaseReopened::type, cases::CaseRedacted::type, SurveyAnswered::type})
    subscriber.types.emplace_back(type);
  subscriber.handle = [&directory, &cases](store::Tx& tx, const ledger::Event& event) {
    Asking(tx, event, *directory.now(), cases).hear();
  };
  subscriber.forget = [](store::Tx& tx) { tables::clear(tx); };
  return subscriber;
}

}  // namespace portico::feedback
