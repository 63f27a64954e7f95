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

  // `next_page` gives pages of requests, an empty one at the end.
  Export(Kind kind, View view, std::function<std::vector<cases::Case>()> next_page);

  // The next block of bytes; "" at the end, and from then on.
  std::string next();

 private:
  void write(std::string& out, const cases::Case& subject);

  Kind kind_;
  View view_;
  std::function<std::vector<cases::Case>()> next_page_;
  enum class At { begin, middle, end } at_ = At::begin;
  bool first_ = true;
};

// Pages of what a filter lets through, each read in a snapshot of its own, so that no reader stays open while a client takes its time.
std::function<std::vector<cases::Case>()> pages_of(store::Store& store, const cases::Cases& cases, cases::Filter filter);

}  // namespace portico::open311
