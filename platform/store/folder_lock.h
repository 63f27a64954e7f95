// One process writes a data folder: whoever holds this lock.
#pragma once

#include <filesystem>

namespace portico::store {

class FolderLock {
 public:
  // Locks FOLDER/lock and writes this process's id into it. Throws Broken naming the folder and the process that holds it.
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;

 private:
  int file_ = -1;
};

}  // namespace portico::store
