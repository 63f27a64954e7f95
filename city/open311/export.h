// What is on file in open formats, written block by block as it is pulled: the bulk route and `portico export` share it.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "city/open311/view.h"
#include "platform/store/store.h"

namespace portico::open311 {

class Export {
 public:
  enum class Kind { csv, json, xml, geojson };
  static std::optional<Kind> kind_named(std::string_view name);  // "csv", "json", "xml", "geojson"
  static std::string_view content_type(Kind kind);

  // A whole file of requests is its head, each request (the first one's place is told, as the others follow a comma), and its foot.
  static std::string head(Kind kind);
  static void write(std::string& out, Kind kind, const View& view, const cases::Case& subject, bool first);
  static std::string foot(Kind kind);

  // `next_page` gives pages of requests, an empty one at the end.
  Export(Kind kind, View view, std::function<std::vector<cases::Case>()> next_page);

  // The next block of bytes; "" at the end, and from then on.
  std::string next();

 private:
  Kind kind_;
  View view_;
  std::function<std::vector<cases::Case>()> next_page_;
  enum class At { begin, middle, end } at_ = At::begin;
  bool first_ = true;
};

// Characters that XML 1.0 forbids are no text in any format.
std::string without_control_characters(std::string_view text);

// Pages of what a filter lets through, each read in a snapshot of its own, so that no reader stays open while a client takes its time.
std::function<std::vector<cases::Case>()> pages_of(store::Store& store, const cases::Cases& cases, cases::Filter filter);

}  // namespace portico::open311
