// What became of each row of an import: counted here, and those that need a look written to a file as they come, so that memory stays flat.
#pragma once

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>
#include <string_view>

#include "city/cases/import.h"

namespace portico::cases {

class ReportWriter {
 public:
  // Begins `report.rows_file` under a temporary name; throws where the disk does not let it.
  ReportWriter(ImportReport& report, const std::filesystem::path& folder);
  ~ReportWriter();  // drops a report that was not finished
  ReportWriter(const ReportWriter&) = delete;

  struct Where {
    std::int64_t row = 0, line = 0;
    std::string_view number;  // the row's own
  };
  void refused(const Where& where, std::string_view reason, std::string_view detail);
  void kept(const Where& where, const Opening& opening);
  // The file's district against the polygons'; both as they are named. `border`: on the edge of the one the file names.
  void compared(const Where& where, std::string_view set, std::string_view says, std::string_view found, bool same, bool border);

  void finish();  // puts both files in place

 private:
  void line(const Where& where, std::string_view what, std::string_view reason, std::string_view detail);

  ImportReport& report_;
  std::filesystem::path rows_, rows_so_far_, text_;
  std::ofstream out_;
};

}  // namespace portico::cases
