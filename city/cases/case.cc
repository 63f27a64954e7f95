#include "city/cases/case.h"

#include <stdexcept>

#include "platform/calendar/calendar.h"

namespace portico::cases {

std::string_view name_of(Status status) { return status == Status::open ? "open" : "closed"; }

std::string_view name_of(ClockState state) {
  switch (state) {
    case ClockState::running:
      return "running";
    case ClockState::paused:
      return "paused";
    case ClockState::kept:
      return "kept";
    case ClockState::missed:
      return "missed";
    case ClockState::not_applicable:
      return "not_applicable";
  }
  return "";
}

std::string_view name_of(Channel channel) {
  switch (channel) {
    case Channel::web:
      return "web";
    case Channel::open311:
      return "open311";
    case Channel::phone:
      return "phone";
    case Channel::counter:
      return "counter";
    case Channel::email:
      return "email";
    case Channel::letter:
      return "letter";
    case Channel::mobile:
      return "mobile";
    case Channel::import:
      return "import";
    case Channel::other:
      return "other";
  }
  return "";
}

std::optional<Channel> channel_named(std::string_view name) {
  for (int value = 0; value <= static_cast<int>(Channel::other); ++value)
    if (name_of(static_cast<Channel>(value)) == name) return static_cast<Channel>(value);
  return std::nullopt;
}

bool Reporter::empty() const {
  return first_name.empty() && last_name.empty() && email.empty() && phone.empty() && device_id.empty() && account_id.empty() &&
         language.empty();
}

const Clock* Case::clock(standards::ClockKind kind) const {
  for (const Clock& each : clocks)
    if (each.kind == kind) return &each;
  return nullptr;
}

std::chrono::sys_days city_day(const directory::Snapshot& city, Instant at) {
  const auto zone = calendar::Zone::find(city.city.zone.empty() ? "UTC" : city.city.zone, "zone");
  if (!zone) throw std::runtime_error("the city's time zone is not in this machine's tzdata");
  return zone->local_date(at);
}

directory::Exposure exposure_of(const Case& subject, const directory::Service* service) {
  using directory::Exposure;
  if (!service || service->description == Exposure::hidden || subject.words == Showing::hidden) return Exposure::hidden;
  if (subject.words == Showing::released) return Exposure::open;
  return subject.words == Showing::waiting ? Exposure::reviewed : service->description;
}

ClockState state_as_of(const Clock& clock, Instant at) {
  return clock.state == ClockState::running && at > clock.due ? ClockState::missed : clock.state;
}

}  // namespace portico::cases
