#include "app/export_sheet.h"

#include "platform/formats/formats.h"

namespace portico::app {

Outcome<Sheet> Sheet::of(const Export& exporting) {
  Sheet sheet;
  const auto kind = open311::Export::kind_named(exporting.format);
  if (!kind) return refuse(Refused::invalid, "--format", "there is no format " + exporting.format, "csv, json, xml or geojson");
  sheet.format_ = exporting.format;
  sheet.kind_ = *kind;
  if (exporting.columns.empty()) return sheet;
  auto columns = open311::Columns::read(exporting.columns);
  if (!columns) return std::unexpected(columns.error());
  sheet.columns_ = std::move(*columns);
  return sheet;
}

Outcome<void> Sheet::fit(const directory::Snapshot& city) const { return columns_ ? columns_->fit(city) : Outcome<void>{}; }

std::string Sheet::head() const { return columns_ ? columns_->head() : open311::Export::head(kind_); }

void Sheet::write(std::string& out, const cases::CopyRow& row, const open311::View& view, bool first) const {
  if (columns_)
    out += columns_->row(row.subject, view, row.told);
  else
    open311::Export::write(out, kind_, view, row.subject, first);
}

std::string Sheet::foot() const { return columns_ ? std::string() : open311::Export::foot(kind_); }

std::string Sheet::removed_head() const { return formats::csv_row({columns_ ? columns_->key_title() : "service_request_id"}); }

std::string Sheet::removed_row(const cases::CopyRow& row, const open311::View& view) const {
  return formats::csv_row({columns_ ? columns_->key_of(row.subject, view) : row.subject.number});
}

}  // namespace portico::app
