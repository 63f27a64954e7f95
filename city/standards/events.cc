#include "city/standards/events.h"

#include "city/standards/events_reading.h"
#include "platform/ledger/json.h"

namespace portico::standards {
namespace {

using ledger::Payload;
using Read = EventReading;

}  // namespace

std::string to_json(const SlaPublished& e) {
  Payload payload;
  payload.add("effective", e.effective)
      .add("first_status", e.first_status)
      .add("hash", e.hash)
      .add("id", e.id)
      .add("load", e.load)
      .add("outcome", e.outcome);
  if (e.proposal > 0) payload.add("proposal", e.proposal);
  return payload.add("service", e.service).add("version", e.version).str();
}
std::string to_json(const SlaRetired& e) {
  return Payload{}
      .add("effective", e.effective)
      .add("id", e.id)
      .add("load", e.load)
      .add("service", e.service)
      .add("version", e.version)
      .str();
}
std::string to_json(const CalendarPublished& e) {
  return Payload{}
      .add("code", e.code)
      .add("hash", e.hash)
      .add("id", e.id)
      .add("load", e.load)
      .add("tzdata", e.tzdata)
      .add("version", e.version)
      .add("zone", e.zone)
      .str();
}
std::string to_json(const CalendarRetired& e) {
  return Payload{}.add("code", e.code).add("id", e.id).add("load", e.load).add("version", e.version).str();
}
std::string to_json(const EmergencyDeclared& e) {
  Payload words;
  for (const auto& [language, text] : e.words) words.add(language, text);
  return Payload{}
      .add("code", e.code)
      .add("first_status", e.first_status)
      .add("from", e.from)
      .add("hash", e.hash)
      .add("id", e.id)
      .add("kind", e.kind)
      .add("outcome", e.outcome)
      .add("services", e.services)
      .add("until", e.until)
      .add("version", e.version)
      .add("words", words)
      .str();
}
std::string to_json(const EmergencyExtended& e) {
  return Payload{}.add("code", e.code).add("id", e.id).add("until", e.until).add("version", e.version).str();
}
std::string to_json(const EmergencyEnded& e) {
  return Payload{}.add("code", e.code).add("ended", e.ended).add("id", e.id).add("version", e.version).str();
}

std::string to_json(const StandardsPolicyPublished& e) {
  return Payload{}
      .add("confirm_every_months", e.confirm_every_months)
      .add("hash", e.hash)
      .add("load", e.load)
      .add("reviewers", e.reviewers)
      .add("version", e.version)
      .str();
}

template <>
SlaPublished from_json<SlaPublished>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"),
          .version = read.integer("version"),
          .load = read.integer("load"),
          .service = read.text("service"),
          .effective = read.text("effective"),
          .first_status = read.text("first_status"),
          .outcome = read.text("outcome"),
          .hash = read.text("hash"),
          .proposal = read.integer_or("proposal", 0)};
}
template <>
SlaRetired from_json<SlaRetired>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"),
          .version = read.integer("version"),
          .load = read.integer("load"),
          .service = read.text("service"),
          .effective = read.text("effective")};
}
template <>
CalendarPublished from_json<CalendarPublished>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"),
          .version = read.integer("version"),
          .load = read.integer("load"),
          .code = read.text("code"),
          .zone = read.text("zone"),
          .tzdata = read.text("tzdata"),
          .hash = read.text("hash")};
}
template <>
CalendarRetired from_json<CalendarRetired>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"), .version = read.integer("version"), .load = read.integer("load"), .code = read.text("code")};
}

template <>
EmergencyDeclared from_json<EmergencyDeclared>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"),
          .version = read.integer("version"),
          .code = read.text("code"),
          .kind = read.text("kind"),
          .services = read.texts("services"),
          .from = read.text("from"),
          .until = read.text("until"),
          .first_status = read.text("first_status"),
          .outcome = read.text("outcome"),
          .words = read.words("words"),
          .hash = read.text("hash")};
}
template <>
EmergencyExtended from_json<EmergencyExtended>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"), .version = read.integer("version"), .code = read.text("code"), .until = read.text("until")};
}
template <>
EmergencyEnded from_json<EmergencyEnded>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"), .version = read.integer("version"), .code = read.text("code"), .ended = read.text("ended")};
}
template <>
StandardsPolicyPublished from_json<StandardsPolicyPublished>(std::string_view payload) {
  const Read read(payload);
  return {.version = read.integer("version"),
          .load = read.integer("load"),
          .reviewers = read.texts("reviewers"),
          .confirm_every_months = read.integer("confirm_every_months"),
          .hash = read.text("hash")};
}

}  // namespace portico::standards
