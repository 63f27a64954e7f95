#include "city/cases/routes_clocks.h"

#include <boost/json.hpp>

#include "city/cases/reckoning.h"
#include "city/cases/routes_request.h"
#include "city/standards/record.h"

namespace portico::cases {
namespace {

namespace json = boost::json;

json::value instant_or_null(const std::optional<Instant>& at) { return at ? json::value(iso8601(*at)) : json::value(nullptr); }

json::array spans_of(const std::vector<calendar::Span>& spans) {
  json::array list;
  for (const auto& span : spans) list.push_back(json::array{iso8601(span.from), iso8601(span.to)});
  return list;
}

json::value calendar_of(const standards::CalendarVersion* calendar) {
  if (!calendar) return nullptr;
  return json::object{
      {"code", calendar->code}, {"version", calendar->version}, {"zone", calendar->calendar.plan().zone}, {"tzdata", calendar->tzdata}};
}

json::object clock_of(const Reckoned& reckoned) {
  json::array pauses, skipped;
  for (const auto& pause : reckoned.pauses) pauses.push_back(json::array{iso8601(pause.from), instant_or_null(pause.to), pause.reason});
  for (const auto& piece : reckoned.why.skipped)
    skipped.push_back(json::array{iso8601(piece.span.from), iso8601(piece.span.to), piece.why});
  const auto& [clock, promise, replaced_by, calendar, paused, why] = reckoned;
  return {{"kind", standards::name_of(clock.kind)},
          {"due", iso8601(clock.due)},
          {"state", name_of(clock.state)},
          {"stopped", instant_or_null(clock.stopped)},
          {"target", to_text(promise.target)},
          {"by", promise.same_time ? "same-time" : "close"},
          {"share", promise.share},
          {"calendar", calendar_of(calendar)},
          {"emergency", replaced_by ? json::value(replaced_by->code) : json::value(nullptr)},
          {"pauses", std::move(pauses)},
          {"counted", spans_of(why.counted)},
          {"skipped", std::move(skipped)}};
}

json::value sla_of(const standards::SlaVersion* sla) {
  if (!sla) return nullptr;
  return json::object{{"version", sla->id}, {"service", sla->service}, {"effective", standards::date_text(sla->effective)}};
}

std::string body_of(const Case& subject, const standards::Snapshot& standards, Instant now) {
  json::array pauses, clocks;
  for (const Pause& pause : subject.pauses)
    pauses.push_back(json::object{{"reason", pause.reason}, {"from", iso8601(pause.from)}, {"to", instant_or_null(pause.to)}});
  const auto* sla = standards.version(subject.sla_version);
  if (sla)
    for (const auto& each : why_due(facts_of(subject), standards, now)) clocks.push_back(clock_of(each));
  return json::serialize(json::object{{"number", subject.number},
                                      {"service", subject.service},
                                      {"status", name_of(subject.status)},
                                      {"opened", iso8601(subject.opened)},
                                      {"sla", sla_of(sla)},
                                      {"pauses", std::move(pauses)},
                                      {"clocks", std::move(clocks)}});
}

}  // namespace

http::Route clocks_route(store::Store& store, const Cases& cases, const standards::Standards& standards, const TimeSource& time) {
  const auto tell = [&store, &cases, &standards, &time](const http::Request& request) {
    std::optional<Case> found;
    store.read([&](store::Reader& reader) { found = asked_case(reader, cases, request); });
    if (!found) return http::problem(404, "there is no such request");
    http::Response response{.status = 200,
                            .type = "application/json; charset=utf-8",
                            .body = body_of(*found, *standards.now(), time.now()),
                            .headers = {{"Cache-Control", "no-store"}}};
    if (!request.asked("token").empty()) response.headers.emplace_back("Referrer-Policy", "no-referrer");
    return response;
  };
  return {.method = http::Method::get,
          .pattern = "/requests/{number}/clocks.json",
          .permission = "public",
          .cost = http::Cost::work,
          .sentence = "Why a request's promises are due when they are: the spans of time that counted and those that did not.",
          .takes = "query: token",
          .gives =
              "JSON: number, service, status, opened, sla, pauses, clocks (kind, due, state, stopped, target, by, share, calendar, "
              "emergency, pauses, counted, skipped)",
          .handle = http::answer(tell),
          .heavy = true};
}

}  // namespace portico::cases
