// The files of a data folder beside those of another: for back-ups. Needs no store: what is kept under a name has that hash.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace portico::files {

struct Copied {
  std::int64_t files = 0, bytes = 0;
  std::vector<std::string> damaged;  // hashes that are not those of the bytes; copied all the same
};

// Copies what stands in FROM/files and not yet in TO/files, readable by its owner alone. What is removed meanwhile is left out. Not yet
// synced. Throws store::Broken.
Copied copy_files(const std::filesystem::path& from, const std::filesystem::path& to);

// Counts what stands in FOLDER/files, and holds it against its names.
Copied look_through_files(const std::filesystem::path& folder);

}  // namespace portico::files
