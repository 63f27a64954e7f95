// What routes*.cc write pages with: the words of one language, escaped for HTML.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/directory/shell.h"
#include "city/documents/routes.h"
#include "platform/http/http.h"
#include "platform/i18n/i18n.h"

namespace portico::documents {

const i18n::Messages& messages();                  // messages/public and messages/desk, English first
std::string_view embedded(std::string_view name);  // a text file that was built in; "" where there is none

struct Voice {
  const directory::Snapshot& city;
  std::string language;

  std::string plain(std::string_view key, const i18n::Arguments& arguments = {}) const { return messages().text(language, key, arguments); }
  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const;
  std::string name(const directory::Words& words) const;        // HTML, marked with its language where it is another
  std::string plain_name(const directory::Words& words) const;  // plain
  std::string path(std::string_view plain_path) const;          // in this language, escaped
  std::string date(std::chrono::sys_days day) const;            // HTML
};

std::string escaped(std::string_view text);
// ` lang="es" dir="ltr"` where it is not the page's language, else "".
std::string marked(const Voice& voice, std::string_view language);
// The title as HTML, marked where it is not in the page's language; and the text.
std::string title_of(const Voice& voice, const Article& article);
std::string body_of(const Voice& voice, const Text& text, int highest);
// A list of links to articles, below `under` ("/answers/"); "" where there are none.
std::string list_of(const Voice& voice, const std::vector<const Shown*>& articles, std::string_view under);

// The routes of each kind of reader.
std::vector<http::Route> public_routes(const Library& library);
std::vector<http::Route> desk_routes(const Library& library);
std::vector<http::Route> writing_routes(const Library& library);

// A page behind a sign-in, never kept by a cache.
http::Response staff_page(const http::Request& request, const Voice& voice, std::string path, std::string title, std::string body,
                          int status = 200);
http::Response leading_to(const std::string& path);

}  // namespace portico::documents
