#include "platform/ledger/event.h"

#include <charconv>
#include <stdexcept>

#include "platform/ledger/json.h"

namespace portico::ledger {
namespace {

void write_integer(std::string& out, std::int64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

tables::EventRow row_of(const Event& event) {
  return {event.position, to_millis(event.at), event.actor, event.subject, event.version, event.type, event.payload};
}

}  // namespace

void write_leaf(std::string& out, const tables::EventRow& event) {
  out += "{\"actor\":";
  write_json_string(out, event.actor);
  out += ",\"at\":";
  write_integer(out, event.at);
  out += ",\"payload\":";
  out += event.payload;
  out += ",\"position\":";
  write_integer(out, event.position);
  out += ",\"subject\":";
  write_json_string(out, event.subject);
  out += ",\"type\":";
  write_json_string(out, event.type);
  out += ",\"version\":";
  write_integer(out, event.version);
  out += '}';
}

std::string leaf_bytes(const Event& event) {
  std::string bytes;
  write_leaf(bytes, row_of(event));
  return bytes;
}

Event to_event(const tables::EventRow& row) {
  Event event;
  event.at = from_millis(row.at);
  event.actor = row.actor;
  event.subject = row.subject;
  event.version = row.version;
  event.type = row.type;
  event.payload = row.payload;
  event.position = row.position;
  return event;
}

void append(store::Tx& tx, const NewEvent& event) {
  if (event.subject.empty() || event.type.empty() || event.version < 1)
    throw std::logic_error("an event needs a subject, a version from 1 and a type");
  if (!is_one_json_object(event.payload)) throw std::logic_error("an event's payload must be one JSON object: " + event.type);
  tables::insert_event(tx, event);
}

std::vector<Event> events_after(store::Reader& reader, std::int64_t position, int limit) {
  std::vector<Event> events;
  tables::each_event(reader, position, position + limit, [&](const tables::EventRow& row) { events.push_back(to_event(row)); });
  return events;
}

std::vector<Event> events_of(store::Reader& reader, std::string_view subject) {
  std::vector<Event> events;
  tables::each_event_of(reader, subject, [&](const tables::EventRow& row) { events.push_back(to_event(row)); });
  return events;
}

std::int64_t last_position(store::Reader& reader) { return tables::last_position(reader); }

std::int64_t newest_of(store::Reader& reader, std::string_view subject) { return tables::newest_of(reader, subject); }

}  // namespace portico::ledger
