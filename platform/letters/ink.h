// Inside platform/letters: Cairo's surfaces and strokes.
#pragma once

#include <cairo/cairo.h>

#include <memory>
#include <string>
#include <string_view>

#include "platform/letters/sheet.h"
#include "platform/letters/type.h"

namespace portico::letters {

using Drawing = std::unique_ptr<cairo_t, decltype(&cairo_destroy)>;
using Surface = std::unique_ptr<cairo_surface_t, decltype(&cairo_surface_destroy)>;

struct About {
  std::string title, author, subject;
  Instant written_at;
};
// A PDF that appends to `bytes`, which must outlive it.
Surface new_pdf(const Sheet& sheet, const About& about, std::string& bytes);

// The picture of a PNG file's bytes; nothing where it cannot be read.
Surface picture_of(std::string_view png);

void draw_line(cairo_t& ink, double x, double y, const Line& line);
double draw_text(cairo_t& ink, const Box& box, const Text& text);  // from the box's top; gives the y below it
void draw_picture(cairo_t& ink, const Box& box, cairo_surface_t& picture);
void draw_rule(cairo_t& ink, double x, double y, double width);
void draw_code(cairo_t& ink, const Box& box, std::string_view text);  // a QR code without the quiet zone

}  // namespace portico::letters
