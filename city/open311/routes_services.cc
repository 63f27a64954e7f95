// What can be asked for: discovery, services and their definitions, service centres.
#include "city/open311/routes.h"

namespace portico::open311 {
namespace {

constexpr std::string_view by_language = "Accept-Language";

http::Response in_language(http::Response response) {
  response.headers.emplace_back("Vary", by_language);
  return response;
}

}  // namespace

std::vector<http::Route> Open311::service_routes() {
  using http::Cost;
  using http::Method;
  return {
      {Method::get, "/discovery.{format}", "public", Cost::quick, "Where Open311 is served, and how to get a key.", "",
       "XML or JSON: changeset, contact, key_service, endpoints", reading(&Open311::discovery)},
      {Method::get, "/services.{format}", "public", Cost::quick, "What can be asked for.", "query: locale", "XML or JSON list of services",
       reading(&Open311::services)},
      {Method::get, "/services/{code}.{format}", "public", Cost::quick, "What a service asks back.", "query: locale",
       "XML or JSON service definition", reading(&Open311::definition)},
      {Method::get, "/inquiry/v1/facilities/{code}.{format}", "public", Cost::quick, "The city's service centres: \"all\" or one.",
       "query: locale", "XML or JSON list of facilities", reading(&Open311::facilities)},
      {Method::get, "/inquiry/v1/web_faqs/{code}.{format}", "public", Cost::work,
       "The city's answers: \"all\", those of a category, or one.", "query: locale", "XML or JSON list of web_faqs",
       reading(&Open311::faqs), true, put_off},
  };
}

http::Response Open311::discovery(const http::Request& request) {
  const auto city = directory_.now();
  Discovery discovery;
  {
    const std::lock_guard lock(seen_guard_);
    if (seen_ != city) {
      seen_ = city;
      seen_at_ = std::chrono::floor<std::chrono::seconds>(time_.now());
    }
    discovery.changeset = seen_at_;
  }
  discovery.production_url = settings_.public_url;
  discovery.test_url = settings_.test_url;
  discovery.key_service = city->server.post_needs_key
                              ? "Write to " + city->city.email + " for an api_key."
                              : std::string("No api_key is needed; write to ") + city->city.email + " for one with limits of its own.";
  const Format format = format_of(request);
  http::Response response = answer_in(format, discovery_body(format, *city, discovery));
  response.type = format == Format::xml ? "text/xml" : "application/json";
  return response;
}

http::Response Open311::services(const http::Request& request) {
  const auto city = directory_.now();
  const Format format = format_of(request);
  return in_language(answer_in(format, *lists_.body(format, city, language_of(request, *city))));
}

http::Response Open311::definition(const http::Request& request) {
  const auto city = directory_.now();
  const Format format = format_of(request);
  const directory::Service* service = city->service(request.part("code"));
  if (service == nullptr || service->retired || service->draft)
    return refused_in(
        format,
        {Refused::not_found, {{"service_code", "service_code " + std::string(request.part("code").substr(0, 60)) + " is not known", ""}}});
  return in_language(answer_in(format, definition_body(format, *service, *city, language_of(request, *city))));
}

http::Response Open311::facilities(const http::Request& request) {
  const auto city = directory_.now();
  const Format format = format_of(request);
  std::string body = facilities_body(format, *city, language_of(request, *city), request.part("code"));
  if (body.empty()) return refused_in(format, {Refused::not_found, {{"id", "there is no such facility", "all, or the id of one"}}});
  return in_language(answer_in(format, std::move(body)));
}

http::Response Open311::faqs(const http::Request& request) {
  const auto city = directory_.now();
  const Format format = format_of(request);
  std::string body =
      faqs_body(format, settings_.faqs ? settings_.faqs(*city, language_of(request, *city)) : std::vector<Faq>(), request.part("code"));
  if (body.empty())
    return refused_in(format, {Refused::not_found, {{"id", "there is no such answer", "all, a category, or the id of one"}}});
  return in_language(answer_in(format, std::move(body)));
}

}  // namespace portico::open311
