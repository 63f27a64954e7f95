// An export into a folder, slice by slice: what was cut off goes on with the first slice that is not there.
#pragma once

#include "app/console.h"
#include "app/export.h"
#include "app/export_manifest.h"
#include "app/export_sheet.h"

namespace portico::app {

class FolderExport {
 public:
  FolderExport(House& house, const Export& wanted, const Sheet& sheet, Console& console)
      : house_(house), wanted_(wanted), sheet_(sheet), console_(console) {}

  Outcome<void> run();  // throws store::Broken where the disk or the database fails

 private:
  Outcome<void> begin();
  Outcome<void> go_on();  // with what the folder's manifest says
  Outcome<void> look_at_city();
  Outcome<std::int64_t> since() const;
  Outcome<std::int64_t> since_position(std::int64_t position) const;
  Outcome<std::int64_t> since_folder(const std::filesystem::path& earlier) const;
  Outcome<void> same_ledger(const ExportManifest& earlier, const std::string& place) const;
  std::int64_t id_of(const std::string& number) const;
  void drop_damaged();
  void write_slices();
  void tell_end() const;

  House& house_;
  const Export& wanted_;
  const Sheet& sheet_;
  Console& console_;
  ExportManifest manifest_;
  open311::View view_;
};

}  // namespace portico::app
