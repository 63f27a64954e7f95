#include "platform/store/lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/text.h"
#include "platform/store/store.h"

namespace portico::store {
namespace {

std::string holder(int file) {
  char text[32] = {};
  const ssize_t got = ::pread(file, text, sizeof(text) - 1, 0);
  const std::string pid(trim(std::string_view(text, got > 0 ? static_cast<std::size_t>(got) : 0)));
  return pid.empty() ? "another process" : "process " + pid;
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) {
  std::error_code failed;
  if (!std::filesystem::exists(folder)) {
    std::filesystem::create_directories(folder, failed);
    if (!failed) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
    if (failed) throw Broken("The data folder " + folder.string() + " cannot be made: " + failed.message() + ".");
  }
  const std::filesystem::path path = folder / "lock";
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (file_ < 0) throw Broken("The data folder " + folder.string() + " cannot be used: " + std::generic_category().message(errno) + ".");
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    const bool held = errno == EWOULDBLOCK;
    const std::string why =
        held ? "is in use by " + holder(file_) + "." : std::string("cannot be locked: ") + std::generic_category().message(errno) + ".";
    ::close(file_);
    throw Broken("The data folder " + folder.string() + " " + why);
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file_, 0) != 0 || ::pwrite(file_, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    const int failure = errno;
    ::close(file_);
    throw Broken("The data folder " + folder.string() + " cannot be written: " + std::generic_category().message(failure) + ".");
  }
}

FolderLock::~FolderLock() { ::close(file_); }  // the name stays: removing it would let two processes lock two different files

}  // namespace portico::store
