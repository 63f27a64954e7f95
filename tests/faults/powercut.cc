// Keeps a journal of every change to a folder's files and of every sync, for LD_PRELOAD; tests/faults/power_cut.py makes of it what a disk
// would hold after its power was cut: what was synced, and of the rest what chance leaves.
//
//   FAULTS_CUT_UNDER=DIR      files in this folder alone (a whole path); shared memory beside a database is no disk's affair
//   FAULTS_CUT_JOURNAL=FILE   is appended to
//   FAULTS_CUT_LIE=PART       syncs of files whose path has this in it are said to be done, and are not: whoever looks for losses must find
//   some
//
// A record: kind, inode, place or number, lengths of two paths and of the bytes, then these. A change is written down after it was made,
// both under one lock; a sync once before it begins and once when it has ended, so that it covers what stands before its beginning.
#include <cstdarg>
#include <cstdint>
#include <initializer_list>
#include <mutex>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>

#include "preload.h"

namespace {

using faults::next;
constexpr const char* under = "FAULTS_CUT_UNDER";

struct [[gnu::packed]] Record {
  char kind;
  std::uint64_t inode, place;
  std::uint32_t first_path, second_path, bytes;
};

std::recursive_mutex& one_at_a_time() {
  static auto* const mutex = new std::recursive_mutex;  // threads may still write when statics are gone
  return *mutex;
}

void note(char kind, std::uint64_t inode, std::uint64_t place, const char* path, const char* second = "", const void* bytes = "",
          std::size_t size = 0) {
  static const int journal = [] {
    const char* name = faults::setting("FAULTS_CUT_JOURNAL");
    return name == nullptr ? -1 : static_cast<int>(syscall(SYS_openat, AT_FDCWD, name, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
  }();
  const int kept = errno;
  Record record{kind,
                inode,
                place,
                static_cast<std::uint32_t>(std::strlen(path)),
                static_cast<std::uint32_t>(std::strlen(second)),
                static_cast<std::uint32_t>(size)};
  const iovec parts[] = {{&record, sizeof record},
                         {const_cast<char*>(path), record.first_path},
                         {const_cast<char*>(second), record.second_path},
                         {const_cast<void*>(bytes), size}};
  if (journal >= 0) syscall(SYS_writev, journal, parts, 4);
  errno = kept;
}

// A file of the folder: where it lies, and which one it is.
struct Meant {
  faults::Path path;
  struct stat known{};
  bool meant = false;
  explicit Meant(int file) : path(file) {
    const int kept = errno;
    meant = faults::is_under(path.text, under) && !faults::ends_so(path.text, "-shm") && ::fstat(file, &known) == 0 &&
            (S_ISREG(known.st_mode) || S_ISDIR(known.st_mode));
    errno = kept;
  }
};

bool is_meant(const char* path) { return faults::is_under(path, under) && !faults::ends_so(path, "-shm"); }

bool is_there(const char* path) {
  struct stat known{};
  const int kept = errno;
  const bool there = ::lstat(path, &known) == 0;
  errno = kept;
  return there;
}

// What has come of opening it: a file that was not there is made, and one that was may have been emptied.
template <class Open>
int opened(const char* path, int flags, Open open_it) {
  if (!is_meant(path) || (flags & (O_CREAT | O_TRUNC)) == 0) return open_it();
  const std::lock_guard lock(one_at_a_time());
  const bool there = is_there(path);
  const int file = open_it();
  struct stat known{};
  if (file < 0 || ::fstat(file, &known) != 0 || !S_ISREG(known.st_mode)) return file;
  if (!there)
    note('C', known.st_ino, 0, path);
  else if ((flags & O_TRUNC) != 0)
    note('T', known.st_ino, 0, path);
  return file;
}

template <class Change>
ssize_t written(int file, const void* bytes, off_t at, Change change) {
  const Meant meant(file);
  if (!meant.meant) return change();
  const std::lock_guard lock(one_at_a_time());
  if (at < 0) {
    struct stat known{};
    const bool appends = (::fcntl(file, F_GETFL) & O_APPEND) != 0 && ::fstat(file, &known) == 0;
    at = appends ? known.st_size : ::lseek(file, 0, SEEK_CUR);
  }
  const ssize_t count = change();
  if (count > 0) note('W', meant.known.st_ino, static_cast<std::uint64_t>(at), meant.path.text, "", bytes, static_cast<std::size_t>(count));
  return count;
}

int cut(int file, off_t size, const char* by) {
  auto* const then = next<int(int, off_t)>(by);
  const Meant meant(file);
  if (!meant.meant) return then(file, size);
  const std::lock_guard lock(one_at_a_time());
  const int answer = then(file, size);
  if (answer == 0) note('T', meant.known.st_ino, static_cast<std::uint64_t>(size), meant.path.text);
  return answer;
}

int synced(int file, const char* by) {
  auto* const then = next<int(int)>(by);
  const Meant meant(file);
  if (!meant.meant) return then(file);
  const char* lie = faults::setting("FAULTS_CUT_LIE");
  if (lie != nullptr && std::strstr(meant.path.text, lie) != nullptr) return 0;
  static std::uint64_t last = 0;
  const bool folder = S_ISDIR(meant.known.st_mode);
  std::uint64_t number = 0;
  {
    const std::lock_guard lock(one_at_a_time());
    number = ++last;
    note(folder ? 'b' : 'B', meant.known.st_ino, number, meant.path.text);
  }
  const int answer = then(file);
  const std::lock_guard lock(one_at_a_time());
  note(answer == 0 ? (folder ? 's' : 'S') : (folder ? 'f' : 'F'), meant.known.st_ino, number, meant.path.text);
  return answer;
}

template <class Change>
int renamed(char kind, const char* path, const char* second, Change change) {
  if (!is_meant(path) && !is_meant(second)) return change();
  const std::lock_guard lock(one_at_a_time());
  const int answer = change();
  if (answer == 0) note(kind, 0, 0, path, second);
  return answer;
}

int opened_by(const char* name, const char* path, int flags, mode_t mode) {
  return opened(path, flags, [&] { return next<int(const char*, int, ...)>(name)(path, flags, mode); });
}

std::FILE* fopened_by(const char* name, const char* path, const char* mode) {
  auto* const then = next<std::FILE*(const char*, const char*)>(name);
  std::FILE* made = nullptr;
  const int flags = std::strchr(mode, 'w') != nullptr ? O_CREAT | O_TRUNC : std::strchr(mode, 'a') != nullptr ? O_CREAT : 0;
  opened(path, flags, [&] {
    made = then(path, mode);
    return made != nullptr ? ::fileno(made) : -1;
  });
  return made;
}

}  // namespace

#define OPENS(name)                                                        \
  extern "C" int name(const char* path, int flags, ...) {                  \
    std::va_list more;                                                     \
    va_start(more, flags);                                                 \
    const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(more, mode_t) : 0; \
    va_end(more);                                                          \
    return opened_by(#name, path, flags, mode);                            \
  }
OPENS(open)
OPENS(open64)
extern "C" std::FILE* fopen(const char* path, const char* mode) { return fopened_by("fopen", path, mode); }
extern "C" std::FILE* fopen64(const char* path, const char* mode) { return fopened_by("fopen64", path, mode); }

extern "C" ssize_t pwrite(int file, const void* bytes, std::size_t size, off_t at) {
  static auto* const then = next<ssize_t(int, const void*, std::size_t, off_t)>("pwrite");
  return written(file, bytes, at, [&] { return then(file, bytes, size, at); });
}
extern "C" ssize_t pwrite64(int file, const void* bytes, std::size_t size, off_t at) {
  static auto* const then = next<ssize_t(int, const void*, std::size_t, off_t)>("pwrite64");
  return written(file, bytes, at, [&] { return then(file, bytes, size, at); });
}
extern "C" ssize_t write(int file, const void* bytes, std::size_t size) {
  static auto* const then = next<ssize_t(int, const void*, std::size_t)>("write");
  return written(file, bytes, -1, [&] { return then(file, bytes, size); });
}
extern "C" ssize_t writev(int file, const iovec* parts, int count) {
  static auto* const then = next<ssize_t(int, const iovec*, int)>("writev");
  if (count < 1 || !Meant(file).meant) return then(file, parts, count);
  return write(file, parts[0].iov_base, parts[0].iov_len);  // a part is an answer too
}
extern "C" int ftruncate(int file, off_t size) noexcept { return cut(file, size, "ftruncate"); }
extern "C" int ftruncate64(int file, off_t size) noexcept { return cut(file, size, "ftruncate64"); }
extern "C" int fsync(int file) { return synced(file, "fsync"); }
extern "C" int fdatasync(int file) { return synced(file, "fdatasync"); }

extern "C" int mkdir(const char* path, mode_t mode) noexcept {
  static auto* const then = next<int(const char*, mode_t)>("mkdir");
  return renamed('M', path, "", [&] { return then(path, mode); });
}
extern "C" int rmdir(const char* path) noexcept {
  static auto* const then = next<int(const char*)>("rmdir");
  return renamed('U', path, "", [&] { return then(path); });
}
extern "C" int rename(const char* from, const char* to) noexcept {
  static auto* const then = next<int(const char*, const char*)>("rename");
  return renamed('R', from, to, [&] { return then(from, to); });
}
extern "C" int unlink(const char* path) noexcept {
  static auto* const then = next<int(const char*)>("unlink");
  return renamed('U', path, "", [&] { return then(path); });
}
extern "C" int remove(const char* path) noexcept {
  static auto* const then = next<int(const char*)>("remove");
  return renamed('U', path, "", [&] { return then(path); });
}
extern "C" int unlinkat(int folder, const char* name, int flags) noexcept {
  static auto* const then = next<int(int, const char*, int)>("unlinkat");
  char path[8192];
  if (name[0] == '/' || folder == AT_FDCWD)
    std::snprintf(path, sizeof path, "%s", name);
  else
    std::snprintf(path, sizeof path, "%s/%s", faults::Path(folder).text, name);
  return renamed('U', path, "", [&] { return then(folder, name, flags); });
}
