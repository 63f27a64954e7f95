// What a file is, by its bytes alone: its name and its header say what the sender likes.
#pragma once

#include <optional>
#include <string_view>

namespace portico::files {

enum class Kind { jpeg, png, webp, gif, heif, pdf, text };

std::optional<Kind> kind_of(std::string_view bytes);  // nothing for what is not taken here
bool is_picture(Kind kind);
std::string_view media_type(Kind kind);  // "image/jpeg"

}  // namespace portico::files
