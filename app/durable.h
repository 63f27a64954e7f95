// Folders and files that are whole or not there.
#pragma once

#include <filesystem>
#include <string_view>

namespace portico::app {

// Copies a file, readable by its owner alone; of lines (.jsonl) only whole ones, as another process may be writing. Throws store::Broken.
void copy_for_owner(const std::filesystem::path& from, const std::filesystem::path& to);

// Syncs all that was written into `made`, then gives it its name. Throws store::Broken.
void put_in_place(const std::filesystem::path& made, const std::filesystem::path& name);
// The same for one file; what has that name already is replaced.
void put_file_in_place(const std::filesystem::path& made, const std::filesystem::path& name);

inline constexpr std::string_view unfinished_ending = ".unfinished";  // of the name of what is not yet in its place

void write_text(const std::filesystem::path& to, std::string_view text);  // not yet synced. Throws store::Broken.

}  // namespace portico::app
