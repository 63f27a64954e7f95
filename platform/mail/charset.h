// Bytes in one of the world's charsets, as UTF-8.
#pragma once

#include <string>
#include <string_view>

namespace portico::mail {

struct Decoded {
  std::string text;  // UTF-8 without NUL; U+FFFD for what cannot be read
  bool wrong = false, unknown = false;
};
// What is well-formed UTF-8 is that, whatever it says; what says to be UTF-8 or nothing and is not is windows-1252, as browsers have it.
Decoded to_utf8(std::string_view bytes, std::string_view charset);

// As it may be stored and shown: '\n' at line ends, no control characters but that and the tab.
std::string clean_text(std::string_view utf8);
// One line of at most `most` bytes, UTF-8 for certain.
std::string clean_line(std::string_view bytes, std::size_t most = 1000);
// Not more than `most` bytes, whole characters.
std::string_view cut_utf8(std::string_view text, std::size_t most);

}  // namespace portico::mail
