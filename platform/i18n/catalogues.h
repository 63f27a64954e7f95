// Catalogues that are built into the program: what a module says.
//
//   MODULE/messages/public/LANGUAGE.toml   what the public reads, whole in each of public_languages()
//   MODULE/messages/desk/LANGUAGE.toml     what staff alone reads, in staff_languages()
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "platform/i18n/i18n.h"

namespace portico::i18n {

// The languages of all that the public reads, English first: it and the ten of the city that we are measured against (decision 0001).
const std::vector<std::string>& public_languages();
// Those of what staff alone reads, English first.
const std::vector<std::string>& staff_languages();

// One file. A table's keys stand behind its name and a dot.
struct Catalogue {
  std::string translated_by, reviewed_by;  // who; "" for nobody
  std::map<std::string, std::string> messages;
};
Catalogue read_catalogue(std::string_view text, const std::string& name);

// Both folders of a module as one; what the desk does not say in a language falls back to English. `embedded` gives a file's text by its
// path from the root, "" where there is none. Throws std::logic_error, with the place, where a file or a message is wrong, and where a
// public language lacks a message that English has: it was built in so.
Messages read_catalogues(std::string_view folder, std::string_view (*embedded)(std::string_view));

}  // namespace portico::i18n
