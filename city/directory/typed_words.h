// Words that somebody typed, held against words that are known, although they are misspelt. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace portico::directory {

// In lower case without the accents of Latin letters: "Año nuevo" → "ano", "nuevo". What is not Latin stays as it is.
std::vector<std::string> plain_words(std::string_view text);

// How well a typed word fits a known one, both plain: 0 not at all, 10 where it is the same. The beginning of a word fits from three
// letters on. A word of four letters may have one mistake, one of eight two: a letter too many, missing, wrong or swapped with its
// neighbour.
int fit(std::string_view typed, std::string_view word);

}  // namespace portico::directory
