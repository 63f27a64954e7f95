// What an export's folder says of itself: FOLDER/manifest.json, written first, and again after each slice.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"

namespace portico::app {

struct ExportManifest {
  struct File {
    std::string name;         // "requests-000001.csv"
    bool of_removed = false;  // it lists those that are to be taken out
    std::int64_t rows = 0, bytes = 0;
    std::string sha256;  // hex
  };
  struct Slice {
    std::string through;  // the number of the last request in it
    std::vector<File> files;
  };
  std::string version;  // of the program that wrote it
  std::string city;     // its code
  std::string language;
  Instant begun;
  std::optional<std::int64_t> since;    // nothing: everything
  std::int64_t position = 0;            // all that the ledger tells up to there is in it; a later export goes on from there
  std::string root;                     // the ledger's root at that position, hex; "" at 0
  std::optional<std::string> until;     // of a full one: the newest request when it was begun
  std::string format;                   // of the requests' files: "csv"
  std::string columns, columns_sha256;  // name and hash of the file of columns; "" without one
  std::int64_t in_slice = 0;
  bool complete = false;
  std::vector<Slice> slices;

  std::int64_t rows(bool of_removed) const;
};

std::string to_json(const ExportManifest& manifest);
Outcome<ExportManifest> read_export_manifest(const std::filesystem::path& folder);
bool has_export_manifest(const std::filesystem::path& folder);
void keep_export_manifest(const std::filesystem::path& folder, const ExportManifest& manifest);  // on the disk when it returns

// What is not as the manifest says of the slice's files: one sentence each.
std::vector<std::string> faults_of(const std::filesystem::path& folder, const ExportManifest::Slice& slice);

}  // namespace portico::app
