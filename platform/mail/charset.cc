#include "platform/mail/charset.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/text.h"
#include "platform/mail/gmime.h"

namespace portico::mail {
namespace {

constexpr std::string_view unreadable = "\xef\xbf\xbd";

// Those that mail is written in: the library knows many more, and each is code that strangers' bytes would run through.
constexpr std::array<std::string_view, 22> written_in = {
    "utf-8", "utf-16", "utf-32", "utf-7", "iso-8859-", "windows-125", "cp125", "cp437", "cp85",        "cp86",        "cp874",
    "koi8-", "big5",   "gb",     "hz",    "euc-",      "shift_ji",    "cp93",  "cp949", "iso-2022-jp", "iso-2022-kr", "macintosh"};

// Under the names that the library knows, the larger of two that are taken for each other.
std::string known_name(std::string_view charset) {
  std::string name = lower_ascii(trim(charset));
  std::ranges::replace(name, '_', '-');
  if (name == "shift-jis" || name == "sjis" || name == "x-sjis" || name == "windows-31j") return "cp932";
  if (name == "gb2312" || name == "gbk" || name == "x-gbk" || name == "cp936" || name == "gb18030") return "gb18030";
  if (name == "iso-8859-1" || name == "latin1" || name == "ansi-x3.4-1968") return "windows-1252";
  if (name == "iso-8859-9") return "windows-1254";
  if (name.starts_with("ks-c-5601") || name == "euc-kr" || name == "ksc5601") return "cp949";
  if (name == "utf8" || name == "unicode-1-1-utf-8") return "utf-8";
  if (name == "big5") return "big5-hkscs";
  if (name == "us-ascii" || name == "ascii" || name == "unknown-8bit" || name == "default" || name == "x-user-defined") return "";
  return name;
}

bool is_written_in(std::string_view name) {
  return std::ranges::any_of(written_in, [&](std::string_view start) { return name.starts_with(start); });
}

struct Converter {
  explicit Converter(const std::string& from) : handle(g_mime_iconv_open("UTF-8", from.c_str())) {}
  ~Converter() {
    if (is_open()) g_mime_iconv_close(handle);
  }
  Converter(const Converter&) = delete;
  bool is_open() const { return handle != reinterpret_cast<iconv_t>(-1); }  // NOLINT(performance-no-int-to-ptr): as iconv.h has it
  iconv_t handle;
};

std::string converted(const Converter& converter, std::string_view bytes) {
  std::string out, kept(bytes);
  std::array<char, 4096> block{};
  char* in = kept.data();
  std::size_t left = kept.size();
  for (bool ending = false;;) {
    char* to = block.data();
    std::size_t room = block.size();
    const auto done = ending ? ::iconv(converter.handle, nullptr, nullptr, &to, &room) : ::iconv(converter.handle, &in, &left, &to, &room);
    const int error = done == static_cast<std::size_t>(-1) ? errno : 0;
    out.append(block.data(), block.size() - room);
    if (error == E2BIG) continue;
    if (error == EILSEQ && left > 0) {
      out += unreadable;
      ++in;
      --left;
      continue;
    }
    if (error != 0) out += unreadable;  // ends in the middle of a letter
    if (ending || error != 0) return out;
    ending = true;
  }
}

bool is_ascii(std::string_view bytes) {
  return std::ranges::all_of(bytes, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Some write letters of ASCII alone and mean others by them.
bool hides_in_ascii(std::string_view name) {
  return name.starts_with("iso-2022") || name.starts_with("utf-7") || name.starts_with("utf-16") || name.starts_with("utf-32") ||
         name.starts_with("hz");
}

std::string without_nul(std::string text) {
  std::erase(text, '\0');
  return text;
}

}  // namespace

Decoded to_utf8(std::string_view bytes, std::string_view charset) {
  start_gmime();
  std::string name = known_name(charset);
  Decoded decoded;
  if (!hides_in_ascii(name) && valid_utf8(bytes)) {
    decoded.unknown = !name.empty() && !is_written_in(name);
    decoded.wrong = !name.empty() && name != "utf-8" && !is_ascii(bytes) && !decoded.unknown;
    decoded.text = without_nul(std::string(bytes));
    return decoded;
  }
  if (name == "utf-8" || (name.empty() && !is_ascii(bytes))) {
    decoded.wrong = true;
    name = "windows-1252";
  } else if (!is_written_in(name)) {
    decoded.unknown = true;
    name = "windows-1252";
  }
  const Converter converter(name), western("windows-1252");
  if (!converter.is_open()) decoded.unknown = true;
  decoded.text = without_nul(converted(converter.is_open() ? converter : western, bytes));
  if (!valid_utf8(decoded.text)) decoded.text = without_nul(converted(western, bytes));
  return decoded;
}

std::string clean_text(std::string_view utf8) {
  if (utf8.starts_with("\xef\xbb\xbf")) utf8.remove_prefix(3);
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    const char c = utf8[i];
    if (c == '\r') {
      if (i + 1 >= utf8.size() || utf8[i + 1] != '\n') out += '\n';
    } else if (static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t') {
      if (c != 0x7f) out += c;
    }
  }
  return out;
}

std::string clean_line(std::string_view bytes, std::size_t most) {
  const std::string text = valid_utf8(bytes) ? std::string(bytes) : to_utf8(bytes, "").text;
  std::string out;
  for (const char c : text) {
    const bool blank = static_cast<unsigned char>(c) <= 0x20 || c == 0x7f;
    if (!blank)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  return std::string(trim(cut_utf8(out, most)));
}

std::string_view cut_utf8(std::string_view text, std::size_t most) {
  if (text.size() <= most) return text;
  for (int steps = 0; steps < 3 && most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0) == 0x80; ++steps) --most;
  return text.substr(0, most);
}

}  // namespace portico::mail
