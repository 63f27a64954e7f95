#include "platform/letters/pages.h"

namespace portico::letters {
namespace {

constexpr double rounding = 0.01;

// One after the last piece that fits on a page which begins with `first`; at least one does.
std::size_t end_of_full_page(std::span<const Piece> pieces, std::size_t first, double height) {
  double used = pieces[first].height;
  std::size_t end = first + 1;
  for (; end < pieces.size(); ++end) {
    used += pieces[end].space_before + pieces[end].height;
    if (used > height + rounding) break;
  }
  return end;
}

}  // namespace

bool may_part(std::size_t line, std::size_t lines) { return line >= 2 && lines - line >= 2; }

std::vector<Page> break_pages(std::span<const Piece> pieces, double first_height, double later_height) {
  std::vector<Page> pages;
  for (std::size_t first = 0; first < pieces.size();) {
    const std::size_t full = end_of_full_page(pieces, first, pages.empty() ? first_height : later_height);
    std::size_t end = full;
    while (end < pieces.size() && end > first && !pieces[end].may_begin_page) --end;
    if (end == first) end = full;
    pages.push_back({first, end - first});
    first = end;
  }
  return pages;
}

}  // namespace portico::letters
