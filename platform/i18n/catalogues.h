// Catalogues that are built into the program: messages/*.toml of a module.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "platform/i18n/i18n.h"

namespace portico::i18n {

// Reads FOLDER/messages/LANGUAGE.toml for each of `languages`, the complete one first; a table's keys stand behind its name and a dot.
// `embedded` gives a file's text by its path from the root. Throws std::logic_error, with the place, where a file or a message is wrong: it
// was built in so.
Messages read_catalogues(std::string_view folder, const std::vector<std::string>& languages,
                         std::string_view (*embedded)(std::string_view));

}  // namespace portico::i18n
