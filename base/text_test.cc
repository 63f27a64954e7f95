#include "base/text.h"

#include <gtest/gtest.h>

namespace portico {
namespace {

TEST(Text, IsTrimmedAndSplit) {
  EXPECT_EQ(trim(" \t a b \r\n"), "a b");
  EXPECT_EQ(trim("  "), "");
  EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
  EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
}

TEST(Text, ComparesAsciiWithoutRegardToCase) {
  EXPECT_EQ(lower_ascii("QUAY Street É"), "quay street É");
  EXPECT_TRUE(same_ignoring_case("Content-Type", "content-type"));
  EXPECT_FALSE(same_ignoring_case("Content-Type", "content-typ"));
}

TEST(Text, KnowsWellFormedUtf8) {
  for (const char* good : {"", "Quay", "é", "हिन्दी", "\xF0\x9F\x9A\xB2", "\xEF\xBF\xBF", "\xF4\x8F\xBF\xBF"})
    EXPECT_TRUE(valid_utf8(good)) << good;
  for (const char* bad :
       {"\x80", "\xC0\xAF", "\xC3", "\xE0\x80\xAF", "\xED\xA0\x80", "\xF0\x80\x80\x80", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "a\xFFz"})
    EXPECT_FALSE(valid_utf8(bad));
  EXPECT_EQ(count_characters("né"), 2u);
}

TEST(Text, TurnsBytesIntoHexAndBack) {
  const std::string bytes("\x00\x7f\xff", 3);
  EXPECT_EQ(hex(bytes), "007fff");
  EXPECT_EQ(from_hex("007FfF"), bytes);
  EXPECT_EQ(from_hex("0"), std::nullopt);
  EXPECT_EQ(from_hex("0g"), std::nullopt);
}

TEST(Text, ReadsWholeNumbersOnly) {
  EXPECT_EQ(parse_integer("-12"), -12);
  EXPECT_EQ(parse_number("40.7"), 40.7);
  for (const char* bad : {"", "1x", "x", " 1", "9223372036854775808"}) EXPECT_EQ(parse_integer(bad), std::nullopt) << bad;
  for (const char* bad : {"", "nan", "inf", "1e999", "4,5"}) EXPECT_EQ(parse_number(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace portico
