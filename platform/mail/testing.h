// What tests need: real peers, as processes of their own on free ports of 127.0.0.1 that end with the values. Never linked into the
// program.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace portico::mail {

// Goes with this value.
class TestFolder {
 public:
  TestFolder();
  ~TestFolder();
  TestFolder(const TestFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

// A program that lives until its standard input ends, which is when this value does. What it says on its standard output is read by lines.
class Program {
 public:
  explicit Program(const std::vector<std::string>& words);
  ~Program();
  Program(const Program&) = delete;
  std::string line();  // waits for it; throws where there is none within a minute
  void say(std::string_view bytes);
  void kill();  // at once
  pid_t id() const { return id_; }

 private:
  pid_t id_ = -1;
  int in_ = -1, out_ = -1;
  std::string read_;
};

struct Ended {
  int status = -1;
  std::string said;  // on its standard output
};
// Runs a program to its end with this standard input.
Ended run_program(const std::vector<std::string>& words, std::string_view input);

// Debian's own, which has the libraries of script/packages.txt.
inline constexpr auto python = "/usr/bin/python3";
std::string peer_file(std::string_view name);  // of testing_peers

// A certificate for 127.0.0.1 that nobody but its owner signed: files in PEM.
struct TestCertificate {
  std::filesystem::path certificate, key;
};
TestCertificate make_certificate(const std::filesystem::path& folder);

std::string contents_of(const std::filesystem::path& file);

struct TakenMail {
  std::string from;
  std::vector<std::string> to;
  int connection = 0;  // 1 is the first that the peer was asked for
  std::string bytes;
};

// A real mail server (aiosmtpd); what it does with whom stands in testing_peers/smtp_peer.py.
class SmtpPeer {
 public:
  explicit SmtpPeer(const std::vector<std::string>& options = {});
  int port() const { return port_; }
  std::vector<TakenMail> taken() const;  // in their order
  void kill() { program_.kill(); }

 private:
  TestFolder folder_;
  Program program_;
  int port_ = 0;
};

// A real mailbox (dovecot): user portico, password sesame.
class ImapPeer {
 public:
  ImapPeer();
  int port() const { return port_; }
  int tls_port() const { return tls_port_; }
  const std::filesystem::path& certificate() const { return certificate_.certificate; }
  void put(std::string_view name, std::string_view mail) const;  // as a mail server delivers
  std::vector<std::string> names_in(
      const std::string& folder) const;  // "" for the mailbox itself: each file's name with its flags, "a:2,S"
  void number_anew();

 private:
  TestFolder folder_;
  TestCertificate certificate_;
  Program program_;
  int port_ = 0, tls_port_ = 0;
};

// A client that says these bytes to a port of this machine, and hears what is said until the other side ends or said `until`.
std::string talk_to(int port, std::string_view bytes, std::string_view until);

}  // namespace portico::mail
