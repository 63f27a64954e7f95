#include "city/feedback/survey.h"

#include "base/text.h"
#include "city/feedback/events.h"
#include "city/feedback/tables.h"
#include "platform/ledger/ledger.h"
#include "platform/notify/outbox.h"

namespace portico::feedback {
namespace {

constexpr std::size_t most_words = 2'000;  // characters

}  // namespace

std::string_view name_of(Solved solved) {
  switch (solved) {
    case Solved::no:
      return "no";
    case Solved::in_part:
      return "in_part";
    case Solved::yes:
      break;
  }
  return "yes";
}

Outcome<Answers> check_answers(std::string_view solved, std::string_view satisfied, std::string_view words) {
  Refusal refusal;
  Answers answers;
  if (solved == "yes")
    answers.solved = Solved::yes;
  else if (solved == "in_part")
    answers.solved = Solved::in_part;
  else if (solved != "no")
    refusal.faults.push_back({"solved", "Please say whether it is solved.", "yes, in_part or no"});
  const auto grade = parse_integer(satisfied);
  if (!grade || *grade < 1 || *grade > 5)
    refusal.faults.push_back({"satisfied", "Please say how satisfied you are.", "1 to 5"});
  else
    answers.satisfied = static_cast<int>(*grade);
  answers.words = trim(words);
  if (!valid_utf8(words) || words.find('\0') != std::string_view::npos || count_characters(answers.words) > most_words)
    refusal.faults.push_back({"words", "These words are too long, or no text.", "up to 2,000 characters"});
  if (!refusal.faults.empty()) return std::unexpected(std::move(refusal));
  return answers;
}

std::optional<Survey> survey_of(store::Reader& reader, const cases::Case& subject) {
  if (!subject.closing) return std::nullopt;
  auto survey = tables::survey_of(reader, subject.id, subject.closing->at);
  if (!survey) survey = Survey{0, subject.id, subject.closing->at, subject.service, subject.agency, {}, {}, {}};
  return survey;
}

bool is_open(const Survey& survey, const standards::SurveyTimes& times, Instant now) {
  return now <= survey.closed + std::chrono::days(times.open_for_days);
}

Outcome<Survey> answer_survey(store::Tx& tx, const cases::Case& subject, const Answers& answers, const standards::SurveyTimes& times,
                              Instant now) {
  auto survey = survey_of(tx, subject);
  if (!survey) return refuse(Refused::conflict, "", "The request has not ended.", "an answer once it has");
  if (survey->answered) return refuse(Refused::conflict, "", "The questions were answered before: thank you.");
  if (!is_open(*survey, times, now))
    return refuse(Refused::conflict, "", "The time to answer is over.",
                  "an answer within " + std::to_string(times.open_for_days) + " days of the end");
  if (survey->id == 0) {
    survey->id = tx.next("feedback.survey");
    tables::insert_survey(tx, *survey);
  }
  survey->answered = now;
  survey->answers = answers;
  tables::write_answers(tx, *survey);
  notify::withdraw(tx, reminder_key(subject.id, survey->closed));
  ledger::append(tx, {.at = now,
                      .actor = "customer",
                      .subject = "survey:" + std::to_string(survey->id),
                      .version = tables::next_version(tx, survey->id),
                      .type = std::string(SurveyAnswered::type),
                      .payload = to_json(SurveyAnswered{survey->id, survey->case_id, survey->service, survey->agency,
                                                        std::string(name_of(answers.solved)), answers.satisfied, survey->closed, now})});
  return *survey;
}

}  // namespace portico::feedback
