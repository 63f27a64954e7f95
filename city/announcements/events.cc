#include "city/announcements/events.h"

#include <boost/json.hpp>
#include <span>
#include <stdexcept>

#include "platform/ledger/json.h"

namespace portico::announcements {

std::string to_json(const AnnouncementTold& event) {
  return ledger::Payload{}
      .add("agency", event.agency)
      .add("at", iso8601(event.at))
      .add("from", iso8601(event.from))
      .add("hash", event.hash)
      .add("languages", std::span<const std::string>(event.languages))
      .add("services", std::span<const std::string>(event.services))
      .add("until", iso8601(event.until))
      .str();
}

AnnouncementTold announcement_told(std::string_view payload) {
  const auto object = boost::json::parse(payload).as_object();
  const auto text = [&](std::string_view key) { return boost::json::value_to<std::string>(object.at(key)); };
  const auto texts = [&](std::string_view key) { return boost::json::value_to<std::vector<std::string>>(object.at(key)); };
  const auto instant = [&](std::string_view key) {
    const auto at = parse_instant(text(key), key);
    if (!at) throw std::runtime_error("an event's instant is none");
    return *at;
  };
  return {.agency = text("agency"),
          .hash = text("hash"),
          .languages = texts("languages"),
          .services = texts("services"),
          .at = instant("at"),
          .from = instant("from"),
          .until = instant("until")};
}

}  // namespace portico::announcements
