// A file of lines beside the database, only ever appended to: for what must outlive a restored back-up.
#pragma once

#include <filesystem>
#include <string_view>

namespace portico::store {

// Returns when the lines are on the disk; makes the file, readable by its owner alone. Throws Broken.
void append_durably(const std::filesystem::path& file, std::string_view lines);

}  // namespace portico::store
