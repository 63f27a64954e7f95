// One process writes to a data folder. The lock is the kernel's (flock on DIR/lock): it goes with the process, however that ends.
#pragma once

#include <filesystem>

namespace portico::store {

class FolderLock {
 public:
  // Makes the folder (mode 0700) where it is missing. Throws Broken, naming the folder and the process that has it.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace portico::store
