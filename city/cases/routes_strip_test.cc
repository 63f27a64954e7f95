// A clock as a bar: how much of its time is counted, stands still, is left or is over.
#include "city/cases/routes_strip.h"

#include <gmock/gmock.h>

#include "city/cases/town.h"

namespace portico::cases {
namespace {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

class AClockStrip : public testing::Test {
 protected:
  AClockStrip() : town(small_town()), words(*town, "en") {}
  // Ten hours that all count but for a pause in the third.
  static Reckoned ten_hours() {
    Reckoned reckoned;
    reckoned.clock.due = monday_noon + 11h;
    reckoned.why.counted = {{monday_noon, monday_noon + 2h}, {monday_noon + 3h, monday_noon + 11h}};
    reckoned.pauses = {{monday_noon + 2h, monday_noon + 3h, "waiting_for_customer"}};
    return reckoned;
  }
  std::string drawn(const Reckoned& clock, Instant now) const { return strip_of(words, clock, window_of(monday_noon, {clock}, now), now); }
  std::shared_ptr<const directory::Snapshot> town;
  Words words;
};

TEST_F(AClockStrip, DrawsWhatCountedWhatStoodStillAndWhatIsLeft) {
  const std::string strip = drawn(ten_hours(), monday_noon + 5h + 30min);
  EXPECT_THAT(strip, AllOf(HasSubstr("Time used: 4 hours 30 minutes of 10 hours."),
                           HasSubstr("role=\"img\" aria-label=\"Clock strip: 4 hours"), HasSubstr("due Monday, March 2, 2026")));
  EXPECT_THAT(strip, AllOf(HasSubstr("class=\"on\" x=\"0.0\" width=\"181.8\""), HasSubstr("class=\"off\" x=\"181.8\" width=\"90.9\""),
                           HasSubstr("class=\"on\" x=\"272.7\" width=\"227.3\""), HasSubstr("class=\"left\" x=\"500.0\" width=\"500.0\"")));
  EXPECT_THAT(strip, AllOf(Not(HasSubstr("class=\"late\"")), Not(HasSubstr("style="))));
}

TEST_F(AClockStrip, DrawsWhatIsOverAndPutsThePostBeforeIt) {
  const std::string strip = drawn(ten_hours(), monday_noon + 22h);
  EXPECT_THAT(strip, AllOf(HasSubstr("10 hours of 10 hours"), HasSubstr("class=\"late\" x=\"500.0\" width=\"500.0\""),
                           HasSubstr("class=\"due\" x1=\"500.0\""), Not(HasSubstr("class=\"left\""))));
}

TEST_F(AClockStrip, EndsWhereTheClockStopped) {
  Reckoned clock = ten_hours();
  clock.clock.stopped = monday_noon + 1h;
  clock.clock.state = ClockState::kept;
  EXPECT_THAT(drawn(clock, monday_noon + 900h), AllOf(HasSubstr("1 hour of 10 hours"), HasSubstr("class=\"left\" x=\"90.9\"")));
  clock.clock.state = ClockState::not_applicable;
  EXPECT_THAT(drawn(clock, monday_noon), IsEmpty());
}

TEST_F(AClockStrip, IsDrawnOverTheSameDaysAsTheOthersOfItsCase) {
  Reckoned first = ten_hours(), outcome = ten_hours();
  outcome.clock.due = monday_noon + 110h;
  const auto window = window_of(monday_noon, {first, outcome}, monday_noon + 1h);
  EXPECT_EQ(window.to, monday_noon + 110h);
  EXPECT_THAT(strip_of(words, first, window, monday_noon + 1h), HasSubstr("class=\"due\" x1=\"100.0\""));
}

}  // namespace
}  // namespace portico::cases
