// Inside platform/letters: what a letter may say at all, before anything is drawn.
#pragma once

#include <vector>

#include "platform/letters/letter.h"

namespace portico::letters {

// Everything that is wrong with it but what only the fonts know.
std::vector<Fault> faults_of(const Letter& letter);

std::string code_point(char32_t character);  // "U+00E9"

}  // namespace portico::letters
