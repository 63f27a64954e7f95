// portico-pictures: one picture from standard input, drawn anew to standard output (answer.h). Binds itself before it looks at a byte.
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

#include "platform/files/worker/answer.h"
#include "platform/files/worker/redraw.h"

namespace {

using namespace portico::files;

void bind(int what, rlim_t most) {
  const rlimit limit{most, most};
  if (::setrlimit(static_cast<__rlimit_resource>(what), &limit) != 0) std::_Exit(127);
}

void bind_self() {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // nobody waits for the picture of a server that has died
  ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
#ifndef __SANITIZE_ADDRESS__  // which maps terabytes of shadow
  bind(RLIMIT_DATA, most_worker_memory);
#endif
  bind(RLIMIT_CPU, most_worker_seconds);
  bind(RLIMIT_FSIZE, most_worker_output);
  bind(RLIMIT_CORE, 0);
  // Pictures under way stay in memory, never on a disk.
  ::setenv("VIPS_DISC_THRESHOLD", "100g", 1);  // NOLINT(concurrency-mt-unsafe): no other thread runs yet
}

bool write_all(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(STDOUT_FILENO, bytes.data(), bytes.size());
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

}  // namespace

int main(int, char** arguments) {
  bind_self();
  start_drawing(arguments[0]);
  struct stat known{};
  if (::fstat(STDIN_FILENO, &known) != 0 || known.st_size < 1) std::_Exit(unreadable_to_redraw);
  const auto size = static_cast<std::size_t>(known.st_size);
  void* const bytes = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, STDIN_FILENO, 0);
  if (bytes == MAP_FAILED) std::_Exit(unreadable_to_redraw);
  const Drawing drawing = redraw({static_cast<const char*>(bytes), size});
  if (drawing.code != redrawn) std::_Exit(drawing.code);
  const std::string head = std::to_string(drawing.width) + " " + std::to_string(drawing.height) + " " +
                           std::to_string(drawing.large.size()) + " " + std::to_string(drawing.small.size()) + "\n";
  std::_Exit(write_all(head) && write_all(drawing.large) && write_all(drawing.small) ? redrawn : unreadable_to_redraw);
}
