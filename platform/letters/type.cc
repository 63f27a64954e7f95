#include "platform/letters/type.h"

#include <fmt/format.h>

#include <algorithm>

#include "platform/letters/plain.h"

namespace portico::letters {
namespace {

std::string written(char32_t character) {
  char bytes[6];
  return {bytes, static_cast<std::size_t>(g_unichar_to_utf8(character, bytes))};
}

Held<PangoContext> context_of(PangoFontMap& fonts, const std::string& language, bool right_to_left) {
  Held<PangoContext> context(pango_font_map_create_context(&fonts));
  pango_context_set_language(context.get(), pango_language_from_string(language.c_str()));
  pango_context_set_base_dir(context.get(), right_to_left ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
  pango_context_set_round_glyph_positions(context.get(), FALSE);
  const std::unique_ptr<cairo_font_options_t, decltype(&cairo_font_options_destroy)> options(cairo_font_options_create(),
                                                                                             &cairo_font_options_destroy);
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  pango_cairo_context_set_font_options(context.get(), options.get());
  return context;
}

}  // namespace

Type::Type(PangoFontMap& fonts, std::string language, bool right_to_left)
    : context_(context_of(fonts, language, right_to_left)),
      language_(std::move(language)),
      hand_(hand_of(language_)),
      right_to_left_(right_to_left) {}

PangoAlignment Type::alignment(Side side) const {
  if (side == Side::middle) return PANGO_ALIGN_CENTER;
  return side == Side::left || (side == Side::near) != right_to_left_ ? PANGO_ALIGN_LEFT : PANGO_ALIGN_RIGHT;
}

Text Type::set(std::string_view text, Style style, double width, const std::string& field, Side side, Wrap wrap) {
  const double size = style.size * hand_.scale;
  const std::unique_ptr<PangoFontDescription, decltype(&pango_font_description_free)> font(pango_font_description_new(),
                                                                                           &pango_font_description_free);
  pango_font_description_set_family(font.get(), hand_.families.c_str());
  pango_font_description_set_weight(font.get(), style.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_font_description_set_absolute_size(font.get(), size * PANGO_SCALE);
  Text done{Held<PangoLayout>(pango_layout_new(context_.get())), {}};
  auto* layout = done.layout.get();
  pango_layout_set_font_description(layout, font.get());
  pango_layout_set_auto_dir(layout, FALSE);
  pango_layout_set_alignment(layout, alignment(side));
  pango_layout_set_width(layout, static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD_CHAR);
  if (wrap == Wrap::one_line) pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));

  const std::unique_ptr<PangoLayoutIter, decltype(&pango_layout_iter_free)> at(pango_layout_get_iter(layout), &pango_layout_iter_free);
  do {
    PangoRectangle box;
    pango_layout_iter_get_line_extents(at.get(), nullptr, &box);
    Line line{pango_layout_iter_get_line_readonly(at.get())};
    const double natural = static_cast<double>(box.height) / PANGO_SCALE;
    line.height = std::max(natural * hand_.leading, size * hand_.least_spacing);
    line.baseline = static_cast<double>(pango_layout_iter_get_baseline(at.get()) - box.y) / PANGO_SCALE + (line.height - natural) / 2;
    line.x = static_cast<double>(box.x) / PANGO_SCALE;
    done.widest = std::max(done.widest, static_cast<double>(box.width) / PANGO_SCALE);
    done.height += line.height;
    line.words = std::string(text.substr(static_cast<std::size_t>(line.line->start_index), static_cast<std::size_t>(line.line->length)));
    look_for_missing(*line.line, field);
    done.lines.push_back(std::move(line));
  } while (pango_layout_iter_next_line(at.get()) != FALSE);
  return done;
}

void Type::look_for_missing(const PangoLayoutLine& line, const std::string& field) {
  if (!faults.empty() && faults.back().field == field) return;
  for (const auto* run = line.runs; run; run = run->next) {
    const auto& glyphs = *static_cast<const PangoGlyphItem*>(run->data)->glyphs;
    for (int i = 0; i < glyphs.num_glyphs; ++i) {
      const auto glyph = glyphs.glyphs[i].glyph;
      if ((glyph & PANGO_GLYPH_UNKNOWN_FLAG) == 0) continue;
      const char32_t character = glyph & ~PANGO_GLYPH_UNKNOWN_FLAG;
      faults.push_back({field,
                        fmt::format("a letter in the language {} has {} ({}), which no font here can write", language_,
                                    code_point(character), written(character)),
                        "characters that the fonts of letters have"});
      return;
    }
  }
}

std::string isolated(std::string_view text) { return fmt::format("\u2068{}\u2069", text); }

}  // namespace portico::letters
