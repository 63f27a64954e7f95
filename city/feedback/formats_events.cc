#include <boost/json.hpp>
#include <memory>
#include <stdexcept>

#include "city/feedback/formats_events.h"

namespace portico::feedback {

struct Payload::Inside {
  boost::json::object object;
};

Payload::Payload(std::string_view payload) : inside_(std::make_unique<Inside>(Inside{boost::json::parse(payload).as_object()})) {}
Payload::~Payload() = default;

std::int64_t Payload::number(std::string_view key) const { return inside_->object.at(key).to_number<std::int64_t>(); }

std::string Payload::text(std::string_view key) const { return boost::json::value_to<std::string>(inside_->object.at(key)); }

Instant Payload::instant(std::string_view key) const {
  const auto read = parse_instant(text(key), key);
  if (!read) throw std::runtime_error("an event's " + std::string(key) + " is no instant");
  return *read;
}

}  // namespace portico::feedback
