// What this module tells the world: a customer has answered. Never their words.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/instant.h"

namespace portico::feedback {

struct SurveyAnswered {
  static constexpr std::string_view type = "SurveyAnswered/1";
  std::int64_t id = 0, case_id = 0;
  std::string service, agency, solved;  // solved: "yes", "in_part", "no"
  int satisfied = 0;                    // 1 … 5
  Instant closed, answered;
};
std::string to_json(const SurveyAnswered& event);
SurveyAnswered survey_answered(std::string_view payload);  // throws std::runtime_error for what is none

}  // namespace portico::feedback
