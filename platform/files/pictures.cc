#include "platform/files/pictures.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/text.h"
#include "platform/files/worker/answer.h"

namespace portico::files {
namespace {

[[noreturn]] void fail(const std::string& what, int error) { throw store::Broken(what + ": " + std::generic_category().message(error)); }

// Bytes that another process can be given as a file, without a disk.
class Memory {
 public:
  Memory() : fd_(::memfd_create("picture", MFD_CLOEXEC)) {
    if (fd_ < 0) fail("no memory for a picture", errno);
  }
  ~Memory() { ::close(fd_); }
  Memory(const Memory&) = delete;
  int fd() const { return fd_; }

  void write(std::string_view bytes) const {
    while (!bytes.empty()) {
      const ssize_t written = ::write(fd_, bytes.data(), bytes.size());
      if (written <= 0) fail("no memory for a picture", errno);
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    ::lseek(fd_, 0, SEEK_SET);
  }
  std::string read() const {
    struct stat known{};
    if (::fstat(fd_, &known) != 0) fail("a picture cannot be read back", errno);
    std::string bytes(static_cast<std::size_t>(known.st_size), '\0');
    std::size_t at = 0;
    while (at < bytes.size()) {
      const ssize_t got = ::pread(fd_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(at));
      if (got <= 0) fail("a picture cannot be read back", errno);
      at += static_cast<std::size_t>(got);
    }
    return bytes;
  }

 private:
  int fd_;
};

// Starts the program with nothing of ours but its two files: no sockets, no lock of the data folder, no environment, no signal mask.
pid_t start(const std::filesystem::path& program, const Memory& in, const Memory& out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.fd(), STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.fd(), STDOUT_FILENO);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none, all;
  sigemptyset(&none);
  sigfillset(&all);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &all);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  std::string name = program.string();
  std::array<char*, 2> arguments{name.data(), nullptr};
  std::array<char*, 1> environment{nullptr};
  pid_t child = 0;
  const int error = ::posix_spawn(&child, name.c_str(), &actions, &attributes, arguments.data(), environment.data());
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (error != 0) fail("cannot start " + name + ", without which no pictures are taken", error);
  return child;
}

// Its exit code; -1 where it was killed, by its own bounds or because its time was over.
int wait_for(pid_t child, Millis most) {
  const int fd = static_cast<int>(::syscall(SYS_pidfd_open, child, 0));  // the library's own is not to be linked from C++
  pollfd ended{fd, POLLIN, 0};
  if (fd < 0 || ::poll(&ended, 1, static_cast<int>(most.count())) != 1) ::kill(child, SIGKILL);
  if (fd >= 0) ::close(fd);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

std::expected<Redrawn, Unfit> read_answer(std::string_view answer) {
  const auto line_end = answer.find('\n');
  const auto parts = split(answer.substr(0, line_end), ' ');
  std::array<std::int64_t, 4> numbers{};
  if (line_end == std::string_view::npos || parts.size() != numbers.size()) return std::unexpected(Unfit::unreadable);
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = parse_integer(parts[i]).value_or(-1);
  const auto [width, height, large, small] = numbers;
  answer.remove_prefix(line_end + 1);
  if (width < 1 || height < 1 || large < 1 || small < 1 || static_cast<std::int64_t>(answer.size()) != large + small)
    return std::unexpected(Unfit::unreadable);
  const auto split_at = static_cast<std::size_t>(large);
  return Redrawn{std::string(answer.substr(0, split_at)), std::string(answer.substr(split_at)), static_cast<int>(width),
                 static_cast<int>(height)};
}

}  // namespace

bool Pictures::wait_for_turn() {
  std::unique_lock lock(guard_);
  if (!turn_.wait_for(lock, settings_.picture_wait, [this] { return running_ < settings_.pictures_at_once; })) return false;
  ++running_;
  return true;
}

void Pictures::end_turn() {
  {
    const std::lock_guard lock(guard_);
    --running_;
  }
  turn_.notify_one();
}

std::expected<Redrawn, Unfit> Pictures::redraw(std::string_view bytes) {
  if (!wait_for_turn()) return std::unexpected(Unfit::busy);
  const std::shared_ptr<void> turn(nullptr, [this](void*) { end_turn(); });
  const Memory in, out;
  in.write(bytes);
  const int code = wait_for(start(settings_.program, in, out), settings_.picture_time);
  if (code == too_many_pixels_to_redraw) return std::unexpected(Unfit::too_many_pixels);
  if (code == 127) throw store::Broken("the program that draws pictures did not start");
  if (code != redrawn) return std::unexpected(Unfit::unreadable);
  return read_answer(out.read());
}

}  // namespace portico::files
