#include "platform/notify/timing.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace portico::notify {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

Instant at(std::string_view text) { return parse_instant(text, "test").value(); }
calendar::Zone zone(std::string_view name) { return calendar::Zone::find(name, "test").value(); }

// Zones that shift at midnight, by half an hour, by a quarter of one's offset, and not at all.
const char* const zones[] = {"America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Havana", "UTC",
                             "Pacific/Apia",     "Africa/Casablanca"};

minutes of_day(Instant instant, const calendar::Zone& in) {
  const auto local = in.local_of(instant);
  return std::chrono::floor<minutes>(local - std::chrono::floor<std::chrono::days>(local));
}

bool quiet_by_the_minute(const QuietHours& quiet, minutes time) {
  if (quiet.from == quiet.to) return false;
  for (minutes each = quiet.from; each != quiet.to; each = (each + minutes(1)) % minutes(24 * 60))
    if (each == time) return true;
  return false;
}

Instant some_minute() {
  const auto day = *rc::gen::inRange(0, 365 * 4);
  // Days on which clocks are set come up as often as all others together.
  static const char* const shifts[] = {"2026-03-08T00:00:00Z", "2026-11-01T00:00:00Z", "2026-04-04T00:00:00Z", "2026-10-03T00:00:00Z"};
  const Instant begin = *rc::gen::arbitrary<bool>()
                            ? at("2025-01-01T00:00:00Z") + std::chrono::days(day)
                            : at(*rc::gen::elementOf(std::vector<std::string>(std::begin(shifts), std::end(shifts))));
  return begin + minutes(*rc::gen::inRange(0, 36 * 60));
}

TEST(QuietTime, EndsWhereASlowWalkByMinutesEnds) {
  EXPECT_TRUE(rc::check([] {
    const auto in = zone(*rc::gen::elementOf(std::vector<std::string>(std::begin(zones), std::end(zones))));
    const QuietHours quiet{minutes(*rc::gen::inRange(0, 24 * 60)), minutes(*rc::gen::inRange(0, 24 * 60))};
    const Instant begin = some_minute();
    Instant walked = begin;
    while (quiet_by_the_minute(quiet, of_day(walked, in))) walked += minutes(1);
    RC_ASSERT(to_millis(after_quiet(begin, in, quiet)) == to_millis(walked));
  }));
}

TEST(QuietTime, LetsSmsThroughFromEightToNine) {
  const auto in = zone("America/New_York");
  EXPECT_EQ(after_quiet(at("2026-03-02T12:59:59Z"), in, quiet_for_sms), at("2026-03-02T13:00:00Z"));
  EXPECT_EQ(after_quiet(at("2026-03-02T13:00:00Z"), in, quiet_for_sms), at("2026-03-02T13:00:00Z"));
  EXPECT_EQ(after_quiet(at("2026-03-03T01:59:59Z"), in, quiet_for_sms), at("2026-03-03T01:59:59Z"));
  EXPECT_EQ(after_quiet(at("2026-03-03T02:00:00Z"), in, quiet_for_sms), at("2026-03-03T13:00:00Z"));
}

TEST(DigestTime, OfADayIsWhereASlowWalkFindsTheHour) {
  EXPECT_TRUE(rc::check([] {
    const auto in = zone(*rc::gen::elementOf(std::vector<std::string>(std::begin(zones), std::end(zones))));
    const minutes daily(*rc::gen::inRange(0, 24 * 60));
    const Instant begin = some_minute();
    const Instant told = digest_time(begin, in, Digest::daily, daily);
    RC_ASSERT(told > begin);
    // The first minute after `begin` that shows the hour, or the first after a clock that was set forward over it.
    Instant walked = begin + minutes(1);
    const auto shows = [&](Instant minute) {
      const auto before = in.local_of(minute - minutes(1)), now = in.local_of(minute);
      for (auto day = std::chrono::floor<std::chrono::days>(before); day <= std::chrono::floor<std::chrono::days>(now);
           day += std::chrono::days(1))
        if (const auto wanted = day + Millis(daily); (wanted > before && wanted < now) || wanted == now) return true;
      return false;
    };
    while (!shows(walked)) walked += minutes(1);
    RC_ASSERT(to_millis(told) == to_millis(walked));
  }));
}

TEST(DigestTime, OfAnHourIsTheNextFullOne) {
  EXPECT_EQ(digest_time(at("2026-03-02T12:20:30Z"), zone("Asia/Kathmandu"), Digest::hourly, {}), at("2026-03-02T13:15:00Z"));
  EXPECT_EQ(digest_time(at("2026-03-02T13:00:00Z"), zone("UTC"), Digest::hourly, {}), at("2026-03-02T14:00:00Z"));
}

TEST(BackingOff, WaitsTwiceAsLongEachTimeUpToABound) {
  const BackOff back_off;
  const Instant now = at("2026-03-02T12:00:00Z");
  EXPECT_EQ(next_try(back_off, 1, now, 0.5), now + minutes(1));
  EXPECT_EQ(next_try(back_off, 4, now, 0.5), now + minutes(8));
  EXPECT_EQ(next_try(back_off, 15, now, 0.5), now + hours(4));
  EXPECT_EQ(next_try(back_off, 16, now, 0.5), std::nullopt) << "the last";
  EXPECT_EQ(next_try(back_off, 1, now, 0.0), now + std::chrono::seconds(45));
}

TEST(BackingOff, IsWithinAQuarterOfWhatASlowCountGives) {
  EXPECT_TRUE(rc::check([] {
    BackOff back_off;
    back_off.first = Millis(*rc::gen::inRange(1, 600'000));
    back_off.longest = back_off.first * *rc::gen::inRange(1, 300);
    back_off.tries = *rc::gen::inRange(2, 40);
    const int tries = *rc::gen::inRange(1, 45);
    const double chance = *rc::gen::inRange(0, 1000) / 1000.0;
    const Instant now = at("2026-03-02T12:00:00Z");
    const auto next = next_try(back_off, tries, now, chance);
    RC_ASSERT(next.has_value() == (tries < back_off.tries));
    if (!next) return;
    double wait = static_cast<double>(back_off.first.count());
    for (int each = 1; each < tries; ++each) wait *= 2;
    wait = std::min(wait, static_cast<double>(back_off.longest.count()));
    const auto waited = static_cast<double>((*next - now).count());
    RC_ASSERT(waited >= wait * 0.75 - 1 && waited <= wait * 1.25 + 1);
  }));
}

TEST(AChannelThatIsDown, RestsLongerEachTime) {
  EXPECT_EQ(rest_of(1), Millis(5'000));
  EXPECT_EQ(rest_of(3), Millis(20'000));
  EXPECT_EQ(rest_of(100), Millis(300'000));
}

}  // namespace
}  // namespace portico::notify
