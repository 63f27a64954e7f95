#include "platform/store/folder_lock.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstring>

#include "base/text.h"
#include "platform/store/store.h"

namespace portico::store {

FolderLock::FolderLock(const std::filesystem::path& folder) {
  const auto path = folder / "lock";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) throw Broken(fmt::format("cannot open {}: {}", path.string(), std::strerror(errno)));
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    char holder[32] = {};
    const auto length = ::pread(file_, holder, sizeof holder - 1, 0);
    ::close(file_);
    throw Broken(fmt::format("the data folder {} is in use by process {}", folder.string(), length > 0 ? trim(holder) : "unknown"));
  }
  const std::string mine = fmt::format("{}\n", ::getpid());
  if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, mine.data(), mine.size(), 0) != static_cast<ssize_t>(mine.size())) {
    const std::string why = std::strerror(errno);
    ::close(file_);
    throw Broken(fmt::format("cannot write {}: {}", path.string(), why));
  }
}

FolderLock::~FolderLock() { ::close(file_); }

}  // namespace portico::store
