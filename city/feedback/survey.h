// A survey: two questions about how a request ended, to whoever asked for it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/cases/cases.h"
#include "city/standards/policy.h"
#include "platform/store/store.h"

namespace portico::feedback {

enum class Solved { no, in_part, yes };
std::string_view name_of(Solved solved);  // "no", "in_part", "yes"

struct Answers {
  Solved solved = Solved::no;
  int satisfied = 0;  // with how it was handled: 1 not at all … 5 very
  std::string words;  // "" or up to 2,000 characters. Personal data: shown at the desk alone
  bool operator==(const Answers&) const = default;
};
// What a form says: "yes", "4", words. All faults at once, by the names of the fields.
Outcome<Answers> check_answers(std::string_view solved, std::string_view satisfied, std::string_view words);

struct Survey {
  std::int64_t id = 0, case_id = 0;
  Instant closed;  // the closing that it asks about; UTC, as all here
  std::string service, agency;
  std::optional<Instant> asked, answered;
  std::optional<Answers> answers;
};

// Whether an answer is still taken: so long after the closing as the pack says.
bool is_open(const Survey& survey, const standards::SurveyTimes& times, Instant now);

// Answers the questions about the newest outcome. Whoever holds the receipt may: the caller has seen to it. Refused with conflict for an
// open request, one that was answered, and when it is open no more.
Outcome<Survey> answer_survey(store::Tx& tx, const cases::Case& subject, const Answers& answers, const standards::SurveyTimes& times,
                              Instant now);
// The survey of the newest outcome, answered or not; nothing where the request is open.
std::optional<Survey> survey_of(store::Reader& reader, const cases::Case& subject);

}  // namespace portico::feedback
