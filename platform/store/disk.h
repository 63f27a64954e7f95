// What the disk refused, as the store's own exception.
#pragma once

#include <filesystem>
#include <string>

namespace portico::store {

// "WHAT PATH: why", by an errno: Full where there is no room, else Broken.
[[noreturn]] void disk_failed(const std::string& what, const std::filesystem::path& path, int error);

}  // namespace portico::store
