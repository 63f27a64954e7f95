#include "city/cases/events.h"

#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/text.h"
#include "city/cases/events_photo.h"

namespace portico::cases {
namespace {

std::string golden(std::string_view name) {
  std::ifstream file(std::string(PORTICO_ROOT) + "/city/cases/events/" + std::string(name) + ".json");
  std::ostringstream text;
  text << file.rdbuf();
  return std::string(trim(text.str()));
}

Instant at(std::string_view text) { return *parse_instant(text, "at"); }

template <class Event>
void stands_as(std::string_view name, const Event& event) {
  EXPECT_EQ(to_json(event), golden(name));
  EXPECT_EQ(from_json<Event>(golden(name)), event);
}

TEST(Events, StandAsTheyWereReleased) {
  stands_as("CaseOpened", CaseOpened{4711,
                                     "2345-678X",
                                     "POTHOLE",
                                     "DSW",
                                     "open311",
                                     at("2026-03-02T21:42:00Z"),
                                     3,
                                     at("2026-03-03T21:42:00Z"),
                                     at("2026-03-05T21:42:00Z"),
                                     {{"council", "7"}, {"zip", "04601"}},
                                     false});
  stands_as("CaseOpened-in-an-emergency", CaseOpened{4711,
                                                     "2345-678X",
                                                     "POTHOLE",
                                                     "DSW",
                                                     "open311",
                                                     at("2026-03-02T21:42:00Z"),
                                                     3,
                                                     at("2026-03-03T21:42:00Z"),
                                                     at("2026-03-05T21:42:00Z"),
                                                     {{"council", "7"}},
                                                     false,
                                                     {"2026-03-02", "snow"}});
  stands_as("CaseOpened-nothing-promised",
            CaseOpened{1, "2345-678X", "OLD", "DSW", "import", at("2010-01-01T05:00:00.25Z"), 0, std::nullopt, std::nullopt, {}, true});
  stands_as("CaseAsked", CaseAsked{4712, "TREE", at("2026-03-02T21:42:00Z")});
  stands_as("MessageSent", MessageSent{4711, 9, "POTHOLE", "DSW", at("2026-03-03T14:08:00Z"), true, "INVESTIGATING", "kept"});
  stands_as("CaseClosed", CaseClosed{4711, "POTHOLE", "DSW", "fixed", at("2026-03-05T19:20:00Z"), "", "kept"});
  stands_as("CaseReopened", CaseReopened{4711, "POTHOLE", "DSW", at("2026-03-09T15:00:00Z"), at("2026-03-05T19:20:00Z"), "kept"});
  stands_as("ClockRanOut", ClockRanOut{4711, "POTHOLE", "DSW", "outcome", at("2026-03-05T21:42:00Z")});
  stands_as("CaseEscalated", CaseEscalated{4711, "POTHOLE", "DSW", "outcome", 80, "dispatcher", false, at("2026-03-05T02:42:00Z"),
                                           at("2026-03-05T21:42:00Z"), at("2026-03-05T14:00:00Z")});
  stands_as("CasePaused", CasePaused{4711, 1, "POTHOLE", "DSW", "waiting_for_customer", at("2026-03-03T15:00:00Z"), false, true});
  stands_as("CaseResumed", CaseResumed{4711, 1, "POTHOLE", "DSW", "waiting_for_customer", at("2026-03-03T15:00:00Z"),
                                       at("2026-03-04T15:00:00Z"), at("2026-03-03T21:42:00Z"), at("2026-03-06T21:42:00Z")});
  stands_as("CaseTransferred", CaseTransferred{4711, "POTHOLE", "DSW", "PD", at("2026-03-02T21:42:00Z"), at("2026-03-03T16:00:00Z"), "kept",
                                               at("2026-03-03T14:08:00Z")});
  stands_as("CaseReclassified",
            CaseReclassified{4711, "POTHOLE", "TREE", "DSW", "PD", 3, 5, at("2026-03-02T21:42:00Z"), at("2026-03-03T16:00:00Z"),
                             at("2026-03-03T09:42:00Z"), at("2026-03-12T21:42:00Z"), "kept", "missed", at("2026-03-03T14:08:00Z")});
  stands_as("CaseReckoned", CaseReckoned{4711, "POTHOLE", "DSW", "calendar:office", 4, at("2026-03-03T12:00:00Z"),
                                         at("2026-03-03T21:42:00Z"), at("2026-03-04T21:42:00Z"), at("2026-03-05T21:42:00Z"), std::nullopt});
}

TEST(Events, OfPhotosStandAsTheyWereReleased) {
  stands_as("PhotoAdded", PhotoAdded{4711, 1, "POTHOLE", "DSW", "before", "waiting"});
  stands_as("PhotoReleased", PhotoReleased{4711, 1, "POTHOLE", "DSW"});
  stands_as("PhotoHidden", PhotoHidden{4711, 2, "POTHOLE", "DSW"});
  stands_as("PhotoHidden-with-a-reason", PhotoHidden{4711, 2, "POTHOLE", "DSW", "person"});
}

TEST(Events, TakeAnyDistrictCode) {
  CaseOpened event;
  event.districts = {{"set", "a \"quoted\"\n one"}};
  EXPECT_EQ(from_json<CaseOpened>(to_json(event)), event);
}

TEST(Events, RefuseWhatIsNoEvent) {
  EXPECT_ANY_THROW(from_json<CaseAsked>("{}"));
  EXPECT_ANY_THROW(from_json<CaseAsked>("not json"));
}

TEST(Events, OfACasesLifeStandAsTheyWereReleased) {
  stands_as("CaseAccepted", CaseAccepted{4711, "POTHOLE", "DSW", "person:17", at("2026-03-02T22:00:00Z")});
  stands_as("CaseContested", CaseContested{4711, 1, "POTHOLE", "DSW", "fixed", at("2026-03-05T19:20:00Z"), at("2026-03-06T12:00:00Z")});
  stands_as("CaseMerged", CaseMerged{4711, 4700, "POTHOLE", "DSW", at("2026-03-03T09:00:00Z")});
  stands_as("CaseFollowed", CaseFollowed{4700, 12, 4711, at("2026-03-03T10:00:00Z")});
  stands_as("FollowingConfirmed", FollowingConfirmed{4711, 12, at("2026-03-02T10:00:00Z")});
  stands_as("CaseUnfollowed", CaseUnfollowed{4711, 12, at("2026-03-04T10:00:00Z")});
  stands_as("PlaceFound", PlaceFound{4711, "POTHOLE", "DSW", {{"council", "7"}}, at("2026-03-02T23:00:00Z")});
  stands_as("WordsReleased", WordsReleased{4711, "POTHOLE", "DSW", at("2026-03-02T23:30:00Z")});
  stands_as("CaseRedacted", CaseRedacted{4711, "POTHOLE", "DSW", "wish", false, at("2026-04-01T12:00:00Z")});
  stands_as("WordsHidden", WordsHidden{4711, "POTHOLE", "DSW", at("2026-03-02T23:45:00Z")});
}

}  // namespace
}  // namespace portico::cases
