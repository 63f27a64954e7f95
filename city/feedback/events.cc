#include "city/feedback/events.h"

#include <boost/json.hpp>
#include <stdexcept>

#include "platform/ledger/json.h"

namespace portico::feedback {
namespace {

Instant instant(const boost::json::value& value) {
  const auto read = parse_instant(boost::json::value_to<std::string>(value), "instant");
  if (!read) throw std::runtime_error("an event's instant is none");
  return *read;
}

}  // namespace

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

SurveyAnswered survey_answered(std::string_view payload) {
  const auto object = boost::json::parse(payload).as_object();
  const auto text = [&](std::string_view key) { return boost::json::value_to<std::string>(object.at(key)); };
  const auto number = [&](std::string_view key) { return object.at(key).to_number<std::int64_t>(); };
  return {.id = number("id"),
          .case_id = number("case"),
          .service = text("service"),
          .agency = text("agency"),
          .solved = text("solved"),
          .satisfied = static_cast<int>(number("satisfied")),
          .closed = instant(object.at("closed")),
          .answered = instant(object.at("answered"))};
}

}  // namespace portico::feedback
