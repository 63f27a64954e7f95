#include "city/documents/events.h"

#include <boost/json.hpp>
#include <span>
#include <stdexcept>

#include "platform/ledger/json.h"

namespace portico::documents {

std::string to_json(const ArticleTold& event) {
  return ledger::Payload{}
      .add("agency", event.agency)
      .add("at", iso8601(event.at))
      .add("code", event.code)
      .add("hash", event.hash)
      .add("languages", std::span<const std::string>(event.languages))
      .add("services", std::span<const std::string>(event.services))
      .add("source", event.source)
      .str();
}

ArticleTold article_told(std::string_view payload) {
  const auto object = boost::json::parse(payload).as_object();
  const auto text = [&](std::string_view key) { return boost::json::value_to<std::string>(object.at(key)); };
  const auto texts = [&](std::string_view key) { return boost::json::value_to<std::vector<std::string>>(object.at(key)); };
  const auto at = parse_instant(text("at"), "at");
  if (!at) throw std::runtime_error("an event's instant is none");
  return {.code = text("code"),
          .agency = text("agency"),
          .hash = text("hash"),
          .source = text("source"),
          .languages = texts("languages"),
          .services = texts("services"),
          .at = *at};
}

}  // namespace portico::documents
