// Inside platform/letters: where pages end. A pure function of heights.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace portico::letters {

// What is never torn: a line, or a block such as the link with its code. Heights are in points (1/72 inch).
struct Piece {
  double height = 0;
  double space_before = 0;      // not kept at a page's top
  bool may_begin_page = false;  // false for a line that would stand alone, or leave one alone
};

struct Page {
  std::size_t first = 0, count = 0;  // of the pieces
  bool operator==(const Page&) const = default;
};

// Every piece once, in order. A page takes what fits and ends where the next piece may begin one; where none may, it ends where it is full.
std::vector<Page> break_pages(std::span<const Piece> pieces, double first_height, double later_height);

// Whether line `line` of a paragraph of `lines` may be the first on a page: no line stands alone at a page's end or top.
bool may_part(std::size_t line, std::size_t lines);

}  // namespace portico::letters
