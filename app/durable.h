// Folders that are whole or not there.
#pragma once

#include <filesystem>

namespace portico::app {

// Copies a file, readable by its owner alone; of lines (.jsonl) only whole ones, as another process may be writing. Throws store::Broken.
void copy_for_owner(const std::filesystem::path& from, const std::filesystem::path& to);

// Syncs all that was written into `made`, then gives it its name. Throws store::Broken.
void put_in_place(const std::filesystem::path& made, const std::filesystem::path& name);

}  // namespace portico::app
