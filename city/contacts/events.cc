#include "city/contacts/events.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace portico::contacts {
namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view key) { return json::value_to<std::string>(object.at(key)); }
std::int64_t number(const json::object& object, std::string_view key) { return object.at(key).to_number<std::int64_t>(); }
Instant instant(const json::object& object) {
  const auto read = parse_instant(text(object, "at"), "at");
  if (!read) throw std::runtime_error("an event's at is no instant");
  return *read;
}

}  // namespace

// Members in the order of their keys.
std::string to_json(const ContactReceived& event) {
  return json::serialize(json::object{{"at", iso8601(event.at)},
                                      {"case_id", event.case_id},
                                      {"channel", event.channel},
                                      {"files", event.files},
                                      {"id", event.id},
                                      {"kind", event.kind},
                                      {"language", event.language},
                                      {"state", event.state}});
}
std::string to_json(const ContactDecided& event) {
  return json::serialize(json::object{{"at", iso8601(event.at)}, {"case_id", event.case_id}, {"id", event.id}, {"state", event.state}});
}

std::string to_json(const ContactRedacted& event) {
  return json::serialize(json::object{{"at", iso8601(event.at)}, {"id", event.id}, {"why", event.why}});
}

template <>
ContactReceived from_json<ContactReceived>(std::string_view payload) {
  const json::object o = json::parse(payload).as_object();
  return {number(o, "id"),     text(o, "channel"),   text(o, "kind"),    text(o, "state"),
          text(o, "language"), number(o, "case_id"), number(o, "files"), instant(o)};
}
template <>
ContactDecided from_json<ContactDecided>(std::string_view payload) {
  const json::object o = json::parse(payload).as_object();
  return {number(o, "id"), text(o, "state"), number(o, "case_id"), instant(o)};
}
template <>
ContactRedacted from_json<ContactRedacted>(std::string_view payload) {
  const json::object o = json::parse(payload).as_object();
  return {number(o, "id"), text(o, "why"), instant(o)};
}

}  // namespace portico::contacts
