#include "platform/http/kept.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace portico::http {
namespace {

using ::testing::Contains;
using ::testing::Pair;

Response page(std::string body) { return {.status = 200, .type = "text/html", .body = std::move(body), .headers = {{"Vary", "Cookie"}}}; }

TEST(KeptAnswers, AreGivenAgainWithTheirAgeUntilTheirTimeIsOver) {
  KeptAnswers kept(1 << 20, Millis{60'000});
  EXPECT_FALSE(kept.find("en /", Millis{0}));
  kept.put("en /", page("hello"), Millis{1'000});
  const auto again = kept.find("en /", Millis{13'999});
  ASSERT_TRUE(again);
  EXPECT_EQ(again->body, "hello");
  EXPECT_THAT(again->headers, Contains(Pair("Age", "12")));
  EXPECT_THAT(again->headers, Contains(Pair("Vary", "Cookie")));
  EXPECT_FALSE(kept.find("es /", Millis{2'000}));
  EXPECT_FALSE(kept.find("en /", Millis{61'000}));
  kept.put("en /", page("anew"), Millis{61'000});
  EXPECT_EQ(kept.find("en /", Millis{62'000})->body, "anew");
}

TEST(KeptAnswers, TakeNoMoreRoomThanTheyWereGiven) {
  KeptAnswers kept(100'000, Millis{60'000});
  for (int i = 0; i < 100; ++i) {
    kept.put(std::to_string(i), page(std::string(5'000, 'x')), Millis{i});
    EXPECT_LE(kept.bytes(), 100'000u);
  }
  EXPECT_FALSE(kept.find("0", Millis{100})) << "the oldest go first";
  EXPECT_TRUE(kept.find("99", Millis{100}));
  kept.put("large", page(std::string(20'000, 'x')), Millis{100});
  EXPECT_FALSE(kept.find("large", Millis{100})) << "one answer does not push all others out";
  for (int i = 0; i < 1'000; ++i) kept.put("same", page(std::string(5'000, 'x')), Millis{i});
  EXPECT_TRUE(kept.find("99", Millis{100}));
  kept.forget_all();
  EXPECT_EQ(kept.bytes(), 0u);
  EXPECT_FALSE(kept.find("99", Millis{100}));
}

}  // namespace
}  // namespace portico::http
