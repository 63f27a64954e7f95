#include "platform/formats/qr.h"

#include <gtest/gtest.h>

#include <string>

namespace portico::formats {
namespace {

TEST(AQrCode, IsASquareWithItsThreeCorners) {
  const auto code = qr_code("https://311.example/requests/2345-678X");
  ASSERT_EQ(code.size(), 29u);  // version 3: 38 bytes with medium correction
  for (const auto& row : code) EXPECT_EQ(row.size(), code.size());
  const auto corner = [&](std::size_t top, std::size_t left) {
    for (std::size_t row = 0; row < 7; ++row)
      for (std::size_t column = 0; column < 7; ++column) {
        const bool ring = row == 0 || row == 6 || column == 0 || column == 6;
        const bool core = row >= 2 && row <= 4 && column >= 2 && column <= 4;
        if (code[top + row][left + column] != (ring || core)) return false;
      }
    return true;
  };
  EXPECT_TRUE(corner(0, 0) && corner(0, 22) && corner(22, 0));
  EXPECT_FALSE(corner(22, 22));
  EXPECT_EQ(code, qr_code("https://311.example/requests/2345-678X"));
}

TEST(AQrCode, OfATextThatIsTooLongIsNone) { EXPECT_TRUE(qr_code(std::string(5'000, 'x')).empty()); }

}  // namespace
}  // namespace portico::formats
