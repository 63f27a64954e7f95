#include "city/cases/events_photo.h"

#include <boost/json.hpp>

namespace portico::cases {
namespace {

namespace json = boost::json;

std::string text(const json::object& object, std::string_view key) { return json::value_to<std::string>(object.at(key)); }

// Members in the order of their keys.
template <class Event>
json::object about(const Event& event) {
  return {{"agency", event.agency}, {"id", event.id}, {"photo", event.photo}, {"service", event.service}};
}

template <class Event>
Event read(const json::object& object) {
  Event event;
  event.id = object.at("id").to_number<std::int64_t>();
  event.photo = object.at("photo").to_number<std::int64_t>();
  event.service = text(object, "service");
  event.agency = text(object, "agency");
  return event;
}

}  // namespace

std::string to_json(const PhotoAdded& event) {
  return json::serialize(json::object{{"agency", event.agency},
                                      {"id", event.id},
                                      {"kind", event.kind},
                                      {"photo", event.photo},
                                      {"service", event.service},
                                      {"state", event.state}});
}
std::string to_json(const PhotoReleased& event) { return json::serialize(about(event)); }
std::string to_json(const PhotoHidden& event) {
  if (event.reason.empty()) return json::serialize(about(event));
  return json::serialize(json::object{
      {"agency", event.agency}, {"id", event.id}, {"photo", event.photo}, {"reason", event.reason}, {"service", event.service}});
}

template <>
PhotoAdded from_json<PhotoAdded>(std::string_view payload) {
  const json::object object = json::parse(payload).as_object();
  auto event = read<PhotoAdded>(object);
  event.kind = text(object, "kind");
  event.state = text(object, "state");
  return event;
}
template <>
PhotoReleased from_json<PhotoReleased>(std::string_view payload) {
  return read<PhotoReleased>(json::parse(payload).as_object());
}
template <>
PhotoHidden from_json<PhotoHidden>(std::string_view payload) {
  const json::object object = json::parse(payload).as_object();
  auto event = read<PhotoHidden>(object);
  if (object.contains("reason")) event.reason = text(object, "reason");
  return event;
}

}  // namespace portico::cases
