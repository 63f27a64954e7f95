#include "city/feedback/events.h"

#include "platform/ledger/json.h"

namespace portico::feedback {

std::string to_json(const SurveyAnswered& event) {
  return ledger::Payload{}
      .add("agency", event.agency)
      .add("answered", iso8601(event.answered))
      .add("case", event.case_id)
      .add("closed", iso8601(event.closed))
      .add("id", event.id)
      .add("satisfied", event.satisfied)
      .add("service", event.service)
      .add("solved", event.solved)
      .str();
}

}  // namespace portico::feedback
