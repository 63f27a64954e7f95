#include "platform/letters/pages.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace portico::letters {
namespace {

std::vector<Piece> paragraph(std::size_t lines) {
  std::vector<Piece> pieces;
  for (std::size_t line = 0; line < lines; ++line) pieces.push_back({10, line == 0 ? 5.0 : 0.0, line == 0 || may_part(line, lines)});
  return pieces;
}

TEST(Pages, EndWhereTheyAreFull) {
  const auto lines = paragraph(20);
  EXPECT_EQ(break_pages(lines, 80, 100), (std::vector<Page>{{0, 8}, {8, 10}, {18, 2}}));
  EXPECT_TRUE(break_pages({}, 80, 100).empty());
}

TEST(Pages, LeaveNoLineAlone) {
  EXPECT_EQ(break_pages(paragraph(11), 100, 100), (std::vector<Page>{{0, 9}, {9, 2}})) << "two lines go over, not one";
  auto two = paragraph(9);
  std::ranges::copy(paragraph(4), std::back_inserter(two));
  EXPECT_EQ(break_pages(two, 106, 100), (std::vector<Page>{{0, 9}, {9, 4}}))
      << "one line would fit behind the first paragraph, but goes with its second";
  EXPECT_EQ(break_pages(paragraph(3), 20, 100).front().count, 2u) << "three lines are never parted, unless no page has room for them";
}

TEST(Pages, KeepTogetherWhatBelongsTogether) {
  std::vector<Piece> pieces = paragraph(9);
  pieces.push_back({10, 5, false});  // the closing does not begin a page: two lines of the paragraph go with it
  EXPECT_EQ(break_pages(pieces, 100, 100), (std::vector<Page>{{0, 7}, {7, 3}}));
}

TEST(Pages, HoldEveryPieceOnceInOrderAndNothingMoreThanFits) {
  rc::check("any pieces come out whole", [] {
    const auto pieces = *rc::gen::container<std::vector<Piece>>(
        rc::gen::build<Piece>(rc::gen::set(&Piece::height, rc::gen::map(rc::gen::inRange(1, 400), [](int n) { return n / 10.0; })),
                              rc::gen::set(&Piece::space_before, rc::gen::map(rc::gen::inRange(0, 100), [](int n) { return n / 10.0; })),
                              rc::gen::set(&Piece::may_begin_page, rc::gen::arbitrary<bool>())));
    const double first = 60, later = 90;
    const auto pages = break_pages(pieces, first, later);
    std::size_t next = 0;
    for (const auto& page : pages) {
      RC_ASSERT(page.first == next);
      RC_ASSERT(page.count > 0);
      double used = pieces[next].height;
      for (std::size_t i = next + 1; i < next + page.count; ++i) used += pieces[i].space_before + pieces[i].height;
      RC_ASSERT(used <= (next == 0 ? first : later) + 0.01 || page.count == 1);
      next += page.count;
    }
    RC_ASSERT(next == pieces.size());
  });
}

TEST(Pages, BeginWhereAPieceMayWheneverTheyCan) {
  rc::check("a page begins with a piece that may not, only where the page before it had no other place to end", [] {
    const auto lengths = *rc::gen::container<std::vector<std::size_t>>(rc::gen::inRange<std::size_t>(1, 30));
    std::vector<Piece> pieces;
    for (const auto length : lengths) std::ranges::copy(paragraph(length), std::back_inserter(pieces));
    for (const auto& page : break_pages(pieces, 70, 100)) RC_ASSERT(page.first == 0 || pieces[page.first].may_begin_page);
  });
}

}  // namespace
}  // namespace portico::letters
