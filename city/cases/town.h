// A small town as values, for tests and benches: two agencies, a handful of services, a square kilometre of land in two wards.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "city/directory/directory.h"
#include "city/standards/standards.h"

namespace portico::cases {

inline directory::Words words(std::string english) { return {{"en", std::move(english)}}; }

// Longitudes 0.000 to 0.005 are the west district, to 0.010 the east; latitudes 0.000 to 0.010. Noon on Monday, March 2, 2026.
inline const Instant monday_noon = *parse_instant("2026-03-02T12:00:00Z", "");
inline constexpr geo::Point west_side{0.0050, 0.0020}, east_side{0.0050, 0.0080}, at_sea{0.5, 0.5};

inline directory::Service service(std::string code, std::string agency) {
  directory::Service made;
  made.code = std::move(code);
  made.agency = std::move(agency);
  made.name = words(made.code);
  made.description = directory::Exposure::open;
  return made;
}

inline std::shared_ptr<const directory::Snapshot> small_town() {
  using directory::Datatype;
  auto town = std::make_shared<directory::Snapshot>();
  town->city.code = "town";
  town->city.name = town->city.short_name = words("Town");
  town->city.zone = "UTC";
  town->city.languages = {"en"};
  town->city.emergency = "911";
  town->city.boundary_set = "ward";
  town->agencies = {{"DSW", words("Street Works"), "", "", ""}, {"PD", words("Parks"), "", "", ""}};
  directory::Service graffiti = service("GRAFFITI", "DSW"), hidden = service("NEIGHBOUR", "PD"), batch = service("TREE", "PD"),
                     old = service("HORSE", "PD");
  graffiti.questions.push_back(
      {"HOWMANY", Datatype::singlevaluelist, true, true, 1, words("How many?"), {}, {{"one", words("One")}, {"more", words("More")}}});
  graffiti.questions.push_back(
      {"COLOURS", Datatype::multivaluelist, true, false, 2, words("Colours?"), {}, {{"red", words("Red")}, {"blue", words("Blue")}}});
  graffiti.questions.push_back({"HEIGHT", Datatype::number, true, false, 3, words("How high?"), {}, {}});
  graffiti.description = directory::Exposure::reviewed;
  hidden.listed = false;
  hidden.description = directory::Exposure::hidden;
  batch.type = directory::ServiceType::batch;
  old.retired = true;
  town->services = {graffiti, old, hidden, service("NOPROMISE", "DSW"), service("POTHOLE", "DSW"), batch};
  directory::DistrictSet wards;
  wards.code = "ward";
  wards.name = words("Ward");
  wards.effective = std::chrono::sys_days(std::chrono::year(2000) / 1 / 1);
  wards.areas = {{"east", "East", R"({"type":"Polygon","coordinates":[[[0.005,0],[0.01,0],[0.01,0.01],[0.005,0.01],[0.005,0]]]})"},
                 {"west", "West", R"({"type":"Polygon","coordinates":[[[0,0],[0.005,0],[0.005,0.01],[0,0.01],[0,0]]]})"}};
  town->districts = {wards};
  town->prepare();
  return town;
}

// First status within 4 elapsed hours, outcome within 72, for every service but NOPROMISE. Both stop while we wait for the customer, the
// outcome alone while we wait for a part.
inline std::shared_ptr<const standards::Snapshot> small_promises() {
  auto promises = std::make_shared<standards::Snapshot>();
  promises->loaded = 1;
  using standards::ClockKind, standards::Target;
  std::int64_t id = 0;
  for (const char* code : {"GRAFFITI", "HORSE", "NEIGHBOUR", "POTHOLE", "TREE"}) {
    standards::SlaVersion sla;
    sla.id = ++id;
    sla.service = code;
    sla.effective = std::chrono::sys_days(std::chrono::year(2020) / 1 / 1);
    sla.words = words("We fill it within 3 days.");
    standards::ClockPromise first, outcome;
    first.kind = ClockKind::first_status;
    first.target = {Target::Unit::elapsed_hours, 4};
    first.pauses = {"waiting_for_customer"};
    outcome.kind = ClockKind::outcome;
    outcome.target = {Target::Unit::elapsed_hours, 72};
    outcome.pauses = {"waiting_for_customer", "waiting_for_part"};
    sla.clocks = {first, outcome};
    promises->slas.push_back(std::move(sla));
  }
  return promises;
}

}  // namespace portico::cases
