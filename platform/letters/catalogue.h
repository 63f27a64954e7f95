// Inside platform/letters: what a PDF says of itself that Cairo has no words for.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portico::letters {

// What the letter's parts say, in the order in which they are drawn, is told beside them: a reader aloud need not put Arabic's joined and
// climbing letters together again. Also tells the language, the reading direction, and that the title is what a window shows. All by an
// update at the PDF's end. Throws std::runtime_error where the PDF is not as Cairo 1.16 writes it.
std::string with_words(std::string pdf, std::string_view language, bool right_to_left, const std::vector<std::string>& parts);

}  // namespace portico::letters
