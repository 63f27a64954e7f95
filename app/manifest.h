// What a back-up says of itself: BACKUP/manifest.json.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/files/copies.h"
#include "platform/store/store.h"

namespace portico::app {

struct Manifest {
  struct File {
    std::string name;  // under the back-up's folder: "portico.db", "imports/2026-03.txt"
    std::int64_t bytes = 0;
    std::string sha256;  // hex
  };
  std::string version;  // of the program that wrote it
  Instant made;
  store::Dialect dialect = store::Dialect::sqlite;
  std::string schema;       // PostgreSQL's
  std::int64_t events = 0;  // the ledger held at least so many
  std::vector<File> files;  // but for those that people sent in
  std::int64_t sent = 0;    // files that people sent in, under files/: the name of each is its hash
  std::int64_t sent_bytes = 0;
  std::vector<std::string> damaged = {};  // hashes of those of them that were damaged already, and copied as they were
};

std::string to_json(const Manifest& manifest);
Outcome<Manifest> read_manifest(const std::filesystem::path& back_up);

// Of every file that stands in the folder, but for the manifest and what people sent in.
std::vector<Manifest::File> files_in(const std::filesystem::path& back_up);

// What is damaged there, and was not when the back-up was written.
std::vector<std::string> newly_damaged(const files::Copied& sent, const Manifest& manifest);

// What is not as the manifest says: one sentence each, naming the file.
std::vector<std::string> faults_of(const std::filesystem::path& back_up, const Manifest& manifest);

}  // namespace portico::app
