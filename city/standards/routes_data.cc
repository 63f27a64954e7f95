// Promises as open data.
#include <boost/json.hpp>

#include "city/standards/record.h"
#include "city/standards/routes_clock.h"
#include "city/standards/routes_view.h"
#include "platform/formats/formats.h"

namespace portico::standards {
namespace {

namespace json = boost::json;
using http::Request;
using http::Response;

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

std::vector<std::string> reviews_of(const SlaVersion& sla) {
  std::vector<std::string> reviews;
  for (const auto& each : sla.reviewed) reviews.push_back(each.office + "=" + iso8601(each.approved));
  return reviews;
}

// One row a clock: planned, in force, past and superseded versions.
Response csv(const View& view, const std::vector<const directory::Service*>& services) {
  std::string body =
      formats::csv_row({"service_code", "service_name", "agency", "effective", "state", "clock", "target", "calendar", "by",
                        "share_percent", "pauses", "words", "sla_version", "published", "superseded", "proposal", "reviewed", "confirmed"});
  for (const auto* service : services) {
    for (const auto* sla : view.standards->history_of(service->code)) {
      for (const auto& clock : sla->clocks) {
        const bool days = clock.target.unit == Target::Unit::open_days;
        body += formats::csv_row(
            {service->code, directory::in_language(service->name, "", view.first_language()), service->agency, date_text(sla->effective),
             std::string(view.state_of(*sla)), std::string(name_of(clock.kind)), to_text(clock.target), clock.calendar,
             !days             ? ""
             : clock.same_time ? "same-time"
                               : "close",
             std::to_string(clock.share), joined(clock.pauses), promise_words(*sla, view.first_language(), view.first_language()),
             std::to_string(sla->id), iso8601(sla->published), sla->superseded ? iso8601(*sla->superseded) : "",
             sla->proposal > 0 ? std::to_string(sla->proposal) : "", joined(reviews_of(*sla)),
             sla->confirmed ? iso8601(*sla->confirmed) : ""});
      }
    }
  }
  return {.status = 200,
          .type = "text/csv; charset=utf-8",
          .body = std::move(body),
          .headers = {{"Content-Disposition", "attachment; filename=\"promises.csv\""}}};
}

json::value instant_or_null(const std::optional<Instant>& at) { return at ? json::value(iso8601(*at)) : json::value(nullptr); }

void add_history(json::object& object, const SlaVersion& sla, const View& view) {
  json::array reviewed;
  for (const auto& each : sla.reviewed)
    reviewed.push_back(json::object{
        {"office", each.office}, {"name", view.office_name(each.office, view.first_language())}, {"approved", iso8601(each.approved)}});
  object["published"] = iso8601(sla.published);
  object["superseded"] = instant_or_null(sla.superseded);
  object["proposal"] = sla.proposal > 0 ? json::value(sla.proposal) : json::value(nullptr);
  object["reviewed"] = std::move(reviewed);
  object["confirmed"] = instant_or_null(sla.confirmed);
}

Response data(const View& view, const std::vector<const directory::Service*>& services) {
  json::array all;
  for (const auto* service : services) {
    for (const auto* sla : view.standards->history_of(service->code)) {
      json::object object;
      object["service_code"] = service->code;
      object["service_name"] = directory::in_language(service->name, "", view.first_language());
      object["agency"] = service->agency;
      object["effective"] = date_text(sla->effective);
      object["state"] = view.state_of(*sla);
      json::object words;
      for (const auto& [language, text] : sla->words) words[language] = text;
      object["words"] = std::move(words);
      json::array clocks;
      for (const auto& clock : sla->clocks) clocks.push_back(clock_data(clock));
      object["clocks"] = std::move(clocks);
      object["sla_version"] = sla->id;
      add_history(object, *sla, view);
      all.push_back(std::move(object));
    }
  }
  return {.status = 200, .type = "application/json", .body = json::serialize(all), .headers = {}};
}

}  // namespace

json::object clock_data(const ClockPromise& clock) {
  json::object object;
  object["clock"] = name_of(clock.kind);
  object["target"] = to_text(clock.target);
  if (!clock.calendar.empty()) object["calendar"] = clock.calendar;
  if (clock.target.unit == Target::Unit::open_days) object["by"] = clock.same_time ? "same-time" : "close";
  object["share_percent"] = clock.share;
  json::array pauses;
  for (const auto& reason : clock.pauses) pauses.emplace_back(reason);
  object["pauses"] = std::move(pauses);
  return object;
}

http::Response promises_data(const PublicSource& source, const Request& request) {
  const auto view = source.view();
  if (view.city->city.languages.empty()) return http::problem(404, "no city is loaded yet");
  const auto language = request.asked("language");
  const auto services = view.listed(wished(request), language.empty() ? view.first_language() : language);
  if (request.part("format") == "csv") return csv(view, services);
  if (request.part("format") == "json") return data(view, services);
  return http::problem(404, "promises are there as csv and json");
}

}  // namespace portico::standards
