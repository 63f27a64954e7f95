#include <gtest/gtest.h>

#include <cctype>

#include "platform/calendar/calendar.h"

namespace portico::calendar {
namespace {

using namespace std::chrono_literals;
using Local = std::chrono::local_time<Millis>;

Local wall(int year, unsigned month, unsigned day, int hour, int minute) {
  return std::chrono::local_days{std::chrono::year{year} / month / day} + std::chrono::hours{hour} + std::chrono::minutes{minute};
}
Zone zone(std::string_view name) { return *Zone::find(name, "city.toml:5"); }
std::string told(const LocalReading& reading) {
  return iso8601(reading.at) + (reading.reading == Reading::plain ? "" : reading.reading == Reading::ambiguous ? " ambiguous" : " missing");
}

TEST(Zone, ReadsWallTime) {
  const auto new_york = zone("America/New_York");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 1, 15, 12, 0))), "2026-01-15T17:00:00Z");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 7, 15, 12, 0))), "2026-07-15T16:00:00Z");
  EXPECT_EQ(new_york.local_of(*parse_instant("2026-07-15T16:00:00Z", "")), wall(2026, 7, 15, 12, 0));
  EXPECT_EQ(new_york.abbreviation(*parse_instant("2026-07-15T16:00:00Z", "")), "EDT");
  EXPECT_EQ(new_york.abbreviation(*parse_instant("2026-01-15T16:00:00Z", "")), "EST");
}

TEST(Zone, AnAmbiguousHourTakesItsFirstReading) {
  const auto new_york = zone("America/New_York");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 11, 1, 1, 30))), "2026-11-01T05:30:00Z ambiguous");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 11, 1, 1, 0))), "2026-11-01T05:00:00Z ambiguous");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 11, 1, 2, 0))), "2026-11-01T07:00:00Z");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 11, 1, 0, 59))), "2026-11-01T04:59:00Z");
}

TEST(Zone, AMissingHourTakesTheMomentAfterTheJump) {
  const auto new_york = zone("America/New_York");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 3, 8, 2, 30))), "2026-03-08T07:00:00Z missing");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 3, 8, 2, 0))), "2026-03-08T07:00:00Z missing");
  EXPECT_EQ(told(new_york.instant_of(wall(2026, 3, 8, 3, 0))), "2026-03-08T07:00:00Z");
}

TEST(Zone, KnowsOddOffsets) {
  EXPECT_EQ(told(zone("Asia/Kathmandu").instant_of(wall(2026, 1, 1, 0, 0))), "2025-12-31T18:15:00Z");
  const auto lord_howe = zone("Australia/Lord_Howe");  // half an hour of daylight saving: 2026-04-05 at 2:00 back to 1:30
  EXPECT_EQ(told(lord_howe.instant_of(wall(2026, 4, 5, 1, 45))), "2026-04-04T14:45:00Z ambiguous");
  EXPECT_EQ(told(lord_howe.instant_of(wall(2026, 10, 4, 2, 15))), "2026-10-03T15:30:00Z missing");
}

TEST(Zone, ASkippedDayIsMissingAsAWhole) {
  const auto apia = zone("Pacific/Apia");
  EXPECT_EQ(told(apia.instant_of(wall(2011, 12, 30, 12, 0))), "2011-12-30T10:00:00Z missing");
  EXPECT_EQ(told(apia.instant_of(wall(2011, 12, 31, 0, 0))), "2011-12-30T10:00:00Z");
}

TEST(Zone, UnknownNamesAreRefused) {
  const auto none = Zone::find("Mars/Olympus", "city.toml:5");
  ASSERT_FALSE(none.has_value());
  EXPECT_EQ(none.error().faults[0].field, "city.toml:5");
  EXPECT_FALSE(Zone::find("", "f").has_value());
}

TEST(Zone, TellsTheVersionOfItsData) {
  const auto version = tzdata_version();
  ASSERT_GE(version.size(), 5u) << version;
  EXPECT_TRUE(std::isdigit(static_cast<unsigned char>(version[0]))) << version;
}

}  // namespace
}  // namespace portico::calendar
