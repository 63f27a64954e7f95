// The words of an HTML page, without the page.
#pragma once

#include <string>
#include <string_view>

namespace portico::mail {

struct Words {
  std::string text;  // '\n' at line ends; "> " before what is quoted
  bool cut = false;  // nested too deeply: what follows is left out
};
// `utf8` as a mail has it. Scripts, styles and heads are left out, nothing is fetched; the time is bounded by its length.
Words html_text(std::string_view utf8);

// The charset that the page itself names near its front; "" where it names none.
std::string html_charset(std::string_view bytes);

}  // namespace portico::mail
