#include "city/cases/events.h"

#include "city/cases/events_json.h"

namespace portico::cases {

std::string to_json(const CaseOpened& event) {
  Writer districts;
  for (const auto& [set, area] : event.districts) districts.text(set, area);
  Writer told;
  told.text("agency", event.agency).text("channel", event.channel).raw("districts", districts.end());
  if (!event.emergencies.empty()) told.raw("emergencies", json::serialize(json::value_from(event.emergencies)));
  return told.instant("first_status_due", event.first_status_due)
      .number("id", event.id)
      .flag("imported", event.imported)
      .text("number", event.number)
      .instant("opened", event.opened)
      .instant("outcome_due", event.outcome_due)
      .text("service", event.service)
      .number("sla_version", event.sla_version)
      .end();
}

std::string to_json(const CaseAsked& event) {
  return Writer().number("id", event.id).instant("opened", event.opened).text("service", event.service).end();
}

std::string to_json(const MessageSent& event) {
  return Writer()
      .text("agency", event.agency)
      .text("first_status", event.first_status)
      .number("id", event.id)
      .flag("meaningful", event.meaningful)
      .number("message", event.message)
      .instant("sent", event.sent)
      .text("service", event.service)
      .text("update_status", event.update_status)
      .end();
}

std::string to_json(const CaseClosed& event) {
  return Writer()
      .text("agency", event.agency)
      .instant("closed", event.closed)
      .text("first_status", event.first_status)
      .number("id", event.id)
      .text("outcome", event.outcome)
      .text("outcome_clock", event.outcome_clock)
      .text("service", event.service)
      .end();
}

std::string to_json(const CaseReopened& event) {
  return Writer()
      .text("agency", event.agency)
      .instant("closed", event.closed)
      .number("id", event.id)
      .text("outcome_clock", event.outcome_clock)
      .instant("reopened", event.reopened)
      .text("service", event.service)
      .end();
}

std::string to_json(const ClockRanOut& event) {
  return Writer()
      .text("agency", event.agency)
      .text("clock", event.clock)
      .instant("due", event.due)
      .number("id", event.id)
      .text("service", event.service)
      .end();
}

std::string to_json(const CaseEscalated& event) {
  return Writer()
      .text("agency", event.agency)
      .instant("at", event.at)
      .text("clock", event.clock)
      .instant("due", event.due)
      .number("id", event.id)
      .text("service", event.service)
      .number("share", event.share)
      .instant("tell_from", event.tell_from)
      .text("to", event.to)
      .flag("urgent", event.urgent)
      .end();
}

std::string to_json(const CasePaused& event) {
  return Writer()
      .text("agency", event.agency)
      .flag("first_status", event.first_status)
      .number("id", event.id)
      .flag("outcome_clock", event.outcome_clock)
      .instant("paused", event.paused)
      .text("reason", event.reason)
      .text("service", event.service)
      .number("turn", event.turn)
      .end();
}

std::string to_json(const CaseResumed& event) {
  return Writer()
      .text("agency", event.agency)
      .instant("first_status_due", event.first_status_due)
      .number("id", event.id)
      .instant("outcome_due", event.outcome_due)
      .instant("paused", event.paused)
      .text("reason", event.reason)
      .instant("resumed", event.resumed)
      .text("service", event.service)
      .number("turn", event.turn)
      .end();
}

std::string to_json(const CaseTransferred& event) {
  return Writer()
      .instant("answered", event.answered)
      .text("first_status", event.first_status)
      .text("from", event.from)
      .number("id", event.id)
      .instant("opened", event.opened)
      .text("service", event.service)
      .text("to", event.to)
      .instant("transferred", event.transferred)
      .end();
}

std::string to_json(const CaseReclassified& event) {
  return Writer()
      .text("agency", event.agency)
      .text("agency_before", event.agency_before)
      .instant("answered", event.answered)
      .text("first_status", event.first_status)
      .text("first_status_before", event.first_status_before)
      .instant("first_status_due", event.first_status_due)
      .number("id", event.id)
      .instant("opened", event.opened)
      .instant("outcome_due", event.outcome_due)
      .instant("reclassified", event.reclassified)
      .text("service", event.service)
      .text("service_before", event.service_before)
      .number("sla_before", event.sla_before)
      .number("sla_version", event.sla_version)
      .end();
}

std::string to_json(const CaseReckoned& event) {
  return Writer()
      .text("agency", event.agency)
      .instant("first_status_due", event.first_status_due)
      .instant("first_status_due_before", event.first_status_due_before)
      .number("id", event.id)
      .number("load", event.load)
      .instant("outcome_due", event.outcome_due)
      .instant("outcome_due_before", event.outcome_due_before)
      .instant("reckoned", event.reckoned)
      .text("service", event.service)
      .text("why", event.why)
      .end();
}

template <>
CaseOpened from_json<CaseOpened>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),
          in.text("number"),
          in.text("service"),
          in.text("agency"),
          in.text("channel"),
          in.instant("opened"),
          in.number("sla_version"),
          in.maybe_instant("first_status_due"),
          in.maybe_instant("outcome_due"),
          in.texts("districts"),
          in.flag("imported"),
          in.list_or_none("emergencies")};
}

template <>
CaseAsked from_json<CaseAsked>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.instant("opened")};
}

template <>
MessageSent from_json<MessageSent>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),    in.number("message"),  in.text("service"),       in.text("agency"),
          in.instant("sent"), in.flag("meaningful"), in.text("update_status"), in.text("first_status")};
}

template <>
CaseClosed from_json<CaseClosed>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),      in.text("service"),      in.text("agency"),       in.text("outcome"),
          in.instant("closed"), in.text("first_status"), in.text("outcome_clock")};
}

template <>
CaseReopened from_json<CaseReopened>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.text("agency"), in.instant("reopened"), in.instant("closed"), in.text("outcome_clock")};
}

template <>
ClockRanOut from_json<ClockRanOut>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.text("agency"), in.text("clock"), in.instant("due")};
}

template <>
CaseEscalated from_json<CaseEscalated>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.text("agency"), in.text("clock"),  static_cast<int>(in.number("share")),
          in.text("to"),   in.flag("urgent"),  in.instant("at"),  in.instant("due"), in.instant("tell_from")};
}

template <>
CasePaused from_json<CasePaused>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),   in.number("turn"),    in.text("service"),      in.text("agency"),
          in.text("reason"), in.instant("paused"), in.flag("first_status"), in.flag("outcome_clock")};
}

template <>
CaseResumed from_json<CaseResumed>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),
          in.number("turn"),
          in.text("service"),
          in.text("agency"),
          in.text("reason"),
          in.instant("paused"),
          in.instant("resumed"),
          in.maybe_instant("first_status_due"),
          in.maybe_instant("outcome_due")};
}

template <>
CaseTransferred from_json<CaseTransferred>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),      in.text("service"),        in.text("from"),         in.text("to"),
          in.instant("opened"), in.instant("transferred"), in.text("first_status"), in.maybe_instant("answered")};
}

template <>
CaseReclassified from_json<CaseReclassified>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),
          in.text("service_before"),
          in.text("service"),
          in.text("agency_before"),
          in.text("agency"),
          in.number("sla_before"),
          in.number("sla_version"),
          in.instant("opened"),
          in.instant("reclassified"),
          in.maybe_instant("first_status_due"),
          in.maybe_instant("outcome_due"),
          in.text("first_status_before"),
          in.text("first_status"),
          in.maybe_instant("answered")};
}

template <>
CaseReckoned from_json<CaseReckoned>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),
          in.text("service"),
          in.text("agency"),
          in.text("why"),
          in.number("load"),
          in.instant("reckoned"),
          in.maybe_instant("first_status_due_before"),
          in.maybe_instant("first_status_due"),
          in.maybe_instant("outcome_due_before"),
          in.maybe_instant("outcome_due")};
}

}  // namespace portico::cases
