#include "base/instant.h"

#include <gtest/gtest.h>

namespace portico {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

TEST(Instant, IsWrittenInUtcWithMillisecondsOnlyWhereThereAreAny) {
  const Instant at = sys_days{2026y / 3 / 3} + 19h + 20min;
  EXPECT_EQ(iso8601(at), "2026-03-03T19:20:00Z");
  EXPECT_EQ(iso8601(at + 7ms), "2026-03-03T19:20:00.007Z");
  EXPECT_EQ(iso8601(from_millis(-1)), "1969-12-31T23:59:59.999Z");
}

TEST(Instant, IsReadWithAnyOffset) {
  const Instant at = sys_days{2026y / 3 / 3} + 19h + 20min;
  for (const char* text : {"2026-03-03T19:20:00Z", "2026-03-03t19:20z", "2026-03-03T14:20:00-05:00", "2026-03-03T14:20:00-0500",
                           "2026-03-04T01:05:00+05:45", "2026-03-03 19:20:00.000+00", "2026-03-03T19:20:00,0Z"})
    EXPECT_EQ(parse_instant(text, "start_date"), at) << text;
  EXPECT_EQ(parse_instant("2026-03-03T19:20:00.5Z", ""), at + 500ms);
  EXPECT_EQ(parse_instant("2026-03-03T19:20:00.1239Z", ""), at + 123ms);
}

TEST(Instant, WithoutAZoneIsRefusedWithWhatWouldBeAccepted) {
  const auto read = parse_instant("2026-03-03T19:20:00", "start_date");
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().faults[0].field, "start_date");
  EXPECT_EQ(read.error().faults[0].reason, "\"2026-03-03T19:20:00\" does not say its time zone");
  EXPECT_NE(read.error().faults[0].accepted.find("2026-03-03T14:20:00Z"), std::string::npos);
}

TEST(Instant, ThatDoesNotExistIsRefused) {
  for (const char* text : {"", "2026", "2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-03-03T24:00:00Z", "2026-03-03T19:60:00Z",
                           "2026-03-03T19:20:00Zulu", "2026-03-03T19:20:00.Z", "2026-03-03T19:20:00+99:00", "26-03-03T19:20:00Z"})
    EXPECT_FALSE(parse_instant(text, "")) << text;
}

TEST(Instant, ComesBackFromItsOwnText) {
  for (std::int64_t millis = -62'135'596'800'000; millis < 4'102'444'800'000; millis += 86'399'999 * 97LL)
    ASSERT_EQ(parse_instant(iso8601(from_millis(millis)), ""), from_millis(millis));
}

}  // namespace
}  // namespace portico
