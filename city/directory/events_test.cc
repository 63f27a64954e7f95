#include "city/directory/events.h"

#include <gtest/gtest.h>

#include <fstream>

namespace portico::directory {
namespace {

constexpr const char* hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

std::string golden(const std::string& name) {
  std::ifstream file(std::string(PORTICO_ROOT) + "/city/directory/events/" + name + ".json");
  std::string line;
  std::getline(file, line);
  return line;
}

template <class Event>
Event event(std::string code, std::string change, std::string name, std::vector<std::string> fields) {
  Event made;
  static_cast<Changed&>(made) = {std::move(code), std::move(change), std::move(name), std::move(fields), hash, 3};
  return made;
}

// What was once written must be written like that for ever: old ledgers hold these bytes.
TEST(DirectoryEvents, AreWrittenAsTheyAlwaysWere) {
  EXPECT_EQ(payload_of(DirectoryLoaded{.load = 3, .added = 1, .changed = 2, .retired = 4, .revived = 0}), golden("DirectoryLoaded"));
  EXPECT_EQ(payload_of(event<Changed>("POTHOLE", "changed", "Pothole", {"agency", "name.es"})), golden("Changed"));
  EXPECT_EQ(payload_of(event<CityChanged>("city", "changed", "City of Harborview", {"emergency"})), golden("CityChanged"));
  EXPECT_EQ(payload_of(event<ServerPolicyChanged>("server", "changed", "", {"burst", "post_needs_key"})), golden("ServerPolicyChanged"));
  EXPECT_EQ(payload_of(event<AgencyChanged>("DSW", "added", "Department of Street Works", {})), golden("AgencyChanged"));
  EXPECT_EQ(payload_of(event<GroupChanged>("streets", "retired", "Streets and sidewalks", {})), golden("GroupChanged"));
  EXPECT_EQ(payload_of(event<ServiceChanged>("POTHOLE", "changed", "Pothole", {"agency", "name.es"})), golden("ServiceChanged"));
  EXPECT_EQ(payload_of(event<DistrictSetChanged>("council@2023-01-01", "revived", "Council district", {"areas.7.name"})),
            golden("DistrictSetChanged"));
  EXPECT_EQ(payload_of(event<RoleChanged>("dispatcher", "changed", "Dispatcher", {"permissions"})), golden("RoleChanged"));
  EXPECT_EQ(payload_of(event<SiteChanged>("OLDPORT", "changed", "Old Port \"Center\"", {"phone"})), golden("SiteChanged"));
  EXPECT_EQ(payload_of(event<StreetsChanged>("streets", "changed", "", {})), golden("StreetsChanged"));
  EXPECT_EQ(payload_of(event<GroundChanged>("ground", "changed", "", {})), golden("GroundChanged"));
}

TEST(DirectoryEvents, AreReadAsTheyWereWritten) {
  const Changed read = changed_from_json(golden("ServiceChanged"));
  EXPECT_EQ(read.code, "POTHOLE");
  EXPECT_EQ(read.change, "changed");
  EXPECT_EQ(read.name, "Pothole");
  EXPECT_EQ(read.fields, (std::vector<std::string>{"agency", "name.es"}));
  EXPECT_EQ(read.hash, hash);
  EXPECT_EQ(read.load, 3);
  EXPECT_THROW(changed_from_json("{}"), std::runtime_error);
  EXPECT_THROW(changed_from_json("no object"), std::runtime_error);
}

TEST(DirectoryEvents, KeepTheirTypes) {
  EXPECT_EQ(DirectoryLoaded::type, "DirectoryLoaded/1");
  EXPECT_EQ(CityChanged::type, "CityChanged/1");
  EXPECT_EQ(ServerPolicyChanged::type, "ServerPolicyChanged/1");
  EXPECT_EQ(AgencyChanged::type, "AgencyChanged/1");
  EXPECT_EQ(GroupChanged::type, "GroupChanged/1");
  EXPECT_EQ(ServiceChanged::type, "ServiceChanged/1");
  EXPECT_EQ(DistrictSetChanged::type, "DistrictSetChanged/1");
  EXPECT_EQ(SiteChanged::type, "SiteChanged/1");
  EXPECT_EQ(RoleChanged::type, "RoleChanged/1");
  EXPECT_EQ(StreetsChanged::type, "StreetsChanged/1");
  EXPECT_EQ(GroundChanged::type, "GroundChanged/1");
}

}  // namespace
}  // namespace portico::directory
