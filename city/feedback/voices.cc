#include "city/feedback/voices.h"

#include <algorithm>

#include "city/cases/events.h"
#include "city/feedback/tables.h"

namespace portico::feedback {
namespace {

// Each right that they named; one "" where they named none.
std::vector<std::string> rights_named(const std::vector<cases::Answer>& answers, const std::string& question) {
  const auto answer = std::ranges::find(answers, question, &cases::Answer::question);
  if (question.empty() || answer == answers.end() || answer->values.empty()) return {""};
  return answer->values;
}

}  // namespace

ledger::Subscriber voices_subscriber(const directory::Directory& directory, const standards::Standards& standards,
                                     const cases::Cases& cases) {
  ledger::Subscriber subscriber;
  subscriber.name = "feedback.voices";
  subscriber.types = {std::string(cases::CaseOpened::type)};
  subscriber.handle = [&directory, &standards, &cases](store::Tx& tx, const ledger::Event& event) {
    const auto policy = standards.now();
    if (policy->policy.voices.empty()) return;
    const auto opened = cases::from_json<cases::CaseOpened>(event.payload);
    const auto* voice = policy->policy.voice(opened.service);
    const auto subject = voice ? cases.find_for_staff(tx, cases.number_of(opened.id)) : std::nullopt;
    if (!subject) return;
    const auto day = cases::city_day(*directory.now(), opened.opened).time_since_epoch().count();
    for (const auto& right : rights_named(subject->answers, voice->right))
      tables::add_voice(tx, {day, opened.agency, right, voice->compliment});
  };
  subscriber.forget = [](store::Tx& tx) { tables::clear_voices(tx); };
  return subscriber;
}

}  // namespace portico::feedback
