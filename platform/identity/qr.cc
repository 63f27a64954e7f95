#include "platform/identity/qr.h"

#include <fmt/format.h>

#include "platform/formats/qr.h"

namespace portico::identity {
namespace {

constexpr std::size_t quiet_zone = 4;  // modules; what readers need around a code

std::string attribute(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    switch (c) {
      case '&':
        escaped += "&amp;";
        break;
      case '<':
        escaped += "&lt;";
        break;
      case '"':
        escaped += "&quot;";
        break;
      default:
        escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::string qr_svg(std::string_view text, std::string_view label) {
  const auto code = formats::qr_code(text);
  if (code.empty()) return {};
  std::string path;
  for (std::size_t y = 0; y < code.size(); ++y)
    for (std::size_t x = 0; x < code.size(); ++x) {
      std::size_t run = 0;
      while (x + run < code.size() && code[y][x + run]) ++run;
      if (run == 0) continue;
      path += fmt::format("M{} {}h{}v1h-{}z", x + quiet_zone, y + quiet_zone, run, run);
      x += run;
    }
  return fmt::format(
      "<svg viewBox=\"0 0 {0} {0}\" role=\"img\" aria-label=\"{1}\" focusable=\"false\"><rect width=\"{0}\" height=\"{0}\" fill=\"#fff\"/>"
      "<path d=\"{2}\" fill=\"#000\"/></svg>",
      code.size() + 2 * quiet_zone, attribute(label), path);
}

}  // namespace portico::identity
