// Events of reviewing: what is proposed, approved, returned, withdrawn, confirmed and made public.
#include "city/standards/events.h"
#include "city/standards/events_reading.h"
#include "platform/ledger/json.h"

namespace portico::standards {
namespace {

using ledger::Payload;
using Read = EventReading;

}  // namespace

std::string to_json(const SlaProposed& e) {
  Payload payload;
  if (e.again > 0) payload.add("again", e.again);
  return payload.add("agency", e.agency)
      .add("effective", e.effective)
      .add("evidence_hash", e.evidence_hash)
      .add("first_status", e.first_status)
      .add("hash", e.hash)
      .add("id", e.id)
      .add("offices", e.offices)
      .add("outcome", e.outcome)
      .add("reason_hash", e.reason_hash)
      .add("service", e.service)
      .add("version", e.version)
      .str();
}
std::string to_json(const SlaApproved& e) {
  return Payload{}
      .add("due", e.due)
      .add("hash", e.hash)
      .add("id", e.id)
      .add("office", e.office)
      .add("reason_hash", e.reason_hash)
      .add("service", e.service)
      .add("version", e.version)
      .str();
}
std::string to_json(const SlaReturned& e) {
  return Payload{}
      .add("due", e.due)
      .add("hash", e.hash)
      .add("id", e.id)
      .add("office", e.office)
      .add("reason_hash", e.reason_hash)
      .add("service", e.service)
      .add("version", e.version)
      .str();
}
std::string to_json(const SlaWithdrawn& e) {
  return Payload{}
      .add("agency", e.agency)
      .add("id", e.id)
      .add("reason_hash", e.reason_hash)
      .add("service", e.service)
      .add("version", e.version)
      .str();
}
std::string to_json(const SlaConfirmed& e) {
  return Payload{}
      .add("agency", e.agency)
      .add("effective", e.effective)
      .add("reason_hash", e.reason_hash)
      .add("service", e.service)
      .add("sla", e.sla)
      .add("version", e.version)
      .str();
}
std::string to_json(const ServicePublished& e) {
  return Payload{}
      .add("agency", e.agency)
      .add("effective", e.effective)
      .add("service", e.service)
      .add("sla", e.sla)
      .add("version", e.version)
      .str();
}

template <>
SlaProposed from_json<SlaProposed>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"),
          .version = read.integer("version"),
          .again = read.integer_or("again", 0),
          .service = read.text("service"),
          .agency = read.text("agency"),
          .effective = read.text("effective"),
          .first_status = read.text("first_status"),
          .outcome = read.text("outcome"),
          .offices = read.texts("offices"),
          .hash = read.text("hash"),
          .evidence_hash = read.text("evidence_hash"),
          .reason_hash = read.text("reason_hash")};
}
template <>
SlaApproved from_json<SlaApproved>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"),
          .version = read.integer("version"),
          .service = read.text("service"),
          .office = read.text("office"),
          .due = read.text("due"),
          .hash = read.text("hash"),
          .reason_hash = read.text("reason_hash")};
}
template <>
SlaReturned from_json<SlaReturned>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"),
          .version = read.integer("version"),
          .service = read.text("service"),
          .office = read.text("office"),
          .due = read.text("due"),
          .hash = read.text("hash"),
          .reason_hash = read.text("reason_hash")};
}
template <>
SlaWithdrawn from_json<SlaWithdrawn>(std::string_view payload) {
  const Read read(payload);
  return {.id = read.integer("id"),
          .version = read.integer("version"),
          .service = read.text("service"),
          .agency = read.text("agency"),
          .reason_hash = read.text("reason_hash")};
}
template <>
SlaConfirmed from_json<SlaConfirmed>(std::string_view payload) {
  const Read read(payload);
  return {.version = read.integer("version"),
          .sla = read.integer("sla"),
          .service = read.text("service"),
          .agency = read.text("agency"),
          .effective = read.text("effective"),
          .reason_hash = read.text("reason_hash")};
}
template <>
ServicePublished from_json<ServicePublished>(std::string_view payload) {
  const Read read(payload);
  return {.version = read.integer("version"),
          .sla = read.integer("sla"),
          .service = read.text("service"),
          .agency = read.text("agency"),
          .effective = read.text("effective")};
}

}  // namespace portico::standards
