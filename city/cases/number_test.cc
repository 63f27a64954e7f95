#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

#include "city/cases/case.h"

namespace portico::cases {
namespace {

constexpr std::string_view key = "the data folder's secret, 32 bytes";
constexpr std::string_view alphabet = "23456789CFGHJMPQRVWX";

std::string bare(std::string_view number) { return std::string(number.substr(0, 4)) + std::string(number.substr(5)); }

TEST(CaseNumber, IsEightClearSymbolsInTwoGroups) {
  const std::string number = case_number(1, key);
  ASSERT_EQ(number.size(), 9u);
  EXPECT_EQ(number[4], '-');
  for (char symbol : bare(number)) EXPECT_NE(alphabet.find(symbol), std::string_view::npos);
  EXPECT_EQ(read_case_number(number), number);
}

TEST(CaseNumber, IsReadWithoutRegardToCaseBlanksAndDashes) {
  const std::string number = case_number(4711, key);
  std::string written = " ";
  for (char symbol : bare(number)) written += std::string(1, static_cast<char>(std::tolower(symbol))) + "- ";
  EXPECT_EQ(read_case_number(written), number);
  EXPECT_EQ(read_case_number(bare(number)), number);
}

TEST(CaseNumber, IsRefusedWithTheReasonWhereItCannotBeOne) {
  for (const char* wrong : {"", "2345", "2345-678A", "2345-6789-2", "0000-0000", "número"}) {
    const auto read = read_case_number(wrong);
    ASSERT_FALSE(read.has_value()) << wrong;
    EXPECT_EQ(read.error().kind, Refused::invalid);
    EXPECT_FALSE(read.error().faults.at(0).accepted.empty());
  }
}

TEST(CaseNumber, NeitherShowsVolumeNorRepeats) {
  std::set<std::string> seen;
  int neighbours_alike = 0;
  std::string before;
  for (std::int64_t sequence = 1; sequence <= 20'000; ++sequence) {
    const std::string number = case_number(sequence, key);
    EXPECT_TRUE(seen.insert(number).second);
    neighbours_alike += before.substr(0, 3) == number.substr(0, 3);
    before = number;
  }
  EXPECT_LT(neighbours_alike, 20);  // by chance 2.5 of 20,000 would
  EXPECT_NE(case_number(1, key), case_number(1, "another folder's secret"));
}

TEST(CaseNumber, EndsWhereTheLastOneIsGiven) {
  EXPECT_NO_THROW(case_number(1'279'999'999, key));
  EXPECT_THROW(case_number(1'280'000'000, key), std::out_of_range);
  EXPECT_THROW(case_number(0, key), std::out_of_range);
}

RC_GTEST_PROP(CaseNumber, LeadsBackToItsSequence, ()) {
  const auto sequence = *rc::gen::inRange<std::int64_t>(1, 1'280'000'000);
  RC_ASSERT(case_sequence(case_number(sequence, key), key) == sequence);
}

// The check is linear in each symbol's two parts, so what holds for every place and every pair of symbols around one body holds for all; a
// few bodies are tried all the same.
RC_GTEST_PROP(CaseNumber, FindsEverySingleWrongSymbol, ()) {
  const std::string number = bare(case_number(*rc::gen::inRange<std::int64_t>(1, 1'280'000'000), key));
  for (std::size_t place = 0; place < number.size(); ++place)
    for (char symbol : alphabet) {
      std::string wrong = number;
      wrong[place] = symbol;
      RC_ASSERT(read_case_number(wrong).has_value() == (symbol == number[place]));
    }
}

// Every pair of unlike symbols at every pair of neighbouring places (and of places with one between them): 20 × 19 × 13 swaps around a
// random rest.
void find_every_swap(const std::string& drawn) {
  for (std::size_t gap = 1; gap <= 2; ++gap)
    for (std::size_t place = 0; place + gap < 8; ++place)
      for (char first : alphabet)
        for (char second : alphabet) {
          std::string body = drawn;
          body[place] = first, body[place + gap] = second;
          // Make it a right number again through a place that is not one of the two.
          const std::size_t mend = place == 7 || place + gap == 7 ? (place + gap == 7 && place == 0 ? 1 : 0) : 7;
          bool right = false;
          for (char symbol : alphabet) {
            body[mend] = symbol;
            if ((right = read_case_number(body).has_value())) break;
          }
          ASSERT_TRUE(right);
          std::swap(body[place], body[place + gap]);
          ASSERT_EQ(read_case_number(body).has_value(), first == second) << body;
        }
}
TEST(CaseNumber, FindsEverySwapOfNeighbours) {
  for (std::int64_t sequence : {1, 4711, 1'279'999'999}) find_every_swap(bare(case_number(sequence, key)));
}

}  // namespace
}  // namespace portico::cases
