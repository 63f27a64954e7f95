// QR codes: a text as a square of dark and light modules.
#pragma once

#include <string_view>
#include <vector>

namespace portico::formats {

// Rows from the top, true where it is dark; without the quiet zone of four modules that belongs around it. Empty for a text that is too
// long for any code (about 2,300 bytes). Mends itself where up to 15 % is unreadable.
std::vector<std::vector<bool>> qr_code(std::string_view text);

}  // namespace portico::formats
