// A city pack: a folder of open files, read strictly into values. docs/city-pack.md says what stands in it.
//
// Calendars and promises in the pack (calendars.toml, slas*.toml) are read by city/standards; here only their names are known.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/outcome.h"
#include "city/directory/directory.h"

namespace portico::directory {

// What a line of roles.toml allows. Which permissions there are is not known here: whoever has the routes holds it against them.
struct RolePermission {
  std::string place, role, permission;  // "roles.toml:12", "crew", "close_case:AGENCY"
};

struct Pack {
  City city;
  ServerPolicy server;
  std::vector<Agency> agencies;
  std::vector<Group> groups;
  std::vector<Service> services;
  std::vector<DistrictSet> districts;
  std::vector<Site> sites;
  std::vector<Role> roles;
  std::vector<RolePermission> role_permissions;  // of all roles, in the order of the file
  std::vector<std::string> notes;                // what was mended or is worth knowing; no faults
};

// Reads the whole folder. The refusal lists every fault: where ("services.toml:12"), why, and what would be accepted.
Outcome<Pack> read_pack(const std::filesystem::path& folder);

// The same for callers that have faults of their own to add: gives what could be read.
Pack read_pack(const std::filesystem::path& folder, std::vector<Fault>& faults);

// A pack as if it were loaded into an empty store: for checks that need a snapshot.
Snapshot snapshot_of(Pack pack);

// For the other readers of a pack.
// Files of the folder whose names begin and end so, sorted: pack_files(folder, "slas", ".toml").
std::vector<std::filesystem::path> pack_files(const std::filesystem::path& folder, std::string_view begins, std::string_view ends);
// Codes are 1 to 60 of A-Z a-z 0-9 _ . -
bool is_code(std::string_view text);
// language → key → text of texts/LANG.toml: "sla.POTHOLE.words". What cannot be read is left out and a fault of read_pack.
std::map<std::string, std::map<std::string, std::string>> pack_texts(const std::filesystem::path& folder);
// The names of the calendars in calendars.toml.
std::set<std::string> pack_calendars(const std::filesystem::path& folder);

}  // namespace portico::directory
