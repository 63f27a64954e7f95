// A machine whose clock is set, for LD_PRELOAD: what time of day it is moves, the clock that only runs on does not.
//
//   FAULTS_CLOCK_FILE=FILE   eight bytes: by how many nanoseconds the clock is ahead (a signed number in this machine's order); written
//   over
//                            while the program runs, it is read at each look at the clock
#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/time.h>

#include "preload.h"

namespace {

using faults::next;
constexpr long long second = 1'000'000'000;

const long long* ahead() {
  static const long long* const at = [] {
    const char* name = faults::setting("FAULTS_CLOCK_FILE");
    const int file = name != nullptr ? ::open(name, O_RDONLY | O_CLOEXEC) : -1;
    void* const memory = file >= 0 ? ::mmap(nullptr, sizeof(long long), PROT_READ, MAP_SHARED, file, 0) : MAP_FAILED;
    if (file >= 0) ::close(file);
    return memory != MAP_FAILED ? static_cast<const long long*>(memory) : nullptr;
  }();
  return at;
}

bool is_time_of_day(clockid_t clock) { return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI; }

int moved(clockid_t clock, timespec* told) {
  static auto* const then = next<int(clockid_t, timespec*)>("clock_gettime");
  const int answer = then(clock, told);
  if (answer != 0 || !is_time_of_day(clock) || ahead() == nullptr) return answer;
  const long long all = told->tv_sec * second + told->tv_nsec + __atomic_load_n(ahead(), __ATOMIC_RELAXED);
  told->tv_sec = all / second;
  told->tv_nsec = all % second;
  return 0;
}

}  // namespace

extern "C" int clock_gettime(clockid_t clock, timespec* told) noexcept { return moved(clock, told); }
extern "C" int gettimeofday(timeval* told, void*) noexcept {
  timespec now{};
  const int answer = moved(CLOCK_REALTIME, &now);
  if (answer == 0) *told = {now.tv_sec, now.tv_nsec / 1000};
  return answer;
}
extern "C" std::time_t time(std::time_t* told) noexcept {
  timespec now{};
  moved(CLOCK_REALTIME, &now);
  if (told != nullptr) *told = now.tv_sec;
  return now.tv_sec;
}
