// What routes*.cc write pages with: the words of one language, escaped for HTML, and dates in the city's zone.
#pragma once

#include <string>
#include <string_view>

#include "city/cases/case.h"
#include "city/directory/directory.h"
#include "platform/http/http.h"
#include "platform/i18n/i18n.h"

namespace portico::cases {

// The catalogues of messages/, English first.
const i18n::Messages& messages();
// A text file that was built in, by its path from the root; "" where there is none.
std::string_view embedded(std::string_view name);

class Words {
 public:
  Words(const directory::Snapshot& city, std::string language) : city_(city), language_(std::move(language)) {}

  const directory::Snapshot& city() const { return city_; }
  const std::string& language() const { return language_; }

  std::string plain(std::string_view key, const i18n::Arguments& arguments = {}) const {
    return messages().text(language_, key, arguments);
  }
  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const { return http::escape_html(plain(key, arguments)); }
  std::string plain_name(const directory::Words& words) const;
  std::string name(const directory::Words& words) const;    // marked with its language where it is not the page's: no text for an <option>
  std::string service(const Case& subject) const;           // its name, plain; the code of one that the directory does not know
  std::string service_in_html(const Case& subject) const;   // the same, as `name`
  std::string moment(Instant at) const;                     // plain: "Wednesday, March 4, 2026 at 4:42 PM"
  std::string day(Instant at) const;                        // plain: "Wednesday, March 4"
  std::string date(std::chrono::sys_days day) const;        // plain, of the city's own calendar: "Wednesday, March 4"
  std::string time(Instant at) const;                       // <time datetime="…">Wednesday, March 4, 2026 at 4:42 PM</time>
  std::string path(std::string_view plain_path) const;      // in this language, escaped for an attribute
  std::string place(const Case& subject) const;             // plain: the address, or the districts' names, or ""
  std::string pause_reason(std::string_view reason) const;  // plain: "waiting for the customer"; a city's own code with blanks in it
  std::string tag(const Case& subject, Instant now) const;  // the case's state: shape, word and tint

 private:
  std::string own() const { return city_.city.languages.empty() ? "en" : city_.city.languages.front(); }
  std::string zone() const { return city_.city.zone.empty() ? "UTC" : city_.city.zone; }
  const directory::Snapshot& city_;
  std::string language_;
};

// Shape, word and tint, as ui/README.md draws them: ok (disc with tick), info (half disc), open (ring), late (diamond), still (dash).
std::string tag(std::string_view kind, std::string_view escaped_word);
std::string shape(std::string_view kind);

// A table of cases: one row each. `caption` is plain.
std::string table(const Words& words, const std::vector<Case>& cases, std::string_view caption, Instant now);

}  // namespace portico::cases
