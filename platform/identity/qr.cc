#include "platform/identity/qr.h"

#include <fmt/format.h>
#include <qrencode.h>

#include <memory>

namespace portico::identity {
namespace {

constexpr int quiet_zone = 4;  // modules; what readers need around a code

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
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(QRcode_encodeString(std::string(text).c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1),
                                                        &QRcode_free);
  if (!code) return {};
  const int whole = code->width + 2 * quiet_zone;
  std::string path;
  for (int y = 0; y < code->width; ++y) {
    for (int x = 0; x < code->width; ++x) {
      const auto dark = [&](int at) { return at < code->width && (code->data[y * code->width + at] & 1) != 0; };
      int run = 0;
      while (dark(x + run)) ++run;
      if (run == 0) continue;
      path += fmt::format("M{} {}h{}v1h-{}z", x + quiet_zone, y + quiet_zone, run, run);
      x += run;
    }
  }
  return fmt::format(
      "<svg viewBox=\"0 0 {0} {0}\" role=\"img\" aria-label=\"{1}\" focusable=\"false\"><rect width=\"{0}\" height=\"{0}\" fill=\"#fff\"/>"
      "<path d=\"{2}\" fill=\"#000\"/></svg>",
      whole, attribute(label), path);
}

}  // namespace portico::identity
