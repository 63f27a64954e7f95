#include "platform/mail/lmtp.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <list>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "platform/mail/descriptor.h"
#include "platform/mail/lmtp_session.h"

namespace portico::mail {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::runtime_error("LMTP " + what + ": " + std::generic_category().message(errno));
}

Descriptor listen_on_port(int port) {
  Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int yes = 1;
  ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(socket.get(), 64) != 0)
    fail("cannot listen on port " + std::to_string(port));
  return socket;
}

Descriptor listen_on_socket(const std::filesystem::path& path) {
  Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string name = path.string();
  if (name.size() >= sizeof address.sun_path)
    throw std::runtime_error("LMTP cannot listen on " + name + ": a socket's path has at most 107 bytes");
  name.copy(address.sun_path, sizeof address.sun_path - 1);
  ::unlink(name.c_str());
  if (::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 || ::listen(socket.get(), 64) != 0)
    fail("cannot listen on " + name);
  return socket;
}

bool send_all(int socket, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

}  // namespace

struct Lmtp::Inside {
  struct Connection {
    explicit Connection(Descriptor taken) : socket(std::move(taken)) {}
    Descriptor socket;
    std::atomic<bool> over = false;
    std::thread thread;
  };

  Inside(LmtpSettings given, Accept asked)
      : settings(std::move(given)),
        accept(std::move(asked)),
        rules{settings.own_name, settings.size, settings.recipients, settings.knows},
        listening(settings.socket.empty() ? listen_on_port(settings.port) : listen_on_socket(settings.socket)) {
    std::array<int, 2> both{};
    if (::pipe2(both.data(), O_CLOEXEC) != 0) fail("cannot start");
    end_read = Descriptor(both[0]);
    end_write = Descriptor(both[1]);
    thread = std::thread([this] { run(); });
  }
  ~Inside() {
    {
      const Descriptor closed = std::move(end_write);
    }  // wakes all of them
    thread.join();
    for (auto& connection : connections) connection.thread.join();
    if (!settings.socket.empty()) ::unlink(settings.socket.c_str());
  }

  // Whether there is something to read; false where it all ends, or nothing came in that time.
  bool wait(int socket, int millis) const {
    std::array<pollfd, 2> watched{{{socket, POLLIN, 0}, {end_read.get(), POLLIN, 0}}};
    int ready = 0;
    do {
      ready = ::poll(watched.data(), watched.size(), millis);
    } while (ready < 0 && errno == EINTR);
    return ready > 0 && watched[1].revents == 0;
  }

  void run() {
    while (wait(listening.get(), -1)) {
      Descriptor socket(::accept4(listening.get(), nullptr, nullptr, SOCK_CLOEXEC));
      if (socket.get() < 0) continue;
      std::erase_if(connections, [](Connection& old) {
        if (old.over) old.thread.join();
        return old.over.load();
      });
      if (connections.size() >= static_cast<std::size_t>(settings.connections)) {
        send_all(socket.get(), "421 4.3.2 too many at once, come later\r\n");
        continue;
      }
      Connection& made = connections.emplace_back(std::move(socket));
      made.thread = std::thread([this, &made] { talk(made); });
    }
  }

  void talk(Connection& connection) const {
    const int socket = connection.socket.get();
    const timeval patience{static_cast<time_t>(settings.patience.count() / 1000), 0};
    ::setsockopt(socket, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    LmtpSession session(rules, accept);
    std::array<char, 65'536> block{};
    bool going = send_all(socket, session.greeting());
    while (going && !session.is_over()) {
      if (!wait(socket, static_cast<int>(settings.patience.count()))) {
        send_all(socket, "421 4.4.2 not any longer\r\n");
        break;
      }
      const auto got = ::recv(socket, block.data(), block.size(), 0);
      if (got <= 0) break;
      const std::string reply = session.put({block.data(), static_cast<std::size_t>(got)});
      going = reply.empty() || send_all(socket, reply);
    }
    ::shutdown(socket, SHUT_RDWR);
    connection.over = true;
  }

  LmtpSettings settings;
  Accept accept;
  LmtpRules rules;
  Descriptor listening, end_read, end_write;
  std::list<Connection> connections;  // of the listening thread, and of the end
  std::thread thread;
};

Lmtp::Lmtp(LmtpSettings settings, Accept accept) : inside_(std::make_unique<Inside>(std::move(settings), std::move(accept))) {}
Lmtp::~Lmtp() = default;

int Lmtp::port() const {
  if (!inside_->settings.socket.empty()) return 0;
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(inside_->listening.get(), reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("has no port");
  return ntohs(address.sin_port);
}

}  // namespace portico::mail
