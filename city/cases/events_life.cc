// Events of a case's life beyond its clocks.
#include "city/cases/events.h"
#include "city/cases/events_json.h"

namespace portico::cases {

std::string to_json(const CaseAccepted& event) {
  return Writer()
      .instant("accepted", event.accepted)
      .text("agency", event.agency)
      .text("handler", event.handler)
      .number("id", event.id)
      .text("service", event.service)
      .end();
}

std::string to_json(const CaseContested& event) {
  return Writer()
      .text("agency", event.agency)
      .instant("closed", event.closed)
      .instant("contested", event.contested)
      .number("id", event.id)
      .text("outcome", event.outcome)
      .text("service", event.service)
      .number("turn", event.turn)
      .end();
}

std::string to_json(const CaseMerged& event) {
  return Writer()
      .text("agency", event.agency)
      .number("id", event.id)
      .number("into", event.into)
      .instant("merged", event.merged)
      .text("service", event.service)
      .end();
}

std::string to_json(const CaseFollowed& event) {
  return Writer()
      .instant("followed", event.followed)
      .number("follower", event.follower)
      .number("from_case", event.from_case)
      .number("id", event.id)
      .end();
}

std::string to_json(const FollowingConfirmed& event) {
  return Writer().instant("confirmed", event.confirmed).number("follower", event.follower).number("id", event.id).end();
}

std::string to_json(const CaseUnfollowed& event) {
  return Writer().number("follower", event.follower).number("id", event.id).instant("unfollowed", event.unfollowed).end();
}

std::string to_json(const PlaceFound& event) {
  Writer districts;
  for (const auto& [set, area] : event.districts) districts.text(set, area);
  return Writer()
      .text("agency", event.agency)
      .raw("districts", districts.end())
      .instant("found", event.found)
      .number("id", event.id)
      .text("service", event.service)
      .end();
}

std::string to_json(const WordsReleased& event) {
  return Writer()
      .text("agency", event.agency)
      .number("id", event.id)
      .instant("released", event.released)
      .text("service", event.service)
      .end();
}

std::string to_json(const WordsHidden& event) {
  return Writer().text("agency", event.agency).instant("hidden", event.hidden).number("id", event.id).text("service", event.service).end();
}

std::string to_json(const CaseRedacted& event) {
  return Writer()
      .text("agency", event.agency)
      .number("id", event.id)
      .flag("place", event.place)
      .instant("redacted", event.redacted)
      .text("service", event.service)
      .text("why", event.why)
      .end();
}

template <>
CaseAccepted from_json<CaseAccepted>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.text("agency"), in.text("handler"), in.instant("accepted")};
}

template <>
CaseContested from_json<CaseContested>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"),    in.number("turn"),    in.text("service"),     in.text("agency"),
          in.text("outcome"), in.instant("closed"), in.instant("contested")};
}

template <>
CaseMerged from_json<CaseMerged>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.number("into"), in.text("service"), in.text("agency"), in.instant("merged")};
}

template <>
CaseFollowed from_json<CaseFollowed>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.number("follower"), in.number("from_case"), in.instant("followed")};
}

template <>
FollowingConfirmed from_json<FollowingConfirmed>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.number("follower"), in.instant("confirmed")};
}

template <>
CaseUnfollowed from_json<CaseUnfollowed>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.number("follower"), in.instant("unfollowed")};
}

template <>
PlaceFound from_json<PlaceFound>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.text("agency"), in.texts("districts"), in.instant("found")};
}

template <>
WordsReleased from_json<WordsReleased>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.text("agency"), in.instant("released")};
}

template <>
WordsHidden from_json<WordsHidden>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.text("agency"), in.instant("hidden")};
}

template <>
CaseRedacted from_json<CaseRedacted>(std::string_view payload) {
  const Payload in(payload);
  return {in.number("id"), in.text("service"), in.text("agency"), in.text("why"), in.flag("place"), in.instant("redacted")};
}

}  // namespace portico::cases
