// What stands around every page that the server writes: masthead with the city's seal and name, navigation, languages, footer. No inline
// style and no inline script, so that the strict content policy holds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "city/directory/directory.h"
#include "platform/i18n/i18n.h"

namespace portico::directory {

// What stands at the top of a page for staff, in place of the masthead.
struct Bar {
  std::vector<std::pair<std::string, std::string>> links;  // path without the language, and words, plain
  std::string person;                                      // who is signed in, plain; "" for a key
  std::string csrf;                                        // for the form that signs them out
};

struct Page {
  std::string language;     // one of the city's
  std::string title;        // plain text
  std::string path;         // without the language: "/requests/2345-678X"; the language switch and the navigation go by it
  std::string body;         // HTML for <main>, its texts escaped by who wrote it; usually <div class="wrap">…</div>
  std::string description;  // plain text for search engines; may be empty
  std::optional<Bar> bar = {};
  std::vector<std::string> scripts = {};  // that better this page, by their names in web/build.mjs: "report"
};

// The whole HTML document.
std::string page(const Snapshot& city, const Page& page);

// The look and the scripts: the product's stylesheets, what web/build.mjs bundles, the city's colours and its seal. Their paths carry a
// hash of what they hold.
struct Asset {
  std::string path, type, body;
  std::string_view gzip = {}, brotli = {};  // the same, compressed; "" where it is not
};
std::vector<std::string> asset_paths(const Snapshot& city);
std::optional<Asset> asset_at(const Snapshot& city, std::string_view path);

// A path in a language: "/requests" in Spanish is "/es/requests"; in the city's own language it stays as it is.
std::string path_in(const Snapshot& city, std::string_view language, std::string_view path);

// Words as HTML: escaped, and marked with their own language and direction where they are not in the one asked for.
std::string words_in_html(const Words& words, std::string_view language, std::string_view first_language);

// Words of this module's pages, in i18n::public_languages(); English where a language is not there.
const i18n::Messages& messages();

// A text file that was built in, by its path from the root: a catalogue of messages; "" where there is none.
std::string_view embedded(std::string_view name);

}  // namespace portico::directory
