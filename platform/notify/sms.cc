#include "platform/notify/sms.h"

#include <string>
#include <vector>

namespace portico::notify {
namespace {

constexpr std::u32string_view basic =
    U"@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà";
constexpr std::u32string_view extended = U"\f^{}\\[~]|€";  // two septets each

std::u32string code_points(std::string_view utf8) {
  std::u32string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const auto lead = static_cast<unsigned char>(utf8[at]);
    const int more = lead < 0x80 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
    char32_t point = more == 0 ? lead : lead & (0x3fU >> more);
    for (int next = 1; next <= more && at + static_cast<std::size_t>(next) < utf8.size(); ++next)
      point = (point << 6U) | (static_cast<unsigned char>(utf8[at + static_cast<std::size_t>(next)]) & 0x3fU);
    out.push_back(point);
    at += static_cast<std::size_t>(more) + 1;
  }
  return out;
}

// What each letter takes; a letter is not divided between two parts.
int parts_of(const std::vector<int>& takes, int alone, int each) {
  int all = 0, parts = takes.empty() ? 0 : 1, filled = 0;
  for (const int units : takes) {
    all += units;
    if (filled + units > each) ++parts, filled = 0;
    filled += units;
  }
  return all <= alone ? (takes.empty() ? 0 : 1) : parts;
}

}  // namespace

SmsSize sms_size(std::string_view utf8) {
  const std::u32string text = code_points(utf8);
  SmsSize size;
  for (const char32_t point : text)
    size.ucs2 = size.ucs2 || (basic.find(point) == std::u32string_view::npos && extended.find(point) == std::u32string_view::npos);
  std::vector<int> takes;
  for (const char32_t point : text) {
    const bool two = size.ucs2 ? point > 0xffff : extended.find(point) != std::u32string_view::npos;
    takes.push_back(two ? 2 : 1);
    size.units += takes.back();
  }
  size.parts = size.ucs2 ? parts_of(takes, 70, 67) : parts_of(takes, 160, 153);
  return size;
}

}  // namespace portico::notify
