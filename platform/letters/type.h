// Inside platform/letters: text set into lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/letters/fonts.h"

namespace portico::letters {

struct Style {
  double size = 10.5;  // points, for Latin letters; the language's scale is applied
  bool bold = false;
};

// Where lines stand in their width. `near` is the side at which the language begins to read.
enum class Side { near, far, middle, left };
enum class Wrap { words, one_line };  // one line ends with an ellipsis where it is too long

struct Line {
  PangoLayoutLine* line = nullptr;
  double x = 0;         // from the left of the text
  double baseline = 0;  // from the line's top
  double height = 0;
  std::string words;  // what it says, in the order in which it is read
};

struct Text {
  Held<PangoLayout> layout;  // keeps the lines
  std::vector<Line> lines;
  double height = 0;
  double widest = 0;
};

// Sets text in one language, and remembers what it could not write.
class Type {
 public:
  Type(PangoFontMap& fonts, std::string language, bool right_to_left);
  // `field` names the text in a fault.
  Text set(std::string_view text, Style style, double width, const std::string& field, Side side = Side::near, Wrap wrap = Wrap::words);
  bool right_to_left() const { return right_to_left_; }
  std::vector<Fault> faults;

 private:
  PangoAlignment alignment(Side side) const;
  void look_for_missing(const PangoLayoutLine& line, const std::string& field);

  Held<PangoContext> context_;
  std::string language_;
  Hand hand_;
  bool right_to_left_;
};

// A value that stands inside a sentence of another direction: kept in its own order.
std::string isolated(std::string_view text);

}  // namespace portico::letters
