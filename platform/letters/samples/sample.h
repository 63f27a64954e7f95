// For tests and for the pictures in docs: a letter in each of eleven languages, and a press with the machine's fonts.
#pragma once

#include "platform/letters/letter.h"

namespace portico::letters::samples {

inline constexpr const char* languages[] = {"en", "es", "zh", "ru", "bn", "ht", "ko", "ar", "ur", "fr", "pl"};
Letter sample(const std::string& language);  // LANGUAGE.toml beside this, on US Letter for a #10 envelope
const Press& press();

}  // namespace portico::letters::samples
