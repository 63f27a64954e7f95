#include "city/cases/import_report.h"

#include <fmt/format.h>

#include <algorithm>

#include "platform/formats/formats.h"

namespace portico::cases {
namespace {

std::string per_cent(std::int64_t part, std::int64_t whole) {
  return whole == 0 ? "none" : fmt::format("{:.2f} %", 100.0 * static_cast<double>(part) / static_cast<double>(whole));
}

}  // namespace

ReportWriter::ReportWriter(ImportReport& report, const std::filesystem::path& folder) : report_(report) {
  std::filesystem::create_directories(folder);
  rows_ = folder / (report.file + "-report.csv");
  rows_so_far_ = folder / (report.file + "-report.csv.part");
  text_ = folder / (report.file + "-report.txt");
  out_.exceptions(std::ios::failbit | std::ios::badbit);
  out_.open(rows_so_far_, std::ios::binary | std::ios::trunc);
  out_ << formats::csv_row({"row", "line", "number", "what", "reason", "detail"});
}

ReportWriter::~ReportWriter() {
  if (!out_.is_open()) return;
  out_.exceptions(std::ios::goodbit);
  out_.close();
  std::error_code gone;
  std::filesystem::remove(rows_so_far_, gone);
}

void ReportWriter::line(const Where& where, std::string_view what, std::string_view reason, std::string_view detail) {
  out_ << formats::csv_row({std::to_string(where.row), std::to_string(where.line), std::string(where.number), std::string(what),
                            std::string(reason), std::string(detail.substr(0, 200))});
}

void ReportWriter::refused(const Where& where, std::string_view reason, std::string_view detail) {
  ++report_.refused;
  ++report_.refusals[std::string(reason)];
  line(where, "refused", reason, detail);
}

void ReportWriter::kept(const Where& where, const Opening& opening) {
  const Asked& asked = opening.asked;
  if (!asked.flags.empty()) ++report_.flagged;
  for (const std::string& flag : asked.flags) {
    ++report_.flags[flag];
    line(where, "flagged", flag, "");
  }
  if (!asked.place.point) return;
  ++report_.located;
  for (const auto& placement : opening.districts) ++report_.placed[placement.set];
}

void ReportWriter::compared(const Where& where, std::string_view set, std::string_view says, std::string_view found, bool same,
                            bool border) {
  auto& agreement = report_.agreement[std::string(set)];
  ++agreement.compared;
  agreement.agree += same || border;
  agreement.on_border += border;
  if (!same)
    line(where, border ? "border_of_district" : "other_district", set,
         fmt::format("the file says {}, the point lies in {}", says, found.empty() ? "none" : found));
}

void ReportWriter::finish() {
  out_.close();
  std::filesystem::rename(rows_so_far_, rows_);
  report_.rows_file = rows_;
  std::ofstream text(text_, std::ios::binary | std::ios::trunc);
  text.exceptions(std::ios::failbit | std::ios::badbit);
  text << to_text(report_);
  text.close();
}

std::string to_text(const ImportReport& report) {
  std::string text = fmt::format("{} by {}\n", report.file, report.mapping);
  text += fmt::format("  {:>9} rows\n  {:>9} kept: {} new, {} on file before\n", report.rows, report.kept(), report.opened, report.known);
  if (report.refused > 0) text += fmt::format("  {:>9} refused\n", report.refused);
  for (const auto& [reason, count] : report.refusals) text += fmt::format("  {:>9}   {}\n", count, reason);
  if (report.flagged > 0) text += fmt::format("  {:>9} flagged\n", report.flagged);
  for (const auto& [reason, count] : report.flags) text += fmt::format("  {:>9}   {}\n", count, reason);
  text += fmt::format("  {:>9} with a point\n", report.located);
  for (const auto& [set, count] : report.placed)
    text += fmt::format("  {:>9}   in a {} ({})\n", count, set, per_cent(count, report.located));
  for (const auto& [set, agreement] : report.agreement)
    text += fmt::format("  {:>9}   whose {} the file names too: {} agree ({}), {} of them on its border\n", agreement.compared, set,
                        agreement.agree, per_cent(agreement.agree, agreement.compared), agreement.on_border);
  const double seconds = std::chrono::duration<double>(report.took).count();
  text += fmt::format("  {:>9.1f} s{}\n", seconds,
                      report.resumed ? ", behind where an earlier run stood"
                                     : fmt::format(", {:.0f} rows a second", static_cast<double>(report.rows) / std::max(seconds, 0.001)));
  return text;
}

}  // namespace portico::cases
