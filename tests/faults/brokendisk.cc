// A disk that is full, or that the system has turned read-only, for LD_PRELOAD. It breaks and mends while the program runs.
//
//   FAULTS_DISK_UNDER=DIR    files in this folder alone (a whole path)
//   FAULTS_DISK_STATE=FILE   what the file says: "full", "read-only", or nothing (so too where it is not there): sound
//
// Full is as a real disk is: nothing can be made or grow, a write that needs more room is cut off where the room ends, and what is there
// can be written over, cut, renamed and removed. Read-only fails every change, on files that were opened before as well.
#include <cstdarg>
#include <initializer_list>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>

#include "preload.h"

// Both names of a call are one on this machine: offsets have 64 bits in either.
#define BOTH_NAMES(result, name, parameters, arguments)                 \
  extern "C" result name parameters { return broken_##name arguments; } \
  extern "C" result name##64 parameters { return broken_##name arguments; }

namespace {

using faults::next;
constexpr const char* under = "FAULTS_DISK_UNDER";

enum class Disk { sound, full, read_only };

Disk disk() {
  const char* name = faults::setting("FAULTS_DISK_STATE");
  if (name == nullptr) return Disk::sound;
  static auto* const open_it = next<int(const char*, int, ...)>("open");
  const int kept = errno;
  char text[16] = "";
  const int file = open_it(name, O_RDONLY | O_CLOEXEC);
  if (file >= 0) {
    if (::read(file, text, sizeof text - 1) < 0) text[0] = '\0';
    ::close(file);
  }
  errno = kept;
  return std::strncmp(text, "full", 4) == 0 ? Disk::full : std::strncmp(text, "read-only", 9) == 0 ? Disk::read_only : Disk::sound;
}

Disk disk_of(const char* path) { return faults::is_under(path, under) ? disk() : Disk::sound; }
Disk disk_of(int file) { return faults::is_under(faults::Path(file).text, under) ? disk() : Disk::sound; }

int fails(int why) {
  errno = why;
  return -1;
}

bool is_there(const char* path) {
  const int kept = errno;
  const bool there = ::access(path, F_OK) == 0;
  errno = kept;
  return there;
}

// 0: may be opened.
int why_not_open(const char* path, int flags) {
  const Disk now = disk_of(path);
  if (now == Disk::sound) return 0;
  const bool makes = (flags & O_CREAT) != 0 && !is_there(path);
  if (now == Disk::full) return makes ? ENOSPC : 0;
  return makes || (flags & O_ACCMODE) != O_RDONLY || (flags & O_TRUNC) != 0 ? EROFS : 0;
}

// How many of these bytes still have room; -1 with errno: none may be written.
ssize_t room(int file, off_t at, std::size_t size) {
  struct stat known{};
  const Disk now = disk_of(file);
  if (now == Disk::sound || ::fstat(file, &known) != 0 || !S_ISREG(known.st_mode)) return static_cast<ssize_t>(size);
  if (now == Disk::read_only) return fails(EROFS);
  const off_t end = at + static_cast<off_t>(size);
  if (end <= known.st_size) return static_cast<ssize_t>(size);
  return at < known.st_size ? known.st_size - at : fails(ENOSPC);
}

off_t place(int file) {
  const int kept = errno;
  struct stat known{};
  off_t at = (::fcntl(file, F_GETFL) & O_APPEND) != 0 && ::fstat(file, &known) == 0 ? known.st_size : ::lseek(file, 0, SEEK_CUR);
  errno = kept;
  return at;
}

int broken_open(const char* path, int flags, mode_t mode) {
  static auto* const then = next<int(const char*, int, ...)>("open64");
  const int why = why_not_open(path, flags);
  return why != 0 ? fails(why) : then(path, flags, mode);
}

std::FILE* broken_fopen(const char* path, const char* mode) {
  static auto* const then = next<std::FILE*(const char*, const char*)>("fopen64");
  const int flags = (std::strchr(mode, 'r') == nullptr ? O_CREAT | O_WRONLY : 0) | (std::strchr(mode, '+') != nullptr ? O_RDWR : 0);
  if (const int why = why_not_open(path, flags); why != 0) {
    errno = why;
    return nullptr;
  }
  return then(path, mode);
}

ssize_t broken_pwrite(int file, const void* bytes, std::size_t size, off_t at) {
  static auto* const then = next<ssize_t(int, const void*, std::size_t, off_t)>("pwrite64");
  const ssize_t fits = room(file, at, size);
  return fits < 0 ? -1 : then(file, bytes, static_cast<std::size_t>(fits), at);
}

int broken_ftruncate(int file, off_t size) {
  static auto* const then = next<int(int, off_t)>("ftruncate64");
  return disk_of(file) == Disk::read_only ? fails(EROFS) : then(file, size);
}

int no_room_ahead(int file) {
  const Disk now = disk_of(file);
  return now == Disk::full ? ENOSPC : now == Disk::read_only ? EROFS : 0;
}

int broken_posix_fallocate(int file, off_t at, off_t size) {
  static auto* const then = next<int(int, off_t, off_t)>("posix_fallocate64");
  const int why = no_room_ahead(file);
  return why != 0 ? why : then(file, at, size);
}

int broken_fallocate(int file, int mode, off_t at, off_t size) {
  static auto* const then = next<int(int, int, off_t, off_t)>("fallocate64");
  const int why = no_room_ahead(file);
  return why != 0 ? fails(why) : then(file, mode, at, size);
}

int broken_statvfs(const char* path, struct statvfs* told) {
  static auto* const then = next<int(const char*, struct statvfs*)>("statvfs");
  const int answer = then(path, told);
  const Disk now = answer == 0 ? disk_of(path) : Disk::sound;
  if (now == Disk::full) told->f_bfree = told->f_bavail = 0;
  if (now == Disk::read_only) told->f_flag |= ST_RDONLY;
  return answer;
}

// A change of names, modes or times: on a full disk these still go.
bool may_change(std::initializer_list<const char*> paths) {
  for (const char* path : paths)
    if (disk_of(path) == Disk::read_only) return false;
  return true;
}

}  // namespace

extern "C" int open(const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return broken_open(path, flags, mode);
}
extern "C" int open64(const char* path, int flags, ...) {
  std::va_list more;
  va_start(more, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(more, mode_t) : 0;
  va_end(more);
  return broken_open(path, flags, mode);
}
BOTH_NAMES(std::FILE*, fopen, (const char* path, const char* mode), (path, mode))
BOTH_NAMES(ssize_t, pwrite, (int file, const void* bytes, std::size_t size, off_t at), (file, bytes, size, at))
BOTH_NAMES(int, ftruncate, (int file, off_t size), (file, size))
BOTH_NAMES(int, posix_fallocate, (int file, off_t at, off_t size), (file, at, size))
BOTH_NAMES(int, fallocate, (int file, int mode, off_t at, off_t size), (file, mode, at, size))
extern "C" int statvfs(const char* path, struct statvfs* told) noexcept { return broken_statvfs(path, told); }

extern "C" ssize_t write(int file, const void* bytes, std::size_t size) {
  static auto* const then = next<ssize_t(int, const void*, std::size_t)>("write");
  if (disk_of(file) == Disk::sound) return then(file, bytes, size);
  const ssize_t fits = room(file, place(file), size);
  return fits < 0 ? -1 : then(file, bytes, static_cast<std::size_t>(fits));
}
extern "C" ssize_t writev(int file, const iovec* parts, int count) {
  static auto* const then = next<ssize_t(int, const iovec*, int)>("writev");
  if (count < 1 || disk_of(file) == Disk::sound) return then(file, parts, count);
  return write(file, parts[0].iov_base, parts[0].iov_len);  // a part is an answer too
}
extern "C" int mkdir(const char* path, mode_t mode) noexcept {
  static auto* const then = next<int(const char*, mode_t)>("mkdir");
  const Disk now = disk_of(path);
  if (now == Disk::sound || is_there(path)) return then(path, mode);
  return fails(now == Disk::full ? ENOSPC : EROFS);
}
extern "C" int rename(const char* from, const char* to) noexcept {
  static auto* const then = next<int(const char*, const char*)>("rename");
  return may_change({from, to}) ? then(from, to) : fails(EROFS);
}
extern "C" int unlink(const char* path) noexcept {
  static auto* const then = next<int(const char*)>("unlink");
  return may_change({path}) ? then(path) : fails(EROFS);
}
extern "C" int remove(const char* path) noexcept {
  static auto* const then = next<int(const char*)>("remove");
  return may_change({path}) ? then(path) : fails(EROFS);
}
extern "C" int utimensat(int folder, const char* path, const timespec times[2], int flags) noexcept {
  static auto* const then = next<int(int, const char*, const timespec*, int)>("utimensat");
  return may_change({path}) ? then(folder, path, times, flags) : fails(EROFS);
}
