// Who does what in the city: agencies, services, districts, sites, in the city's own words. Read as one immutable snapshot, swapped on
// change.
#pragma once

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/calendar/calendar.h"
#include "platform/geo/geo.h"
#include "platform/store/store.h"

namespace portico::directory {

// Words in several languages; the city's first language is always there.
using Words = std::map<std::string, std::string>;  // language tag → text
const std::string& in_language(const Words& words, std::string_view language, std::string_view first_language);

struct Agency {
  std::string code;
  Words name;
  std::string phone, email, url;
  bool retired = false;
};

enum class ServiceType { realtime, batch, blackbox };
enum class Exposure { open, reviewed, hidden };  // in a pack: "public", "reviewed", "private"
enum class Datatype { string, number, datetime, text, singlevaluelist, multivaluelist };

struct Choice {
  std::string key;
  Words name;
};

struct Question {
  std::string code;
  Datatype datatype = Datatype::string;
  bool variable = true;  // false: information only, no answer expected
  bool required = false;
  int order = 1;
  Words text, hint;
  std::vector<Choice> choices;
};

struct Service {
  std::string code;
  std::string agency;
  std::string group;  // code of a service group
  ServiceType type = ServiceType::realtime;
  bool listed = true;  // false: no public page, never in public lists, status by token alone
  bool draft = false;  // not offered yet, and for the public not there: publish_service (city/standards) makes it public
  Exposure description = Exposure::reviewed;
  Exposure photos = Exposure::reviewed;
  Words name, about;
  std::vector<std::string> keywords;
  std::vector<std::string> danger_words;  // in a description they bring up "call 911"
  std::vector<Question> questions;
  bool retired = false;

  bool public_cases() const { return listed && !draft; }  // whether its cases are in public lists; a retired one's stay there
  bool shown() const { return public_cases() && !retired; }
};

struct Group {
  std::string code;
  Words name;
  int order = 0;  // as in the pack
  bool retired = false;
};

// One dated drawing of a set of areas. Several may share a code: of those that are not retired, the newest in force on a day is the one
// that places that day's cases; the older ones stay for the cases that they placed.
struct DistrictSet {
  std::string code;                 // "council"
  Words name;                       // "Council district"
  std::chrono::sys_days effective;  // first day on which new cases are placed by it
  std::vector<geo::Area> areas;     // by code
  bool retired = false;
};

struct Site {
  std::string code;
  Words name;
  std::string address, phone, hours_calendar;
  std::optional<geo::Point> point;
  std::vector<std::string> languages;
  bool retired = false;
};

// What a person who has it may do. A permission is a verb ("read_case"), or a verb within the agency or the unit of the grant
// ("read_case:AGENCY", "review_sla:UNIT").
struct Role {
  std::string code;
  Words name;
  std::vector<std::string> permissions;
  bool retired = false;

  bool within(std::string_view scope) const;  // "AGENCY", "UNIT": whether a permission asks for it, and so must each grant
};

struct City {
  std::string code;                                   // jurisdiction_id
  Words name, short_name;                             // "City of Harborview", "Harborview 311"
  std::string zone;                                   // "America/New_York"
  std::vector<std::string> languages;                 // the first is the city's own
  std::string phone, email, url, address, emergency;  // emergency: "911"
  std::map<std::string, std::string> brand;           // CSS custom property → value
  std::string seal_svg;
  std::string boundary_set;  // the district set whose areas together are the city; a point outside all of them is refused
};

// Who may post, and how often: the pack's server.toml.
struct ServerPolicy {
  bool post_needs_key = false;
  int posts_per_minute = 60;  // for each key, or address without one; 0: no limit
  int burst = 20;
  bool limit_loopback = false;
};

// A place as a district set sees it; `flagged` says that it lies just outside and the nearest area within 30 m was taken.
struct Placement {
  std::string set, area;
  bool flagged = false;
};

class Snapshot {
 public:
  Snapshot() = default;
  Snapshot(Snapshot&&) = default;
  Snapshot& operator=(Snapshot&&) = default;

  City city;
  ServerPolicy server;
  std::vector<Agency> agencies;
  std::vector<Group> groups;
  std::vector<Service> services;       // by code
  std::vector<DistrictSet> districts;  // by code, then effective
  std::vector<Site> sites;             // retired things are here too: what used them keeps them
  std::vector<Role> roles;             // by code
  std::int64_t loaded = 0;             // number of the load that made it

  // Call once when the fields above are filled; look-ups work afterwards.
  void prepare();
  const Agency* agency(std::string_view code) const;
  const Service* service(std::string_view code) const;
  // Codes of the services, retired ones too, whose name in any language has this word (i18n::search_words), or one that begins so.
  std::vector<std::string_view> services_named(std::string_view word, bool beginning) const;
  const Group* group(std::string_view code) const;
  const Role* role(std::string_view code) const;
  bool inside_city(geo::Point point) const;  // true where the city names no boundary; by its newest drawing
  std::vector<Placement> place(geo::Point point, std::chrono::sys_days local_date) const;              // one for each set in force that day
  const geo::Area* area(std::string_view set, std::string_view code) const;                            // of the newest drawing that has it
  const geo::AreaIndex* index_in_force(std::string_view set, std::chrono::sys_days local_date) const;  // null without one; lives as long

 private:
  std::unordered_map<std::string_view, std::size_t> agency_by_code_, service_by_code_;
  std::map<std::string, std::vector<std::size_t>, std::less<>> services_by_word_;
  std::vector<std::shared_ptr<const geo::AreaIndex>> index_;  // beside `districts`
};

// The module as others hold it.
class Directory {
 public:
  explicit Directory(store::Store& store);                    // reads what was loaded last
  explicit Directory(std::shared_ptr<const Snapshot> still);  // for tests and one-shot checks: stands still, refresh() does nothing
  std::shared_ptr<const Snapshot> now() const;                // never null; an empty city before the first load
  void refresh();  // reads the snapshot anew from the store; call after a load has become durable

 private:
  store::Store* store_ = nullptr;
  std::atomic<std::shared_ptr<const Snapshot>> snapshot_;
};

}  // namespace portico::directory
