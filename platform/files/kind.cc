#include "platform/files/kind.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace portico::files {
namespace {

using namespace std::string_view_literals;

// ISO 14496-12: the first box names the brand, then further brands that it keeps to.
bool is_heif(std::string_view bytes) {
  if (bytes.size() < 16 || bytes.substr(4, 4) != "ftyp") return false;
  constexpr std::array brands{"heic"sv, "heix"sv, "heim"sv, "heis"sv, "hevc"sv, "hevx"sv, "mif1"sv, "msf1"sv};
  return std::ranges::find(brands, bytes.substr(8, 4)) != brands.end();
}

bool is_pdf(std::string_view bytes) {
  if (!bytes.starts_with("%PDF-1.") && !bytes.starts_with("%PDF-2.")) return false;
  const std::size_t tail = std::min<std::size_t>(bytes.size(), 1024);
  return bytes.substr(bytes.size() - tail).find("%%EOF") != std::string_view::npos;
}

bool is_text(std::string_view bytes) {
  const auto control = [](unsigned char c) { return (c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || c == 0x7f; };
  return !bytes.empty() && std::ranges::none_of(bytes, control) && valid_utf8(bytes);
}

}  // namespace

std::optional<Kind> kind_of(std::string_view bytes) {
  if (bytes.starts_with("\xff\xd8\xff"sv)) return Kind::jpeg;
  if (bytes.starts_with("\x89PNG\r\n\x1a\n"sv)) return Kind::png;
  if (bytes.starts_with("GIF87a"sv) || bytes.starts_with("GIF89a"sv)) return Kind::gif;
  if (bytes.starts_with("RIFF"sv) && bytes.size() >= 12 && bytes.substr(8, 4) == "WEBP") return Kind::webp;
  if (is_heif(bytes)) return Kind::heif;
  if (is_pdf(bytes)) return Kind::pdf;
  if (is_text(bytes)) return Kind::text;
  return std::nullopt;
}

bool is_picture(Kind kind) { return kind != Kind::pdf && kind != Kind::text; }

std::string_view media_type(Kind kind) {
  switch (kind) {
    case Kind::jpeg:
      return "image/jpeg";
    case Kind::png:
      return "image/png";
    case Kind::webp:
      return "image/webp";
    case Kind::gif:
      return "image/gif";
    case Kind::heif:
      return "image/heic";
    case Kind::pdf:
      return "application/pdf";
    case Kind::text:
      return "text/plain; charset=utf-8";
  }
  return "application/octet-stream";
}

}  // namespace portico::files
