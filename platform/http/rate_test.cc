#include "platform/http/rate.h"

#include <gtest/gtest.h>

namespace portico::http {
namespace {

using std::chrono::seconds;

TEST(ARateLimit, LetsABurstThroughAndThenOneForEachTokenThatTrickledIn) {
  RateLimiter limiter({.per_second = 1, .burst = 3});
  for (int i = 0; i < 3; ++i) EXPECT_FALSE(limiter.refused_for("a", seconds{0})) << i;
  EXPECT_EQ(limiter.refused_for("a", seconds{0}), Millis{1000});
  EXPECT_EQ(limiter.refused_for("a", Millis{400}), Millis{600});
  EXPECT_FALSE(limiter.refused_for("a", seconds{1}));
  EXPECT_TRUE(limiter.refused_for("a", seconds{1}));
}

TEST(ARateLimit, NeverSavesMoreThanTheBurst) {
  RateLimiter limiter({.per_second = 1, .burst = 2});
  EXPECT_FALSE(limiter.refused_for("a", seconds{0}));
  EXPECT_FALSE(limiter.refused_for("a", seconds{3600}));
  EXPECT_FALSE(limiter.refused_for("a", seconds{3600}));
  EXPECT_TRUE(limiter.refused_for("a", seconds{3600}));
}

TEST(ARateLimit, CountsEachKeyForItself) {
  RateLimiter limiter({.per_second = 1, .burst = 1});
  EXPECT_FALSE(limiter.refused_for("a", seconds{0}));
  EXPECT_TRUE(limiter.refused_for("a", seconds{0}));
  EXPECT_FALSE(limiter.refused_for("b", seconds{0}));
}

TEST(ARateLimit, OfZeroLimitsNothing) {
  RateLimiter limiter({});
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(limiter.refused_for("a", seconds{0}));
  EXPECT_EQ(limiter.keys(), 0u);
}

TEST(ARateLimit, KeepsItsMemoryBoundedByForgettingTheLongestSilent) {
  RateLimiter limiter({.per_second = 0.001, .burst = 1}, 100);
  EXPECT_FALSE(limiter.refused_for("loud", seconds{0}));
  for (int i = 0; i < 1000; ++i) {
    EXPECT_FALSE(limiter.refused_for("key " + std::to_string(i), seconds{0}));
    EXPECT_TRUE(limiter.refused_for("loud", seconds{0})) << "who keeps asking is not forgotten";
  }
  EXPECT_EQ(limiter.keys(), 100u);
}

TEST(AnAddressToLimit, IsOneForAllAddressesOfAnIpv6Customer) {
  EXPECT_EQ(address_to_limit("203.0.113.9"), "203.0.113.9");
  EXPECT_EQ(address_to_limit("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(address_to_limit("2001:db8:1:2::9"), "2001:db8:1:2::/64");
  EXPECT_EQ(address_to_limit("2001:db8::9"), "2001:db8::/64");
  EXPECT_EQ(address_to_limit("::1"), "::/64");
}

}  // namespace
}  // namespace portico::http
