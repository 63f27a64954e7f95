#include "platform/letters/ink.h"

#include <cairo/cairo-pdf.h>

#include <algorithm>
#include <cstring>

#include "platform/formats/qr.h"

namespace portico::letters {
namespace {

cairo_status_t append(void* bytes, const unsigned char* data, unsigned int length) {
  static_cast<std::string*>(bytes)->append(reinterpret_cast<const char*>(data), length);
  return CAIRO_STATUS_SUCCESS;
}

cairo_status_t take(void* left, unsigned char* data, unsigned int length) {
  auto& bytes = *static_cast<std::string_view*>(left);
  if (bytes.size() < length) return CAIRO_STATUS_READ_ERROR;
  std::memcpy(data, bytes.data(), length);
  bytes.remove_prefix(length);
  return CAIRO_STATUS_SUCCESS;
}

}  // namespace

Surface new_pdf(const Sheet& sheet, const About& about, std::string& bytes) {
  Surface pdf(cairo_pdf_surface_create_for_stream(append, &bytes, sheet.width, sheet.height), &cairo_surface_destroy);
  const auto say = [&](cairo_pdf_metadata_t what, const std::string& text) {
    cairo_pdf_surface_set_metadata(pdf.get(), what, text.c_str());
  };
  const auto when = iso8601(std::chrono::floor<std::chrono::seconds>(about.written_at));
  say(CAIRO_PDF_METADATA_TITLE, about.title);
  say(CAIRO_PDF_METADATA_AUTHOR, about.author);
  say(CAIRO_PDF_METADATA_SUBJECT, about.subject);
  say(CAIRO_PDF_METADATA_CREATOR, "Portico");
  say(CAIRO_PDF_METADATA_CREATE_DATE, when);
  say(CAIRO_PDF_METADATA_MOD_DATE, when);
  return pdf;
}

Surface picture_of(std::string_view png) {
  Surface picture(cairo_image_surface_create_from_png_stream(take, &png), &cairo_surface_destroy);
  if (cairo_surface_status(picture.get()) != CAIRO_STATUS_SUCCESS) picture.reset();
  return picture;
}

void draw_line(cairo_t& ink, double x, double y, const Line& line) {
  cairo_move_to(&ink, x + line.x, y + line.baseline);
  pango_cairo_show_layout_line(&ink, line.line);
}

double draw_text(cairo_t& ink, const Box& box, const Text& text) {
  double y = box.y;
  for (const auto& line : text.lines) {
    draw_line(ink, box.x, y, line);
    y += line.height;
  }
  return y;
}

void draw_picture(cairo_t& ink, const Box& box, cairo_surface_t& picture) {
  const double width = cairo_image_surface_get_width(&picture), height = cairo_image_surface_get_height(&picture);
  const double scale = std::min(box.width / width, box.height / height);
  cairo_save(&ink);
  cairo_translate(&ink, box.x + (box.width - width * scale) / 2, box.y + (box.height - height * scale) / 2);
  cairo_scale(&ink, scale, scale);
  cairo_set_source_surface(&ink, &picture, 0, 0);
  cairo_paint(&ink);
  cairo_restore(&ink);
}

void draw_rule(cairo_t& ink, double x, double y, double width) {
  cairo_set_line_width(&ink, 0.5);
  cairo_move_to(&ink, x, y);
  cairo_rel_line_to(&ink, width, 0);
  cairo_stroke(&ink);
}

void draw_code(cairo_t& ink, const Box& box, std::string_view text) {
  const auto rows = formats::qr_code(text);
  const double module = box.width / static_cast<double>(std::max<std::size_t>(rows.size(), 1));
  for (std::size_t row = 0; row < rows.size(); ++row)
    for (std::size_t column = 0; column < rows[row].size();) {
      std::size_t end = column;
      while (end < rows[row].size() && rows[row][end]) ++end;
      const auto x = static_cast<double>(column), y = static_cast<double>(row), width = static_cast<double>(end - column);
      if (end > column) cairo_rectangle(&ink, box.x + x * module, box.y + y * module, width * module, module);
      column = std::max(end, column + 1);
    }
  cairo_fill(&ink);
}

}  // namespace portico::letters
