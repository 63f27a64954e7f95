#include "city/standards/events.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"

namespace portico::standards {
namespace {

constexpr auto hash = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

template <class Event>
void stands_as(std::string_view name, const Event& event) {
  std::ifstream file(std::string(PORTICO_ROOT) + "/city/standards/events/" + std::string(name) + ".json");
  std::ostringstream text;
  text << file.rdbuf();
  const auto golden = std::string(trim(text.str()));
  EXPECT_EQ(to_json(event), golden);
  EXPECT_EQ(from_json<Event>(golden), event);
}

TEST(Events, StandAsTheyWereReleased) {
  stands_as("SlaPublished", SlaPublished{7, 1, 2, "POTHOLE", "2026-01-05", "1d", "3d", hash});
  stands_as("SlaPublished-reviewed", SlaPublished{9, 1, 4, "POTHOLE", "2027-01-04", "1d", "3d", hash, 7});
  stands_as("SlaRetired", SlaRetired{9, 2, 3, "POTHOLE", "2026-01-05"});
  stands_as("CalendarPublished", CalendarPublished{1, 1, 1, "office", "America/New_York", "2026a", hash});
  stands_as("StandardsPolicyPublished", StandardsPolicyPublished{2, 3, {"operations", "technology"}, 12, hash});
  stands_as("CalendarRetired", CalendarRetired{4, 2, 3, "office"});
  stands_as("EmergencyDeclared", EmergencyDeclared{4,
                                                   1,
                                                   "2026-01-12-snow",
                                                   "replace",
                                                   {"POTHOLE", "SNOW"},
                                                   "2026-01-12T11:00:00Z",
                                                   "2026-01-15T05:00:00Z",
                                                   "3d",
                                                   "10d",
                                                   {{"en", "Snow \"storm\"."}, {"es", "Tormenta de nieve — más tiempo."}},
                                                   hash});
  stands_as("EmergencyExtended", EmergencyExtended{4, 2, "2026-01-12-snow", "2026-01-17T05:00:00Z"});
  stands_as("EmergencyEnded", EmergencyEnded{4, 3, "2026-01-12-snow", "2026-01-14T09:30:00Z"});
}

TEST(Events, OfReviewsStandAsTheyWereReleased) {
  const std::vector<std::string> offices{"operations", "technology"};
  stands_as("SlaProposed", SlaProposed{7, 1, 4, "POTHOLE", "DSW", "2027-01-04", "1d", "3d", offices, hash, hash, hash});
  stands_as("SlaProposed-first", SlaProposed{4, 1, 0, "POTHOLE", "DSW", "2027-01-04", "1d", "3d", offices, hash, hash, hash});
  stands_as("SlaApproved", SlaApproved{7, 2, "POTHOLE", "technology", "2026-12-07T22:00:00Z", hash, ""});
  stands_as("SlaReturned", SlaReturned{4, 3, "POTHOLE", "operations", "2026-12-07T22:00:00Z", hash, hash});
  stands_as("SlaWithdrawn", SlaWithdrawn{5, 2, "POTHOLE", "DSW", hash});
  stands_as("SlaConfirmed", SlaConfirmed{1, 7, "POTHOLE", "DSW", "2026-01-05", ""});
  stands_as("ServicePublished", ServicePublished{1, 7, "POTHOLE", "DSW", "2026-01-05"});
}

TEST(Events, WhatIsNoneIsBreakage) {
  EXPECT_THROW(from_json<CalendarRetired>("{}"), std::runtime_error);
  EXPECT_THROW(from_json<CalendarRetired>("no JSON"), std::runtime_error);
}

}  // namespace
}  // namespace portico::standards
