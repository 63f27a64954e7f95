// What the disk refused, as the store's own exception.
#pragma once

#include <exception>
#include <filesystem>
#include <optional>
#include <string>

#include "platform/store/store.h"

namespace portico::store {

class DiskFull : public Full {
 public:
  using Full::Full;
};
class DiskReadOnly : public Broken {  // the system has turned it so, or the database lets nobody write
 public:
  using Broken::Broken;
};

// "WHAT PATH: why", by an errno: DiskFull, DiskReadOnly, else Broken.
[[noreturn]] void disk_failed(const std::string& what, const std::filesystem::path& path, int error);

// In words for whoever asked, without paths: that the disk is full or read-only, where that is what broke.
std::optional<std::string> disk_says(const std::exception_ptr& broken);

}  // namespace portico::store
