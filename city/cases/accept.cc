// Taking a case in hand, finding its place, letting the public read it: rules and commands.
#include "city/cases/accept.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "city/cases/ending.h"
#include "city/cases/history.h"
#include "city/cases/record.h"
#include "city/cases/tables.h"
#include "city/cases/tables_life.h"

namespace portico::cases {
namespace {

using directory::Exposure;

Outcome<void> has_words(const Case& subject) {
  if (!subject.description.empty()) return {};
  return refuse(Refused::conflict, "number", "this request has no words of its own", "a request with words");
}

bool set_flag(std::vector<std::string>& flags, std::string_view name, bool wanted) {
  const auto there = std::ranges::find(flags, name);
  if ((there != flags.end()) == wanted) return false;
  if (wanted)
    flags.emplace_back(name);
  else
    flags.erase(there);
  return true;
}

}  // namespace

Outcome<void> accept(Case& subject, std::string_view handler) {
  if (subject.status == Status::closed) return refuse(Refused::conflict, "number", "this request is closed", "an open request");
  if (subject.handler == handler) return refuse(Refused::conflict, "number", "you have this request in hand already", "another request");
  subject.handler = handler;
  return {};
}

Outcome<void> find_place(Case& subject, geo::Point point, std::string_view address, const directory::Snapshot& city) {
  if (subject.place.point) return refuse(Refused::conflict, "number", "the place of this request is known", "a request without a point");
  if (!std::isfinite(point.latitude) || !std::isfinite(point.longitude) || std::abs(point.latitude) > 90 || std::abs(point.longitude) > 180)
    return refuse(Refused::invalid, "place", "lat and long are no point on earth", "lat from -90 to 90, long from -180 to 180");
  if (!city.inside_city(point)) return refuse(Refused::invalid, "place", "lat and long lie outside the city", "a point inside the city");
  subject.place.point = point;
  subject.place.to_be_found = false;
  if (!address.empty()) subject.place.address = address;
  subject.districts = city.place(point, city_day(city, subject.opened));
  set_flag(subject.flags, "place_to_be_found", false);
  set_flag(subject.flags, "no_place", false);
  set_flag(subject.flags, "edge_of_district", std::ranges::any_of(subject.districts, [](const auto& each) { return each.flagged; }));
  return {};
}

Outcome<void> release_words(Case& subject, const directory::Service* service) {
  if (auto words = has_words(subject); !words) return words;
  if (!service || service->description == Exposure::hidden)
    return refuse(Refused::conflict, "number", "words to this service are private, and its form says so", "nothing: they are never shown");
  if (exposure_of(subject, service) == Exposure::open)
    return refuse(Refused::conflict, "number", "these words are shown already", "words that are not");
  subject.words = Showing::released;
  return {};
}

Outcome<void> hide_words(Case& subject, const directory::Service* service) {
  if (auto words = has_words(subject); !words) return words;
  if (exposure_of(subject, service) == Exposure::hidden)
    return refuse(Refused::conflict, "number", "these words are not shown", "words that are");
  subject.words = Showing::hidden;
  return {};
}

Showing showing_after(const Case& subject, const directory::Service* before, const directory::Service& after) {
  if (subject.description.empty() || subject.words == Showing::released || subject.words == Showing::hidden) return subject.words;
  if (after.description == Exposure::hidden) return Showing::by_service;
  const bool was_open = before && before->description == Exposure::open && subject.words == Showing::by_service;
  return was_open && after.description == Exposure::open ? Showing::by_service : Showing::waiting;
}

// -- commands ----------------------------------------------------------------------------------------------------------------------------

Outcome<Case> Cases::accept_case(store::Tx& tx, std::string_view number, const Acting& acting) const {
  return change(tx, number, acting, [&](History& history) -> Outcome<void> {
    const std::int64_t id = history.subject().id;
    if (auto theirs = is_for_another(tables::endings_of(tx, id), acting.actor); !theirs) return theirs;
    auto done = history.accept(acting.actor);
    if (done) tables::insert_handling(tx, id, {time_.now(), acting.actor, acting.author, acting.department});
    return done;
  });
}

Outcome<Case> Cases::find_place(store::Tx& tx, std::string_view number, const Found& found, const Acting& acting) const {
  std::string address = found.address;
  std::vector<Fault> faults;
  check_text(address, "address", 1'000, faults);
  if (!faults.empty()) return std::unexpected(Refusal{Refused::invalid, std::move(faults)});
  const auto city = directory_.now();
  return change(tx, number, acting, [&](History& history) -> Outcome<void> {
    auto done = history.find_place(found.point, address, *city);
    if (done) tables::place_case(tx, history.subject());
    return done;
  });
}

Outcome<Case> Cases::release_words(store::Tx& tx, std::string_view number, const Acting& acting) const {
  const auto city = directory_.now();
  return change(tx, number, acting, [&](History& history) { return history.release_words(city->service(history.subject().service)); });
}

Outcome<Case> Cases::hide_words(store::Tx& tx, std::string_view number, const Acting& acting) const {
  const auto city = directory_.now();
  return change(tx, number, acting, [&](History& history) { return history.hide_words(city->service(history.subject().service)); });
}

}  // namespace portico::cases
