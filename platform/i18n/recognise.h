// Which language a text is in, by its script and its letters' neighbours (CLD2).
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace portico::i18n {

// Of the languages in `among` (BCP 47) the one that a text is in; "" where it is in none of them, says too little, or is not clearly in
// one. Addresses and links count for nothing. From any thread.
std::string recognise(std::string_view text, std::span<const std::string> among);

}  // namespace portico::i18n
