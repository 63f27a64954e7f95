// Files that are whole or not there, for channels that write messages into a folder.
#pragma once

#include <filesystem>
#include <string_view>

#include "base/outcome.h"

namespace portico::notify {

enum class Repeat {
  stands_beside,  // "NAME.EXT", then "NAME.2.EXT"
  replaces,
};
// Mode 0600; the folder is made (0700) where there is none. Safe from any thread. Refused as `unavailable`, with the system's reason.
Outcome<void> write_whole(const std::filesystem::path& folder, const std::filesystem::path& name, std::string_view bytes, Repeat repeat);

}  // namespace portico::notify
