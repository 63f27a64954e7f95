// How an export's requests are written: in one of the open formats, or as CSV with the columns of a file.
#pragma once

#include <optional>
#include <string>

#include "app/export.h"
#include "city/cases/copies.h"
#include "city/open311/columns.h"
#include "city/open311/export.h"

namespace portico::app {

class Sheet {
 public:
  static Outcome<Sheet> of(const Export& exporting);
  Outcome<void> fit(const directory::Snapshot& city) const;

  const std::string& format() const { return format_; }  // "csv": also the ending of the files' names
  std::string columns() const { return columns_ ? columns_->name() : ""; }
  std::string columns_sha256() const { return columns_ ? columns_->hash() : ""; }

  std::string head() const;
  void write(std::string& out, const cases::CopyRow& row, const open311::View& view, bool first) const;
  std::string foot() const;
  // Of the list of those that are gone: CSV with one column, by which a request is known.
  std::string removed_head() const;
  std::string removed_row(const cases::CopyRow& row, const open311::View& view) const;

 private:
  std::string format_;
  open311::Export::Kind kind_ = open311::Export::Kind::csv;
  std::optional<open311::Columns> columns_;
};

}  // namespace portico::app
