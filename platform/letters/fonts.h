// Inside platform/letters: the font files that letters are drawn from, and which of them a language asks for first.
#pragma once

#include <pango/pangocairo.h>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/outcome.h"

namespace portico::letters {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

// A font map that knows our files and nothing else, whatever the machine's own settings say.
Outcome<Held<PangoFontMap>> open_fonts(const std::filesystem::path& folder);

struct Hand {
  std::string families;      // in the order in which they are asked, as Pango reads them
  double scale = 1;          // of a size that suits Latin letters
  double least_spacing = 1;  // between base lines, in sizes
  double leading = 1;        // of the font's own distance between lines
};
Hand hand_of(std::string_view language);

}  // namespace portico::letters
