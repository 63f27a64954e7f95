#include "platform/mail/testing.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "base/text.h"

namespace portico::mail {
namespace {

struct Pipe {
  int read = -1, write = -1;
  Pipe() {
    int both[2];
    if (::pipe2(both, O_CLOEXEC) != 0) throw std::runtime_error("no pipe for a test");
    read = both[0];
    write = both[1];
  }
};

pid_t start(const std::vector<std::string>& words, int in, int out) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out, STDOUT_FILENO);
  std::vector<std::string> kept = words;
  std::vector<char*> arguments;
  for (auto& word : kept) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  pid_t child = -1;
  const int error = ::posix_spawnp(&child, arguments.front(), &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0) throw std::runtime_error("a test cannot start " + words.front() + "; script/setup test installs it");
  return child;
}

int wait_for(pid_t child) {
  int status = -1;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

TestFolder::TestFolder() {
  std::string name = "/tmp/portico-mail.XXXXXX";  // /tmp, as a socket's path may have 107 bytes
  if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder can be made");
  path_ = name;
}

TestFolder::~TestFolder() {
  std::error_code ignored;  // a leftover under /tmp is no reason to stop the tests
  std::filesystem::remove_all(path_, ignored);
}

Program::Program(const std::vector<std::string>& words) {
  const Pipe in, out;
  id_ = start(words, in.read, out.write);
  ::close(in.read);
  ::close(out.write);
  in_ = in.write;
  out_ = out.read;
}

Program::~Program() {
  ::close(in_);
  ::close(out_);
  wait_for(id_);
}

void Program::say(std::string_view bytes) {
  if (::write(in_, bytes.data(), bytes.size()) != static_cast<ssize_t>(bytes.size()))
    throw std::runtime_error("a test's program does not listen");
}

void Program::kill() { ::kill(id_, SIGKILL); }

std::string Program::line() {
  for (;;) {
    if (const auto end = read_.find('\n'); end != std::string::npos) {
      std::string first = read_.substr(0, end);
      read_.erase(0, end + 1);
      return first;
    }
    char block[4096];
    pollfd ready{out_, POLLIN, 0};
    const ssize_t got = ::poll(&ready, 1, 60'000) == 1 ? ::read(out_, block, sizeof block) : 0;
    if (got <= 0) throw std::runtime_error("a test's program said nothing more: " + read_);
    read_.append(block, static_cast<std::size_t>(got));
  }
}

Ended run_program(const std::vector<std::string>& words, std::string_view input) {
  const TestFolder folder;
  const auto in = folder.path() / "in", out = folder.path() / "out";
  std::ofstream(in, std::ios::binary) << input;
  const int from = ::open(in.c_str(), O_RDONLY | O_CLOEXEC), to = ::open(out.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
  const pid_t child = start(words, from, to);
  ::close(from);
  ::close(to);
  const int status = wait_for(child);
  return {status, contents_of(out)};
}

std::string peer_file(std::string_view name) { return PORTICO_MAIL_PEERS "/" + std::string(name); }

TestCertificate make_certificate(const std::filesystem::path& folder) {
  const TestCertificate made{folder / "certificate.pem", folder / "key.pem"};
  const auto ended =
      run_program({"openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj",
                   "/CN=peer", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", made.key, "-out", made.certificate, "-batch"},
                  "");
  if (ended.status != 0) throw std::runtime_error("openssl made no certificate");
  return made;
}

std::string contents_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error(file.string() + " cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

namespace {

std::vector<std::string> peer_words(const std::filesystem::path& folder, const std::vector<std::string>& options) {
  std::vector<std::string> words{python, peer_file("smtp_peer.py"), folder};
  words.insert(words.end(), options.begin(), options.end());
  return words;
}

std::string next_line(std::string& bytes) {
  const auto end = bytes.find('\n');
  std::string line = bytes.substr(0, end);
  bytes.erase(0, end + 1);
  return line;
}

}  // namespace

SmtpPeer::SmtpPeer(const std::vector<std::string>& options) : program_(peer_words(folder_.path(), options)) {
  const std::string ready = program_.line();
  port_ = static_cast<int>(parse_integer(ready.substr(ready.find(' ') + 1)).value());
}

std::vector<TakenMail> SmtpPeer::taken() const {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder_.path()))
    if (entry.path().extension() == ".taken") files.push_back(entry.path());
  std::ranges::sort(files);
  std::vector<TakenMail> all;
  for (const auto& file : files) {
    std::string bytes = contents_of(file);
    TakenMail mail;
    mail.from = next_line(bytes);
    const std::string to = next_line(bytes);
    for (const auto one : split(to, ' ')) mail.to.emplace_back(one);
    mail.connection = static_cast<int>(parse_integer(next_line(bytes)).value());
    next_line(bytes);
    mail.bytes = std::move(bytes);
    all.push_back(std::move(mail));
  }
  return all;
}

ImapPeer::ImapPeer()
    : certificate_(make_certificate(folder_.path())),
      program_({python, peer_file("imap_peer.py"), folder_.path(), certificate_.certificate, certificate_.key}) {
  const std::string said = program_.line();  // split() gives views of it
  const auto words = split(said, ' ');
  port_ = static_cast<int>(parse_integer(words.at(1)).value());
  tls_port_ = static_cast<int>(parse_integer(words.at(2)).value());
}

void ImapPeer::put(std::string_view name, std::string_view mail) const {
  const auto made = folder_.path() / "mail/tmp" / name;
  std::ofstream(made, std::ios::binary) << mail;
  ::chmod(made.c_str(), 0644);
  std::filesystem::rename(made, folder_.path() / "mail/new" / name);
}

std::vector<std::string> ImapPeer::names_in(const std::string& folder) const {
  std::vector<std::string> all;
  const auto root = folder.empty() ? folder_.path() / "mail" : folder_.path() / "mail" / ("." + folder);
  for (const char* part : {"new", "cur"})
    if (std::filesystem::is_directory(root / part))
      for (const auto& entry : std::filesystem::directory_iterator(root / part)) all.push_back(entry.path().filename());
  std::ranges::sort(all);
  return all;
}

void ImapPeer::number_anew() {
  program_.say("anew\n");
  program_.line();
}

std::string talk_to(int port, std::string_view bytes, std::string_view until) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(static_cast<std::uint16_t>(port));
  std::string heard;
  if (::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) break;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    char block[4096];
    while (until.empty() || heard.find(until) == std::string::npos) {
      const auto got = ::recv(socket, block, sizeof block, 0);
      if (got <= 0) break;
      heard.append(block, static_cast<std::size_t>(got));
    }
  }
  ::close(socket);
  return heard;
}

}  // namespace portico::mail
