// One slice of an export: complete files of a bounded number of requests, each in its place only once it is on the disk.
#pragma once

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

#include "app/export_manifest.h"
#include "app/export_sheet.h"

namespace portico::app {

class SliceWriter {
 public:
  // `turn` from 1: the slice's place among the others.
  SliceWriter(const std::filesystem::path& folder, std::size_t turn, const Sheet& sheet, const open311::View& view)
      : folder_(folder), turn_(turn), sheet_(sheet), view_(view) {}

  void take(const cases::CopyRow& row);
  std::int64_t rows() const { return shown_.rows + removed_.rows; }
  ExportManifest::Slice finish();  // when it returns, all is on the disk. Throws store::Broken

 private:
  struct Written {
    std::string name;
    std::ofstream out;
    std::int64_t rows = 0;
  };
  void open(Written& file, const std::string& kind, const std::string& ending, const std::string& head) const;
  void write(Written& file, const std::string& text) const;
  ExportManifest::File close(Written& file, bool of_removed) const;

  const std::filesystem::path& folder_;
  std::size_t turn_;
  const Sheet& sheet_;
  const open311::View& view_;
  Written shown_, removed_;
  std::string through_;
};

}  // namespace portico::app
