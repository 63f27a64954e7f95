#include "city/standards/routes_view.h"

#include "city/standards/words.h"
#include "platform/calendar/calendar.h"

namespace portico::standards {

std::string_view View::state_of(const SlaVersion& sla) const {
  if (sla.superseded) return "superseded";
  if (sla.effective > today) return "planned";
  return standards->in_force(sla.service, today) == &sla ? "in_force" : "past";
}

std::vector<const directory::Service*> View::listed(const Wish& wish, std::string_view language) const {
  std::vector<const directory::Service*> services;
  for (const auto& service : city->services) {
    if (service.shown() && fits(service, wish, language, first_language())) services.push_back(&service);
  }
  return services;
}

std::string View::office_name(std::string_view office, std::string_view language) const {
  const auto* known = standards->policy.reviewer(office);
  return known ? directory::in_language(known->name, language, first_language()) : std::string(office);
}

View PublicSource::view() const {
  const Instant at = time.now();
  View now{directory.now(), standards.now(), at, std::chrono::floor<std::chrono::days>(at)};
  if (const auto zone = calendar::Zone::find(now.city->city.zone, "zone")) now.today = zone->local_date(at);
  return now;
}

Wish wished(const http::Request& request) {
  return {.words = std::string(request.asked("q")), .agency = std::string(request.asked("agency"))};
}

std::string query_of(const Wish& wish, std::string_view language) {
  std::string query;
  const auto add = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) query += (query.empty() ? "?" : "&") + std::string(name) + "=" + http::percent_encode(value);
  };
  add("q", wish.words);
  if (!wish.words.empty()) add("language", language);
  add("agency", wish.agency);
  return query;
}

std::string clock_line(const ClockPromise& clock, const std::string& language) {
  const auto name = std::string(name_of(clock.kind));
  return messages().text(language, name, {{"span", span_words(clock.target, language)}}) + ", " +
         messages().text(language, "share", {{"share", std::int64_t{clock.share}}});
}

}  // namespace portico::standards
