// What the offices of a city offer beside their place and hours, and under which licence the city gives its data. Values, and their record.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace portico::registers {

struct Offer {
  std::string agency;                 // code of the agency whose office it is; "": the whole city's
  std::vector<std::string> services;  // codes of what is dealt with there; empty: of everything
  std::vector<std::string> access;    // of access_kinds()
  bool operator==(const Offer&) const = default;
};
// How one gets in and is heard there: "step_free", "lift", "toilet", "parking", "hearing_loop", "sign_language".
const std::vector<std::string>& access_kinds();

struct Licence {
  std::string name, url;  // "CC BY 4.0"; "" where the city does not say
  bool operator==(const Licence&) const = default;
};

struct Offers {
  std::map<std::string, Offer, std::less<>> by_site;  // by the site's code
  Licence licence;
  bool operator==(const Offers&) const = default;

  const Offer& of(std::string_view site) const;  // an empty one where nobody said
};

std::string record_of(const Offers& offers);  // canonical JSON
Offers offers_from(std::string_view record);  // throws where it cannot be read: it is our own

}  // namespace portico::registers
