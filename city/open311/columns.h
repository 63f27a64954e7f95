// Requests as CSV with the columns of another system's files: which title carries what is told by a file (docs/export.md), not by the code.
#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/cases/import_mapping.h"
#include "city/open311/fields.h"
#include "city/open311/view.h"
#include "platform/calendar/calendar.h"
#include "platform/formats/formats.h"

namespace portico::open311 {

class Columns {
 public:
  static Outcome<Columns> parse(std::string_view text, std::string_view file);
  static Outcome<Columns> read(const std::filesystem::path& file);

  // Refuses a district set that the city does not have.
  Outcome<void> fit(const directory::Snapshot& city) const;

  const std::string& name() const { return name_; }
  const std::string& hash() const { return hash_; }  // SHA-256 of the file's text, hex
  std::string head() const;
  // `told`: when the words of the case's status_notes were said.
  std::string row(const cases::Case& subject, const View& view, std::optional<Instant> told) const;
  // For a list of those that are gone: the title of the column by which a row is known, and its value.
  const std::string& key_title() const { return columns_[key_].title; }
  std::string key_of(const cases::Case& subject, const View& view) const;

 private:
  struct Part {
    std::string plain, field;  // "(" and "latitude"; the last one's field may be ""
  };
  struct Column {
    std::string title;
    std::vector<Part> parts;
    std::map<std::string, std::string> table;  // the value → what is written for it
  };
  struct Subject;

  static Outcome<std::vector<Part>> parts_of(std::string_view text, std::string_view place);
  std::string value_of(std::string_view field, const Subject& of) const;
  std::string text_of(const Column& column, const Subject& of) const;
  void read_columns(const formats::TomlTable& file, Faults& faults);

  std::string name_, hash_;
  calendar::Zone zone_;
  cases::DateFormat date_;
  std::vector<Column> columns_;
  std::size_t key_ = 0;
};

}  // namespace portico::open311
