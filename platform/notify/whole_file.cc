#include "platform/notify/whole_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <string>
#include <system_error>

namespace portico::notify {
namespace {

std::unexpected<Refusal> not_written() {
  return refuse(Refused::unavailable, "", "the folder cannot be written: " + std::generic_category().message(errno));
}

bool write_all(const std::filesystem::path& file, std::string_view bytes) {
  const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (to < 0) return false;
  std::size_t done = 0;
  while (done < bytes.size()) {
    const auto wrote = ::write(to, bytes.data() + done, bytes.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) break;
    done += static_cast<std::size_t>(wrote);
  }
  const int why = errno;
  ::close(to);
  errno = why;
  return done == bytes.size();
}

}  // namespace

Outcome<void> write_whole(const std::filesystem::path& folder, const std::filesystem::path& name, std::string_view bytes, Repeat repeat) {
  static std::atomic<std::int64_t> written = 0;
  std::error_code failed;
  if (std::filesystem::create_directories(folder, failed)) std::filesystem::permissions(folder, std::filesystem::perms::owner_all, failed);
  const auto beside = folder / (".unfinished-" + std::to_string(::getpid()) + "-" + std::to_string(++written));
  if (!write_all(beside, bytes)) return not_written();
  if (repeat == Repeat::replaces) {
    if (::rename(beside.c_str(), (folder / name).c_str()) != 0) return not_written();
    return {};
  }
  for (int copy = 1;; ++copy) {
    const std::string again = copy == 1 ? "" : "." + std::to_string(copy);
    const auto place = folder / (name.stem().string() + again + name.extension().string());
    if (::link(beside.c_str(), place.c_str()) == 0) break;  // fails where there is one already
    if (errno != EEXIST) return not_written();
  }
  std::filesystem::remove(beside, failed);
  return {};
}

}  // namespace portico::notify
