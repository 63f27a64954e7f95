// Agencies, for people.
#include <algorithm>

#include "city/directory/routes.h"
#include "city/registers/offices.h"
#include "city/registers/routes_view.h"
#include "city/standards/notice.h"

namespace portico::registers {
namespace {

using directory::Agency;
using directory::Service;
using http::Request;
using http::Response;

std::string contact_line(const Agency& agency) {
  std::string html;
  for (const auto& link : {phone_link(agency.phone), mail_link(agency.email)})
    if (!link.empty()) html += (html.empty() ? "" : " · ") + link;
  return html.empty() ? html : "<p class=\"small\">" + html + "</p>";
}

std::string agency_item(const View& view, const Agency& agency) {
  const auto services = services_of(*view.city, agency.code);
  std::string some;
  constexpr std::size_t named = 3;
  for (std::size_t i = 0; i < services.size() && i < named; ++i)
    some += (some.empty() ? "" : view.say("agencies.between")) + view.name(services[i]->name);
  return "<li id=\"" + http::escape_html(agency.code) + "\"><h2><a href=\"" + view.path("/agencies/" + http::percent_encode(agency.code)) +
         "\">" + view.name(agency.name) + "</a></h2>\n" +
         (some.empty() ? "<p>" + view.say("agency.no_services") + "</p>" : "<p>" + some + "</p>") + contact_line(agency) + "<small>" +
         view.say("agencies.count", {{"count", static_cast<std::int64_t>(services.size())}}) + "</small></li>\n";
}

std::vector<const Service*> by_name(const View& view, std::string_view agency) {
  auto services = services_of(*view.city, agency);
  std::ranges::sort(services, {}, [&](const Service* each) { return view.plain_name(each->name); });
  return services;
}

std::string service_item(const View& view, const Service& service, const standards::Notices& notices) {
  const std::string code = http::percent_encode(service.code), promise = view.promise(service);
  std::string html = "<li><h3><a href=\"" + view.path("/report/" + code) + "\">" + view.name(service.name) + "</a></h3>\n";
  if (!service.about.empty()) html += "<p>" + view.name(service.about) + "</p>";
  html += promise.empty() ? "<p class=\"soft\">" + view.say("agency.no_promise") + "</p>"
                          : "<p><b>" + view.say("agency.promise") + "</b> " + http::escape_html(promise) + "</p>";
  return html + notices.for_service(service.code, view.now) + "</li>\n";
}

std::string offices_section(const View& view, const Agency& agency) {
  std::string items;
  for (const auto* site : offices_of(*view.city, view.offers, agency.code))
    items += "<li><a href=\"" + view.path("/sites/" + http::percent_encode(site->code)) + "\">" + view.name(site->name) +
             "</a><p class=\"small\"><bdi>" + http::escape_html(site->address) + "</bdi></p>" + view.door_tag(*site) + "</li>\n";
  std::string html = "<section class=\"panel\" aria-labelledby=\"offices\"><h2 id=\"offices\">" + view.say("agency.offices") + "</h2>\n";
  html += items.empty() ? "<p class=\"small\">" + view.say("agency.no_offices") + "</p>\n" : "<ul class=\"doors\">\n" + items + "</ul>\n";
  return html + "<p class=\"small\"><a href=\"" + view.path("/sites") + "\">" + view.say("sites.all") + "</a></p></section>\n";
}

std::string contact_section(const View& view, const Agency& agency) {
  std::string facts;
  const auto fact = [&](std::string_view key, const std::string& html) {
    if (!html.empty()) facts += "<dt>" + view.say(key) + "</dt><dd>" + html + "</dd>";
  };
  fact("contact.phone", phone_link(agency.phone));
  fact("contact.email", mail_link(agency.email));
  if (!agency.url.empty())
    fact("contact.web", "<a href=\"" + http::escape_html(agency.url) + "\"><bdi>" + http::escape_html(agency.url) + "</bdi></a>");
  const auto& city = view.city->city;
  if (facts.empty()) fact("contact.city", phone_link(city.phone));
  if (facts.empty()) return facts;
  return "<section class=\"panel panel--mist\" aria-labelledby=\"contact\"><h2 id=\"contact\">" + view.say("agency.contact") +
         "</h2><dl class=\"facts\">" + facts + "</dl></section>\n";
}

}  // namespace

Response agencies_page(const Source& source, const Request& request) {
  const auto view = source.view(request);
  if (view.city->city.languages.empty()) return directory::no_such_page(request, *view.city);  // before the first load
  auto all = agencies(*view.city);
  std::ranges::sort(all, {}, [&](const Agency* each) { return view.plain_name(each->name); });
  std::string items;
  for (const auto* agency : all) items += agency_item(view, *agency);
  const auto lead = all.empty() ? view.say("agencies.none") : view.say("agencies.lead", {{"count", static_cast<std::int64_t>(all.size())}});
  std::string body = "<div class=\"wrap\">\n<div class=\"section\"><h1>" + view.say("agencies.title") + "</h1><p class=\"soft lead\">" +
                     lead + "</p>\n" + data_line(view, "/agencies") + "</div>\n";
  if (!all.empty()) body += "<ul class=\"services services--registers\">\n" + items + "</ul>\n";
  return directory::respond(
      request, *view.city,
      {.language = view.language, .title = view.plain("agencies.title"), .path = "/agencies", .body = body + "</div>", .description = {}});
}

Response agency_page(const Source& source, const Request& request) {
  const auto view = source.view(request);
  const auto* agency = view.city->agency(request.part("code"));
  if (view.city->city.languages.empty() || !agency || agency->retired) return directory::no_such_page(request, *view.city);
  const standards::Notices notices(*view.standards, *view.city, view.language);
  std::string services;
  for (const auto* service : by_name(view, agency->code)) services += service_item(view, *service, notices);
  std::string body = "<div class=\"wrap\">\n<nav class=\"crumbs\" aria-label=\"" + view.say("crumb") + "\"><ol><li><a href=\"" +
                     view.path("/agencies") + "\">" + view.say("agencies.title") + "</a></li></ol></nav>\n<h1>" + view.name(agency->name) +
                     "</h1>\n<div class=\"split split--register\"><div>\n<section aria-labelledby=\"does\"><h2 id=\"does\">" +
                     view.say("agency.services") + "</h2>\n";
  body += services.empty() ? "<p>" + view.say("agency.no_services") + "</p>\n" : "<ul class=\"offers\">\n" + services + "</ul>\n";
  body += "<p class=\"small\"><a href=\"" + view.path("/promises") + "\">" + view.say("agency.promises") + "</a></p></section></div>\n" +
          "<div class=\"side\">\n" + contact_section(view, *agency) + offices_section(view, *agency) + "</div></div></div>";
  return directory::respond(request, *view.city,
                            {.language = view.language,
                             .title = view.plain_name(agency->name),
                             .path = "/agencies/" + agency->code,
                             .body = std::move(body),
                             .description = {}});
}

}  // namespace portico::registers
