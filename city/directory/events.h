// The directory's word to the world. Never changed once released, only added to; a golden payload of each is kept in events/.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace portico::directory {

// A pack was loaded and changed something. Subject "directory", its version is the load.
struct DirectoryLoaded {
  static constexpr std::string_view type = "DirectoryLoaded/1";
  std::int64_t load = 0;
  std::int64_t added = 0, changed = 0, retired = 0, revived = 0;
};

// One thing of the directory is new, other than it was, out of use, or back in use. Its whole value at each version stays in the store;
// here stands its SHA-256, so that nobody can alter it unseen.
struct Changed {
  std::string code;
  std::string change;               // "added", "changed", "retired", "revived"
  std::string name;                 // in the city's own language
  std::vector<std::string> fields;  // what is other than before: "agency", "name.es"; empty where it is new or retired
  std::string hash;                 // SHA-256 of the record, hex
  std::int64_t load = 0;
};
struct CityChanged : Changed {  // subject "city:city"
  static constexpr std::string_view type = "CityChanged/1";
};
struct ServerPolicyChanged : Changed {  // subject "server:server"
  static constexpr std::string_view type = "ServerPolicyChanged/1";
};
struct AgencyChanged : Changed {  // subject "agency:DSW"
  static constexpr std::string_view type = "AgencyChanged/1";
};
struct GroupChanged : Changed {  // subject "group:streets"
  static constexpr std::string_view type = "GroupChanged/1";
};
struct ServiceChanged : Changed {  // subject "service:POTHOLE"
  static constexpr std::string_view type = "ServiceChanged/1";
};
struct DistrictSetChanged : Changed {  // subject "set:council@2023-01-01"
  static constexpr std::string_view type = "DistrictSetChanged/1";
};
struct SiteChanged : Changed {  // subject "site:WEST"
  static constexpr std::string_view type = "SiteChanged/1";
};
struct RoleChanged : Changed {  // subject "role:dispatcher"
  static constexpr std::string_view type = "RoleChanged/1";
};
// The streets are other than they were. Which, the hash alone tells: they are many.
struct StreetsChanged : Changed {  // subject "streets:streets"
  static constexpr std::string_view type = "StreetsChanged/1";
};
// The same of the water and the parks.
struct GroundChanged : Changed {  // subject "ground:ground"
  static constexpr std::string_view type = "GroundChanged/1";
};

// Canonical JSON.
std::string payload_of(const DirectoryLoaded& event);
std::string payload_of(const Changed& event);
// Reads what payload_of wrote, now or in an earlier release; throws std::runtime_error where it is something else.
Changed changed_from_json(std::string_view payload);

}  // namespace portico::directory
