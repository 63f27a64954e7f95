#include "platform/store/control.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <list>
#include <system_error>
#include <thread>

#include "platform/store/store.h"

namespace portico::store {
namespace {

constexpr std::size_t longest_line = 1 << 20;

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int get() const { return number_; }

 private:
  int number_;
};

[[noreturn]] void fail(const std::filesystem::path& folder, std::string_view what) {
  throw Broken(fmt::format("{}/control: {}: {}", folder.string(), what, std::generic_category().message(errno)));
}

// A socket's address holds 107 bytes and a data folder's path may be longer: the folder is named through its open descriptor.
sockaddr_un address_in(const Descriptor& folder) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = fmt::format("/proc/self/fd/{}/control", folder.get());
  path.copy(address.sun_path, sizeof address.sun_path - 1);
  return address;
}

Descriptor open_folder(const std::filesystem::path& folder) {
  Descriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (opened.get() < 0) fail(folder, "cannot open the folder");
  return opened;
}

bool send_line(int socket, std::string_view line) {
  std::string bytes(line);
  bytes += '\n';
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto more = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (more < 0 && errno == EINTR) continue;
    if (more <= 0) return false;
    sent += static_cast<std::size_t>(more);
  }
  return true;
}

// Reads lines until the other side has ended or `each` wants no more. False where the connection failed or a line is too long.
bool read_lines(int socket, const std::function<bool(std::string_view)>& each) {
  std::string waiting;
  char block[4096];
  for (;;) {
    const auto got = ::recv(socket, block, sizeof block, 0);
    if (got < 0 && errno == EINTR) continue;
    if (got == 0) return waiting.empty();
    if (got < 0 || waiting.size() > longest_line) return false;
    waiting.append(block, static_cast<std::size_t>(got));
    std::size_t from = 0;
    for (std::size_t end; (end = waiting.find('\n', from)) != std::string::npos; from = end + 1)
      if (!each(std::string_view(waiting).substr(from, end - from))) return true;
    waiting.erase(0, from);
  }
}

}  // namespace

struct ControlServer::Inside {
  struct Connection {
    explicit Connection(Descriptor taken) : socket(std::move(taken)) {}
    Descriptor socket;
    std::atomic<bool> over = false;
    std::thread thread;
  };

  std::filesystem::path folder;
  Handle handle;
  Descriptor listening;
  int wake[2] = {-1, -1};  // a pipe that closes with the server
  std::list<Connection> connections;
  std::thread thread;

  Inside(std::filesystem::path where, Handle what, Descriptor socket)
      : folder(std::move(where)), handle(std::move(what)), listening(std::move(socket)) {}

  void run() {
    for (;;) {
      pollfd watched[2] = {{listening.get(), POLLIN, 0}, {wake[0], POLLIN, 0}};
      if (::poll(watched, 2, -1) < 0) {
        if (errno == EINTR) continue;
        return;
      }
      if (watched[1].revents != 0) return;
      take_away([](const Connection& one) { return one.over.load(); });
      Descriptor socket(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (socket.get() < 0) continue;
      const timeval longest_send{10, 0};  // whoever asks and does not read is left behind
      ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &longest_send, sizeof longest_send);
      Connection& one = connections.emplace_back(std::move(socket));
      one.thread = std::thread([this, &one] { serve(one); });
    }
  }

  void serve(Connection& one) const {
    const int socket = one.socket.get();
    std::string request;
    const bool whole = read_lines(socket, [&](std::string_view line) {
      request = line;
      return false;
    });
    bool listening_still = true;
    if (whole && !request.empty())
      handle(request, [&](std::string_view line) { listening_still = listening_still && send_line(socket, line); });
    ::shutdown(socket, SHUT_RDWR);  // the answer ends here; the number itself is free once the thread has been joined
    one.over = true;
  }

  void take_away(const std::function<bool(const Connection&)>& which) {
    connections.remove_if([&](Connection& one) {
      if (!which(one)) return false;
      one.thread.join();
      return true;
    });
  }
};

ControlServer::ControlServer(const std::filesystem::path& folder, Handle handle) {
  const Descriptor opened = open_folder(folder);
  ::unlinkat(opened.get(), "control", 0);
  Descriptor listening(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (listening.get() < 0) fail(folder, "cannot make a socket");
  const sockaddr_un address = address_in(opened);
  const mode_t before = ::umask(0177);
  const int bound = ::bind(listening.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
  ::umask(before);
  if (bound != 0 || ::listen(listening.get(), 16) != 0) fail(folder, "cannot listen");
  inside_ = std::make_unique<Inside>(folder, std::move(handle), std::move(listening));
  if (::pipe2(inside_->wake, O_CLOEXEC) != 0) fail(folder, "cannot make a pipe");
  inside_->thread = std::thread([inside = inside_.get()] { inside->run(); });
}

ControlServer::~ControlServer() {
  ::close(inside_->wake[1]);
  inside_->thread.join();
  ::close(inside_->wake[0]);
  // Whoever connected and has not asked yet is not waited for; requests that run are.
  for (const auto& one : inside_->connections) ::shutdown(one.socket.get(), SHUT_RD);
  inside_->take_away([](const Inside::Connection&) { return true; });
  std::error_code absent;
  std::filesystem::remove(inside_->folder / "control", absent);
}

bool ask_control(const std::filesystem::path& folder, std::string_view request, const std::function<void(std::string_view)>& each) {
  if (!std::filesystem::exists(folder / "control")) return false;
  const Descriptor opened = open_folder(folder);
  const Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (socket.get() < 0) fail(folder, "cannot make a socket");
  const sockaddr_un address = address_in(opened);
  if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == ECONNREFUSED || errno == ENOENT) return false;  // left by a process that was killed
    fail(folder, "cannot connect");
  }
  if (!send_line(socket.get(), request)) fail(folder, "the server has gone");
  const bool whole = read_lines(socket.get(), [&](std::string_view line) {
    each(line);
    return true;
  });
  if (!whole) fail(folder, "the server has gone");
  return true;
}

}  // namespace portico::store
