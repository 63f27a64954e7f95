#include "platform/store/kept_lines.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

#include "platform/store/disk.h"

namespace portico::store {
namespace {

[[noreturn]] void fail(const std::filesystem::path& file, int code) { disk_failed("cannot write", file, code); }

void sync_folder(const std::filesystem::path& file) {
  const int folder = ::open(file.parent_path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) fail(file, errno);
  const bool synced = ::fsync(folder) == 0;
  ::close(folder);
  if (!synced) fail(file, errno);
}

}  // namespace

void append_durably(const std::filesystem::path& file, std::string_view lines) {
  const bool is_new = !std::filesystem::exists(file);
  const int opened = ::open(file.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
  if (opened < 0) fail(file, errno);
  int code = 0;
  while (code == 0 && !lines.empty()) {
    const auto count = ::write(opened, lines.data(), lines.size());
    if (count >= 0)
      lines.remove_prefix(static_cast<std::size_t>(count));
    else if (errno != EINTR)
      code = errno;
  }
  if (code == 0 && ::fdatasync(opened) != 0) code = errno;
  ::close(opened);
  if (code != 0) fail(file, code);
  if (is_new) sync_folder(file);
}

}  // namespace portico::store
