// Mail fetched from a mailbox (IMAP4rev1, RFC 3501; MOVE, RFC 6851; UIDPLUS, RFC 4315). Blocks: on a thread of its own.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/mail/incoming.h"
#include "platform/mail/smtp.h"

namespace portico::mail {

struct ImapSettings {
  std::string host;
  int port = 993;
  Tls tls = Tls::implicit;  // none to this machine alone
  std::string user, password;
  std::string certificates;  // a file of the authorities that are trusted, in PEM; "" for the system's
  std::string folder{"INBOX"};
  std::string taken_folder;     // where accepted mails are moved; "" marks them as seen where they are
  std::string refused_folder;   // where refused ones are moved; "" marks them as seen and flagged
  std::size_t size = 32 << 20;  // bytes of one mail; a larger one is refused without being fetched
  Millis connect_within{10'000};
  Millis answer_within{60'000};
};

// How far a mailbox was read: everything up to `uid` was accepted or refused. Kept by the caller, who gives it to the next call.
struct Position {
  std::uint32_t validity = 0;  // the server's UIDVALIDITY: another one means that it has numbered its mails anew
  std::uint32_t uid = 0;
  bool operator==(const Position&) const = default;
};

struct Polled {
  Taken taken;
  Position position;
  bool renumbered = false;  // it began at the front again: what was taken already is offered again, and known by its message id
  std::string trouble;      // why it ended early, "" where it did not; what was done until then stands
};

// One connection, kept from call to call and made anew where it was lost. One thread at a time.
class Imap {
 public:
  // Refuses a host, a folder or a time that makes no sense, and a sign-in without TLS at another machine.
  static Outcome<Imap> make(ImapSettings settings);
  Imap(Imap&&) noexcept;
  Imap& operator=(Imap&&) noexcept;
  ~Imap();

  // Offers what nobody has seen, oldest first, at most so many; where `since` is given what stands behind it, seen or not. Nothing is
  // marked or moved before it was accepted or refused. What is put off stays unseen; with `since` it ends the call, so that none is passed
  // over.
  Polled poll(const Accept& accept, std::optional<Position> since = std::nullopt, int most = 1000);

 private:
  struct Inside;
  explicit Imap(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::mail
