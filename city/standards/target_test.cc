#include <gtest/gtest.h>

#include "city/standards/standards.h"

namespace portico::standards {
namespace {

TEST(Target, TellsOpenTimeOpenDaysAndElapsedHoursApart) {
  using Unit = Target::Unit;
  EXPECT_EQ(*parse_target("90m", "f"), (Target{Unit::open_minutes, 90}));
  EXPECT_EQ(*parse_target("4h", "f"), (Target{Unit::open_minutes, 240}));
  EXPECT_EQ(*parse_target("2d", "f"), (Target{Unit::open_days, 2}));
  EXPECT_EQ(*parse_target("48H", "f"), (Target{Unit::elapsed_hours, 48}));
  EXPECT_EQ(*parse_target("0m", "f"), (Target{Unit::open_minutes, 0}));
}

TEST(Target, IsWrittenAsItIsRead) {
  for (const auto* text : {"90m", "4h", "2d", "48H", "0m", "0d", "0H"}) EXPECT_EQ(to_text(*parse_target(text, "f")), text);
  EXPECT_EQ(to_text(*parse_target("120m", "f")), "2h");
}

TEST(Target, WhatIsNoDurationIsRefused) {
  for (const auto* wrong : {"", "d", "2", "2D", "2w", "-2d", "+2d", "2.5d", " 2d", "2d ", "999999999m", "3661d", "1e3m", "2 d"}) {
    EXPECT_FALSE(parse_target(wrong, "f").has_value()) << wrong;
  }
  const auto refused = parse_target("2 days", "slas.toml:9");
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().faults[0].field, "slas.toml:9");
  EXPECT_EQ(refused.error().faults[0].accepted, "90m or 4h of open time, 2d for open days, 48H for elapsed hours; at most ten years");
}

}  // namespace
}  // namespace portico::standards
