#include "platform/letters/sheet.h"

namespace portico::letters {
namespace {

constexpr double inch = 72, mm = inch / 25.4;

// The bottom third shows through the window of a #10 envelope, 7/8 inch from its left and 1/2 inch from its bottom, when the letter lies on
// the envelope's lower edge; 1/8 inch on each side is left for its play.
void place_us_10(Sheet& sheet) {
  sheet.window = {1 * inch, 2.125 * inch, 3.25 * inch, 1 * inch};
  sheet.beside = {4.6 * inch, 2.125 * inch, 0, 1 * inch};
  sheet.body = 3.85 * inch;
  sheet.folds[0] = 11.0 / 3 * inch, sheet.folds[1] = 22.0 / 3 * inch;
}

// DIN 5008 form B: the address stands 62.7 to 90 mm from the top, 25 mm from the left; the line above it says who sent it.
void place_din(Sheet& sheet) {
  sheet.window = {25 * mm, 62.7 * mm, 75 * mm, 27.3 * mm};
  sheet.beside = {125 * mm, 50 * mm, 0, 40 * mm};
  sheet.body = 103.5 * mm;
  sheet.folds[0] = 105 * mm, sheet.folds[1] = 210 * mm;
}

}  // namespace

Sheet sheet_of(Paper paper, Window window, bool right_to_left) {
  Sheet sheet;
  sheet.width = paper == Paper::a4 ? 210 * mm : 8.5 * inch;
  sheet.height = paper == Paper::a4 ? 297 * mm : 11 * inch;
  window == Window::din ? place_din(sheet) : place_us_10(sheet);
  sheet.left = sheet.window.x;
  sheet.right = sheet.width - sheet.left;
  sheet.beside.width = sheet.right - sheet.beside.x;
  const double top = 0.6 * inch, room = (window == Window::din ? 45 * mm : 1.95 * inch) - top;
  const Box near{sheet.left, top, sheet.beside.x - sheet.left - 0.2 * inch, room}, far{sheet.beside.x, top, sheet.beside.width, room};
  sheet.name = right_to_left ? far : near;
  sheet.lines = right_to_left ? near : far;
  sheet.later_body = 1.15 * inch;
  sheet.bottom = sheet.height - 0.95 * inch;
  sheet.page_number = sheet.height - 0.65 * inch;
  return sheet;
}

}  // namespace portico::letters
