#include "app/routes.h"

#include <fmt/format.h>

#include "app/command.h"
#include "app/gate.h"
#include "app/health.h"
#include "app/hooks.h"
#include "app/openapi.h"
#include "app/sandbox.h"
#include "app/storm_routes.h"
#include "city/announcements/routes.h"
#include "city/cases/evidence.h"
#include "city/cases/routes.h"
#include "city/cases/routes_home.h"
#include "city/cases/routes_live.h"
#include "city/cases/routes_map.h"
#include "city/cases/routes_proof.h"
#include "city/cases/routes_report.h"
#include "city/cases/routes_scripts.h"
#include "city/contacts/person.h"
#include "city/contacts/routes.h"
#include "city/directory/routes.h"
#include "city/documents/routes.h"
#include "city/feedback/routes.h"
#include "city/registers/routes.h"
#include "city/standards/notice.h"
#include "city/standards/routes.h"
#include "city/standards/routes_review.h"
#include "platform/identity/routes.h"
#include "platform/identity/routes_oidc.h"
#include "platform/notify/routes.h"
#include "platform/notify/routes_suppressed.h"
#include "platform/notify/routes_templates.h"
#include "platform/webhooks/routes.h"

namespace portico::app {
namespace {

notify::PageFrame frame_of(const CitySurroundings& around, const directory::Directory& directory) {
  return {
      .language = [&directory](const http::Request& request) { return directory::language_of(request, *directory.now()); },
      .path_in = [&around](std::string_view language, std::string_view path) { return around.path_in(language, path); },
      .page =
          [&around](const http::Request& request, std::string language, std::string title, std::string path, std::string body, int status) {
            return around.page(request, std::move(language), std::move(title), std::move(path), std::move(body), status);
          }};
}

notify::TemplatePages template_pages(const directory::Directory& directory) {
  return {.services =
              [&directory](std::string_view language) {
                const auto city = directory.now();
                std::vector<identity::Surroundings::Choice> all;
                for (const auto& service : city->services)
                  if (!service.retired)
                    all.push_back({service.code, directory::in_language(service.name, language, city->city.languages.front())});
                return all;
              },
          .languages = [&directory] { return directory.now()->city.languages; }};
}

}  // namespace

std::vector<http::Route> all_routes(House& house, const Settings& settings, std::function<http::Traffic()> traffic) {
  std::vector<http::Route> all = health_routes(house, settings, std::move(traffic));
  const auto add = [&](std::vector<http::Route> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  add(storm_routes(house.storm));
  const directory::Notices notices = [&house](const directory::Snapshot& city, const std::string& language, std::string_view service) {
    const auto standards = house.standards.now();
    const standards::Notices emergencies(*standards, city, language);
    const Instant now = house.time.now();
    return service.empty()
               ? emergencies.in_force(now)
               : emergencies.for_service(service, now) + announcements::beside_service(house.announcements, city, language, service, now);
  };
  add(directory::routes(house.directory, notices));
  add(directory::place_routes(house.directory, house.streets));
  add(directory::worker_routes(house.directory));
  add(directory::tile_routes(house.base_maps));
  add(cases::offline_routes(house.directory));
  add(standards::routes(house.directory, house.standards, house.time));
  add(registers::routes(*house.store, house.directory, house.standards, house.time, public_url_of(settings)));
  add(standards::emergency_routes(*house.store, house.directory, house.standards, house.time, [&house] { house.emergency_changed(); }));
  add(standards::review_routes(*house.store, house.directory, house.standards, house.time, cases::past_cases(*house.store, house.time),
                               [&house] { house.refresh(); }));
  add(cases::routes(
      *house.store, house.cases, house.directory, house.standards, house.time, house.files,
      [&house](const cases::Case& subject, const std::string& language) {
        const auto city = house.directory.now();
        return contacts::heard_on(*house.store, subject, language, *city) + feedback::answered_on(*house.store, subject, language, *city);
      },
      contacts::mails_of_person));
  add(cases::home_routes(*house.store, house.cases, house.directory, house.standards, house.time, [&house](const std::string& language) {
    const auto city = house.directory.now();
    const Instant now = house.time.now();
    return registers::today_band(*city, *house.standards.now(), language, now) +
           announcements::going_on(house.announcements, *city, language, now);
  }));
  add(announcements::routes({*house.store, house.announcements, house.directory, house.surroundings, house.time}));
  add(cases::map_routes({*house.store, house.cases, house.directory, house.base_maps, house.pins, house.time}));
  add(contacts::routes({*house.store, house.contacts, house.cases, house.directory, house.files}));
  add(directory::in_every_language(identity::routes(*house.store, house.identity, house.surroundings, house.time,
                                                    {.secure_cookies = secure_cookies(settings),
                                                     .public_url = settings.public_url,
                                                     .other_house = settings.oidc.issuer.empty() ? "" : settings.oidc.name}),
                                   house.directory));
  add(directory::in_every_language(
      webhooks::routes(*house.store, house.webhook_secrets, house.surroundings, house.time, webhook_pages(house.surroundings)),
      house.directory));
  add(directory::in_every_language(
      notify::template_routes(*house.store, house.templates, house.surroundings, house.time, template_pages(house.directory)),
      house.directory));
  add(directory::in_every_language(notify::suppressed_routes(*house.store, house.sender.marks(), house.surroundings, house.time),
                                   house.directory));
  add(directory::in_every_language(
      notify::routes(*house.store, house.sender.marks(), house.time, frame_of(house.surroundings, house.directory)), house.directory));
  if (!settings.oidc.issuer.empty())
    add(identity::oidc_routes(house.identity, house.surroundings, settings.oidc, public_url_of(settings), secure_cookies(settings),
                              house.time, house.chance, house.log));
  add({cases::live_route(*house.store, house.cases, house.live)});
  add(cases::proof_routes(*house.store, house.cases, house.directory, house.settings.data));
  add(cases::report_routes({*house.store, house.cases, house.directory, house.streets, house.standards, house.files, house.time,
                            house.chance, house.report_key, public_url_of(settings),
                            [&house](const directory::Snapshot& city, const std::string& language, std::string_view typed) {
                              return documents::answers_beside(house.documents, city, language, typed);
                            },
                            notices, &house.base_maps}));
  add(feedback::routes(*house.store, house.cases, house.directory, house.standards, house.time));
  add(documents::routes({*house.store, house.documents, house.answers_read, house.directory, house.time}));
  add(house.open311.routes());
  add(sandbox_routes(house));
  all.push_back(openapi_route(all));
  return all;
}

int carry_out(House& house, const ListRoutes&, Console& console) {
  for (const auto& route : all_routes(house, house.settings, [] { return http::Traffic{}; }))
    console.out(
        fmt::format("{}\t{}\t{}\t{}\t{}\n", http::name_of(route.method), route.pattern, route.permission, route.gives, route.sentence));
  return done;
}

}  // namespace portico::app
