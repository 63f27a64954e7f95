// What one answer of the registers looks at, and the words of its page, escaped for HTML. For routes*.cc alone.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "city/directory/directory.h"
#include "city/registers/hours.h"
#include "city/registers/offers.h"
#include "city/standards/standards.h"
#include "platform/http/http.h"
#include "platform/i18n/i18n.h"
#include "platform/store/store.h"

namespace portico::registers {

const i18n::Messages& messages();
std::string_view embedded(std::string_view name);  // a text file that was built in; "" where there is none

// Both snapshots as they are now, and the language of whoever reads.
struct View {
  std::shared_ptr<const directory::Snapshot> city;
  std::shared_ptr<const standards::Snapshot> standards;
  Offers offers;
  Instant now;
  std::chrono::sys_days today;  // of the city
  std::string language;

  const std::string& own() const { return city->city.languages.front(); }
  std::string plain(std::string_view key, const i18n::Arguments& arguments = {}) const { return messages().text(language, key, arguments); }
  std::string say(std::string_view key, const i18n::Arguments& arguments = {}) const;
  std::string name(const directory::Words& words) const;         // HTML, marked with its language where it is another
  std::string plain_name(const directory::Words& words) const;   // plain
  std::string path(std::string_view plain_path) const;           // in this language, escaped
  std::string promise(const directory::Service& service) const;  // plain; "" where none is in force

  const calendar::Calendar* hours_of(const directory::Site& site) const;           // nullptr: nobody said
  std::string door_tag(const directory::Site& site) const;                         // "Open until 5:00 PM" with its shape; HTML
  std::string door_line(const Door& door, const calendar::Calendar& hours) const;  // the same, plain
  std::string hours_line(const std::vector<calendar::Span>& open, const calendar::Calendar& hours) const;  // plain
  std::string spoken_at(const directory::Site& site) const;  // HTML: each language by its own name
};

struct Source {
  store::Store& store;
  const directory::Directory& directory;
  const standards::Standards& standards;
  const TimeSource& time;
  std::string public_url;  // before every path of an example: "https://311.example"
  View view(const http::Request& request) const;
};

namespace shapes {  // as ui drawings have them: a disc with a tick, a dash
inline constexpr std::string_view ticked = "M6 0a6 6 0 1 0 0 12A6 6 0 0 0 6 0zm-.9 8.9L2.3 6.2l1.1-1.1 1.7 1.6 3.5-3.6 1.1 1.1z",
                                  dash = "M0 4.5h12v3H0z";
}  // namespace shapes

// `<a href="tel:…">`, `<a href="mailto:…">`; "" for "".
std::string phone_link(std::string_view phone);
std::string mail_link(std::string_view address);

// "Open data: CSV JSON", as a line.
std::string data_line(const View& view, std::string_view path);

http::Response agencies_page(const Source& source, const http::Request& request);
http::Response agency_page(const Source& source, const http::Request& request);
http::Response sites_page(const Source& source, const http::Request& request);
http::Response site_page(const Source& source, const http::Request& request);
http::Response open_data_page(const Source& source, const http::Request& request);
http::Response agencies_data(const Source& source, const http::Request& request);
http::Response sites_data(const Source& source, const http::Request& request);

// The columns of the CSV files, as /data names them.
const std::vector<std::string>& agency_columns();
const std::vector<std::string>& site_columns();

}  // namespace portico::registers
