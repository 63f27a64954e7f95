// A disk that is slow or fails, for LD_PRELOAD: takes the place of fsync and fdatasync in a real program.
//
//   FAULTS_SYNC_MS=200          each sync takes at least so long before it begins
//   FAULTS_SYNC_FAIL_AFTER=17   the 18th sync fails once with EIO, without having synced
//   FAULTS_SYNC_FAIL_FILE=PATH  while this file exists, the next sync removes it and fails so
//   FAULTS_SYNC_ONLY=-wal       all this only for files whose path ends so
//
// Linked against nothing but the C library, so that it goes before any program; the syncs themselves are plain system calls.
#include <cerrno>
#include <cstdlib>
#include <ctime>

#include <sys/syscall.h>
#include <unistd.h>

#include "preload.h"

namespace {

using faults::setting;

long number(const char* name, long otherwise) {
  const char* text = setting(name);
  return text != nullptr ? std::strtol(text, nullptr, 10) : otherwise;
}

bool is_meant(int file) {
  const char* ending = setting("FAULTS_SYNC_ONLY");
  return ending == nullptr || faults::ends_so(faults::Path(file).text, ending);
}

bool fails_now() {
  static long synced = 0;  // before this one, by all threads
  const long before = __atomic_fetch_add(&synced, 1, __ATOMIC_SEQ_CST);
  if (before == number("FAULTS_SYNC_FAIL_AFTER", -1)) return true;
  const char* file = setting("FAULTS_SYNC_FAIL_FILE");
  return file != nullptr && unlink(file) == 0;
}

int sync_by(long call, int file) {
  if (is_meant(file)) {
    const long wait = number("FAULTS_SYNC_MS", 0);
    timespec left{wait / 1000, (wait % 1000) * 1000000};
    while (wait > 0 && nanosleep(&left, &left) != 0 && errno == EINTR) {
    }
    if (fails_now()) {
      errno = EIO;
      return -1;
    }
  }
  return static_cast<int>(syscall(call, file));
}

}  // namespace

extern "C" int fsync(int file) { return sync_by(SYS_fsync, file); }
extern "C" int fdatasync(int file) { return sync_by(SYS_fdatasync, file); }
