// Takes in requests from CSV files of other systems. Every row is kept, flagged with its reason or refused with its reason, and counted;
// importing twice changes nothing, and an import that was cut off goes on where it stood.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "city/cases/cases.h"
#include "city/cases/import_mapping.h"
#include "city/directory/directory.h"
#include "platform/store/store.h"

namespace portico::cases {

struct ImportProgress {
  std::int64_t bytes = 0, bytes_total = 0;  // of the file as it lies on the disk
  std::int64_t rows = 0;                    // read so far
};

struct ImportReport {
  std::string file, mapping;
  std::int64_t rows = 0;
  std::int64_t opened = 0;   // new on file
  std::int64_t known = 0;    // on file before, by their own number; left as they are
  std::int64_t flagged = 0;  // rows kept with at least one flag
  std::int64_t refused = 0;
  std::int64_t located = 0;                             // kept rows with a point
  std::map<std::string, std::int64_t> flags, refusals;  // reason → rows
  std::map<std::string, std::int64_t> placed;           // district set → located rows that lie in one of its areas
  struct Agreement {
    std::int64_t compared = 0, agree = 0, on_border = 0;  // on_border: agreeing ones that lie in the next area by less than a metre
  };
  std::map<std::string, Agreement> agreement;  // district set → against the file's own column
  bool resumed = false;                        // an earlier run was cut off; its rows count here too
  Millis took{0};
  std::filesystem::path rows_file;  // the rows with a flag, a refusal or another district than the file's, as CSV

  std::int64_t kept() const { return opened + known; }
};
std::string to_text(const ImportReport& report);

struct ImportFrom {
  std::filesystem::path file;                           // plain, gzip or zstd
  std::filesystem::path reports;                        // the folder for NAME-report.txt and NAME-report.csv; made if missing
  std::function<void(const ImportProgress&)> progress;  // called now and then on the calling thread; may be empty
};

class Importer {
 public:
  Importer(store::Store& store, const directory::Directory& directory, const Cases& cases, const TimeSource& time);

  // Blocks until all of the file is durable. Refuses a file that cannot be read or lacks a column that the mapping needs; throws
  // store::Broken where the database fails: what was taken in until then stays, and the next run goes on behind it.
  Outcome<ImportReport> run(const ImportFrom& from, const Mapping& mapping) const;

 private:
  store::Store& store_;
  const directory::Directory& directory_;
  const Cases& cases_;
  const TimeSource& time_;
};

}  // namespace portico::cases
