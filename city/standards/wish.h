// Which services' promises fit what somebody looks for. Pure.
#pragma once

#include <string>
#include <string_view>

#include "city/directory/directory.h"

namespace portico::standards {

// What somebody wants of the register of promises; "": whatever.
struct Wish {
  std::string words;   // as they were typed; without a letter or figure they ask for nothing
  std::string agency;  // a code; where no agency has it, nothing fits
  bool any() const { return !words.empty() || !agency.empty(); }
};

// Each word that was typed must be found in the service's name in this language (in the city's first where it has none in this): as the
// beginning of one of its words, in other scripts than Latin as a part of one, or although it is misspelt.
bool fits(const directory::Service& service, const Wish& wish, std::string_view language, std::string_view own);

}  // namespace portico::standards
