// The words of the module's pages, for its own files.
#pragma once

#include <string>
#include <string_view>

#include "city/standards/standards.h"
#include "platform/i18n/i18n.h"

namespace portico::standards {

const i18n::Messages& messages();  // English, Spanish, French, Arabic, Chinese; English where a language is not there
std::string span_words(const Target& target, std::string_view language);  // "3 working days"

// A text file that was built in, by its path from the root; "" where there is none.
std::string_view embedded(std::string_view name);

}  // namespace portico::standards
