#include "city/standards/record_evidence.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace portico::standards {
namespace {

namespace json = boost::json;

json::object object_of(const Distribution& times) {
  return {{"median", times.median}, {"p80", times.p80}, {"p90", times.p90}, {"p95", times.p95}};
}
json::object object_of(const KeptShare& share) { return {{"decided", share.decided}, {"kept", share.kept}}; }

json::object object_of(const ClockEvidence& clock) {
  json::object excluded;
  for (const auto& [why, cases] : clock.excluded) excluded[why] = cases;
  json::array months;
  for (const auto& month : clock.months)
    months.push_back(json::object{
        {"cases", month.cases}, {"elapsed", object_of(month.elapsed)}, {"month", month.month}, {"open", object_of(month.open)}});
  return {{"cases", clock.cases},
          {"elapsed", object_of(clock.elapsed)},
          {"excluded", std::move(excluded)},
          {"kind", name_of(clock.kind)},
          {"months", std::move(months)},
          {"open", object_of(clock.open)},
          {"promised", object_of(clock.promised)},
          {"proposed", object_of(clock.proposed)}};
}

json::object object_of(const LikePromise& like) {
  return {{"agency", like.agency},
          {"effective", like.effective},
          {"first_calendar", like.first_calendar},
          {"first_share", like.first_share},
          {"first_status", like.first_status},
          {"group", like.group},
          {"outcome", like.outcome},
          {"outcome_calendar", like.outcome_calendar},
          {"outcome_share", like.outcome_share},
          {"service", like.service}};
}

// Nobody but this program writes it: what cannot be read is breakage.
std::string text(const json::object& object, std::string_view key) { return std::string(object.at(key).as_string()); }
std::int64_t number(const json::object& object, std::string_view key) { return object.at(key).as_int64(); }

Distribution times_of(const json::value& value) {
  const auto& object = value.as_object();
  return {number(object, "median"), number(object, "p80"), number(object, "p90"), number(object, "p95")};
}
KeptShare share_of(const json::value& value) { return {number(value.as_object(), "kept"), number(value.as_object(), "decided")}; }

ClockEvidence clock_of(const json::object& object) {
  ClockEvidence clock;
  const auto kind = clock_kind(text(object, "kind"));
  if (!kind) throw std::runtime_error("an unknown clock");
  clock.kind = *kind;
  clock.cases = number(object, "cases");
  clock.open = times_of(object.at("open"));
  clock.elapsed = times_of(object.at("elapsed"));
  for (const auto& each : object.at("months").as_array()) {
    const auto& month = each.as_object();
    clock.months.push_back({text(month, "month"), number(month, "cases"), times_of(month.at("open")), times_of(month.at("elapsed"))});
  }
  for (const auto& [why, cases] : object.at("excluded").as_object()) clock.excluded[std::string(why)] = cases.as_int64();
  clock.proposed = share_of(object.at("proposed"));
  clock.promised = share_of(object.at("promised"));
  return clock;
}

LikePromise like_of(const json::object& object) {
  return {.service = text(object, "service"),
          .agency = text(object, "agency"),
          .group = text(object, "group"),
          .effective = text(object, "effective"),
          .first_status = text(object, "first_status"),
          .outcome = text(object, "outcome"),
          .first_calendar = text(object, "first_calendar"),
          .outcome_calendar = text(object, "outcome_calendar"),
          .first_share = number(object, "first_share"),
          .outcome_share = number(object, "outcome_share")};
}

}  // namespace

std::string record_of(const Evidence& evidence) {
  json::array alike, clocks;
  for (const auto& like : evidence.alike) alike.push_back(object_of(like));
  for (const auto& clock : evidence.clocks) clocks.push_back(object_of(clock));
  return json::serialize(json::object{{"alike", std::move(alike)},
                                      {"at", to_millis(evidence.at)},
                                      {"cases", evidence.cases},
                                      {"clocks", std::move(clocks)},
                                      {"from", evidence.from},
                                      {"in_force", evidence.in_force},
                                      {"service", evidence.service},
                                      {"until", evidence.until}});
}

Evidence evidence_of(std::string_view record) {
  try {
    const auto parsed = json::parse(record);
    const auto& object = parsed.as_object();
    Evidence evidence{.service = text(object, "service"),
                      .from = text(object, "from"),
                      .until = text(object, "until"),
                      .at = from_millis(number(object, "at")),
                      .cases = number(object, "cases"),
                      .in_force = text(object, "in_force"),
                      .clocks = {},
                      .alike = {}};
    for (const auto& clock : object.at("clocks").as_array()) evidence.clocks.push_back(clock_of(clock.as_object()));
    for (const auto& like : object.at("alike").as_array()) evidence.alike.push_back(like_of(like.as_object()));
    return evidence;
  } catch (const std::exception& broken) {
    throw std::runtime_error(std::string("stored evidence cannot be read: ") + broken.what());
  }
}

}  // namespace portico::standards
