// Agencies and offices as open data.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "city/registers/offices.h"
#include "city/registers/routes_view.h"
#include "city/standards/record.h"
#include "platform/formats/formats.h"

namespace portico::registers {
namespace {

namespace json = boost::json;
using directory::Agency;
using directory::Site;
using http::Request;
using http::Response;

constexpr int days_told = 60;

Response csv(std::string body, std::string_view name) {
  return {.status = 200,
          .type = "text/csv; charset=utf-8",
          .body = std::move(body),
          .headers = {{"Content-Disposition", "attachment; filename=\"" + std::string(name) + ".csv\""}}};
}

Response data(const json::array& all) {
  return {
      .status = 200, .type = "application/json; charset=utf-8", .body = json::serialize(all), .headers = {{"Cache-Control", "no-cache"}}};
}

std::string joined(const std::vector<std::string>& texts) {
  std::string all;
  for (const auto& text : texts) all += (all.empty() ? "" : " ") + text;
  return all;
}

json::array array_of(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

json::object words_of(const directory::Words& words) {
  json::object object;
  for (const auto& [language, text] : words) object[language] = text;
  return object;
}

std::vector<std::string> service_codes(const View& view, const Agency& agency) {
  std::vector<std::string> codes;
  for (const auto* service : services_of(*view.city, agency.code)) codes.push_back(service->code);
  return codes;
}

std::vector<std::string> office_codes(const View& view, const Agency& agency) {
  std::vector<std::string> codes;
  for (const auto* site : offices_of(*view.city, view.offers, agency.code)) codes.push_back(site->code);
  return codes;
}

std::string instant_or_none(const std::optional<Instant>& at) { return at ? iso8601(*at) : std::string(); }

std::vector<std::string> site_row(const View& view, const Site& site) {
  const auto* hours = view.hours_of(site);
  const Door door = hours ? door_at(*hours, view.now) : Door{};
  const Offer& offer = view.offers.of(site.code);
  const auto degrees = [&](double geo::Point::* which) { return site.point ? fmt::format("{}", (*site.point).*which) : std::string(); };
  return {site.code,
          view.plain_name(site.name),
          site.address,
          degrees(&geo::Point::latitude),
          degrees(&geo::Point::longitude),
          site.phone,
          offer.agency,
          joined(offer.services),
          joined(site.languages),
          joined(offer.access),
          hours ? opening_hours(*hours, hours->local_date(view.now), days_told) : "",
          !hours      ? ""
          : door.open ? "true"
                      : "false",
          instant_or_none(door.changes)};
}

json::array days_of(const calendar::Calendar& hours, Instant now) {
  json::array days;
  for (const auto& day : days_from(hours, hours.local_date(now), days_told)) {
    json::array open;
    for (const auto& span : day.open) open.push_back(json::object{{"from", iso8601(span.from)}, {"to", iso8601(span.to)}});
    json::object told{{"date", standards::date_text(day.date)}, {"open", std::move(open)}};
    if (!day.why.empty()) told["closed_for"] = day.why;
    days.push_back(std::move(told));
  }
  return days;
}

json::object site_data(const View& view, const Site& site) {
  const Offer& offer = view.offers.of(site.code);
  json::object told{{"code", site.code},
                    {"name", words_of(site.name)},
                    {"address", site.address},
                    {"phone", site.phone},
                    {"agency", offer.agency.empty() ? json::value(nullptr) : json::value(offer.agency)},
                    {"services", array_of(offer.services)},
                    {"languages", array_of(site.languages)},
                    {"access", array_of(offer.access)}};
  if (site.point) {
    told["latitude"] = site.point->latitude;
    told["longitude"] = site.point->longitude;
  }
  if (const auto* hours = view.hours_of(site)) {
    const Door door = door_at(*hours, view.now);
    told["zone"] = hours->plan().zone;
    told["opening_hours"] = opening_hours(*hours, hours->local_date(view.now), days_told);
    told["open_now"] = door.open;
    told["changes"] = door.changes ? json::value(iso8601(*door.changes)) : json::value(nullptr);
    told["days"] = days_of(*hours, view.now);
  }
  return told;
}

// Data is in the city's own language, whoever asks.
View plain_view(const Source& source, const Request& request) {
  auto view = source.view(request);
  if (!view.city->city.languages.empty()) view.language = view.own();
  return view;
}

}  // namespace

const std::vector<std::string>& agency_columns() {
  static const std::vector<std::string> columns{"code", "name", "phone", "email", "url", "services", "sites"};
  return columns;
}

const std::vector<std::string>& site_columns() {
  static const std::vector<std::string> columns{"code",     "name",      "address", "latitude",      "longitude", "phone",  "agency",
                                                "services", "languages", "access",  "opening_hours", "open_now",  "changes"};
  return columns;
}

Response agencies_data(const Source& source, const Request& request) {
  const auto view = plain_view(source, request);
  const auto format = request.part("format");
  if (view.city->city.languages.empty()) return http::problem(404, "no city is loaded yet");
  if (format == "csv") {
    std::string body = formats::csv_row(agency_columns());
    for (const auto* agency : agencies(*view.city))
      body += formats::csv_row({agency->code, view.plain_name(agency->name), agency->phone, agency->email, agency->url,
                                joined(service_codes(view, *agency)), joined(office_codes(view, *agency))});
    return csv(std::move(body), "agencies");
  }
  if (format != "json") return http::problem(404, "agencies are there as csv and json");
  json::array all;
  for (const auto* agency : agencies(*view.city)) {
    json::array services;
    for (const auto* service : services_of(*view.city, agency->code))
      services.push_back(json::object{{"code", service->code}, {"name", words_of(service->name)}, {"promise", view.promise(*service)}});
    all.push_back(json::object{{"code", agency->code},
                               {"name", words_of(agency->name)},
                               {"phone", agency->phone},
                               {"email", agency->email},
                               {"url", agency->url},
                               {"services", std::move(services)},
                               {"sites", array_of(office_codes(view, *agency))}});
  }
  return data(all);
}

Response sites_data(const Source& source, const Request& request) {
  const auto view = plain_view(source, request);
  const auto format = request.part("format");
  if (view.city->city.languages.empty()) return http::problem(404, "no city is loaded yet");
  if (format == "csv") {
    std::string body = formats::csv_row(site_columns());
    for (const auto* site : offices(*view.city, view.offers, {})) body += formats::csv_row(site_row(view, *site));
    return csv(std::move(body), "sites");
  }
  if (format != "json") return http::problem(404, "offices are there as csv and json");
  json::array all;
  for (const auto* site : offices(*view.city, view.offers, {})) all.push_back(site_data(view, *site));
  return data(all);
}

}  // namespace portico::registers
