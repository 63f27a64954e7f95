// What routes*.cc write pages with.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "city/announcements/routes.h"
#include "city/directory/shell.h"
#include "platform/i18n/i18n.h"

namespace portico::announcements {

const i18n::Messages& messages();                  // messages/public and messages/desk, English first
std::string_view embedded(std::string_view name);  // a text file that was built in; "" where there is none

// The words of one language, escaped for HTML.
struct Voice {
  const directory::Snapshot& city;
  std::string language;

  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const;
  std::string path(std::string_view plain_path) const;
  std::string name_of_agency(std::string_view code) const;
  std::string moment(Instant at) const;  // <time>…</time>
};

// One announcement as a note: title, words, whose it is and until when; and links to the services it is about, where it does not stand
// beside one of them.
std::string note_of(const Voice& voice, const Announcement& announcement, bool beside = false);

// The routes of each kind of reader.
std::vector<http::Route> public_routes(const Sources& from);
std::vector<http::Route> writing_routes(const Sources& from);
inline constexpr std::string_view may_announce = "announce";

}  // namespace portico::announcements
