// A QR code as a picture for a page.
#pragma once

#include <string>
#include <string_view>

namespace portico::identity {

// An SVG element without style or script; `label` is plain text for those who do not see it. "" for a text that is too long for a code.
std::string qr_svg(std::string_view text, std::string_view label);

}  // namespace portico::identity
