// The commands of IMAP that fetching mail needs, and their answers. For this module's files alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/mail/wire.h"

namespace portico::mail {

// Quoted as RFC 3501 wants it; a name of other letters in modified UTF-7 is the administrator's to write.
std::string imap_quoted(std::string_view text);

// One line of the server's without what came between, and the literals within it.
struct ImapLine {
  std::string text;  // "{12}" stands where a literal was
  std::vector<std::string> literals;
};

class ImapTalk {
 public:
  ImapTalk(Wire wire, std::size_t largest) : wire_(std::move(wire)), largest_(largest) {}

  void learn_capabilities();
  std::uint32_t select(std::string_view folder);             // its UIDVALIDITY
  std::vector<std::uint32_t> search(std::string_view what);  // UIDs, ascending
  std::optional<std::size_t> size_of(std::uint32_t uid);     // nothing where it is gone
  std::optional<std::string> fetch(std::uint32_t uid);       // without marking it as seen
  void mark(std::uint32_t uid, std::string_view flags);
  void move(std::uint32_t uid, std::string_view folder);
  void noop();
  void log_out();

 private:
  // Its untagged answers; throws Trouble for NO and BAD.
  std::vector<ImapLine> command(const std::string& text);
  ImapLine line();
  Wire wire_;
  std::size_t largest_;
  int count_ = 0;
  bool can_move_ = false, can_expunge_uid_ = false;
};

}  // namespace portico::mail
