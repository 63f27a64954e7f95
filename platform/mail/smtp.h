// Hands mail to a mail server (RFC 5321). Blocks: on a thread of its own, never on a loop or in a command.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"

namespace portico::mail {

enum class Tls {
  none,      // to this machine alone
  starttls,  // asked for, and required
  implicit,  // from the first byte on (port 465)
};

struct SmtpSettings {
  std::string host;  // a name or an address
  int port = 587;
  Tls tls = Tls::starttls;
  std::string user, password;  // no sign-in where the user is ""
  std::string own_name;        // said in EHLO: "portico.town.example"
  std::string certificates;    // a file of the authorities that are trusted, in PEM; "" for the system's
  Millis connect_within{10'000};
  Millis send_within{120'000};  // one mail, connecting included
};

// What became of a mail for one recipient.
struct Delivery {
  enum class Fate {
    delivered,  // the server has it, and answers for it from now on
    later,      // not now: it said so, or there was no whole conversation; the same may be tried again. A server that went away after
                // the last byte may have it already: then it gets it twice, with the same Message-ID
    refused,    // for good, for this recipient or this mail
  };
  Fate fate = Fate::later;
  int code = 0;          // the server's last answer about it, "550"; 0 where there was none
  std::string enhanced;  // RFC 3463: "5.1.1"; "" where it said none
  std::string reason;    // the server's words, or what went wrong on the way; one line
};

// One connection, kept from mail to mail and made anew where it was lost. One thread at a time; several in parallel are several of these.
class Smtp {
 public:
  // Refuses a host, a name or a time that makes no sense, and mail without TLS to another machine.
  static Outcome<Smtp> make(SmtpSettings settings);
  Smtp(Smtp&&) noexcept;
  Smtp& operator=(Smtp&&) noexcept;
  ~Smtp();  // takes leave

  // One delivery a recipient, in their order. `from` is "" for what must never be answered (a null return path). `mail` is the bytes of
  // `write`, signed or not. What the server has against us rather than against the mail (no sign-in, no TLS, a sender that it does not
  // take) is `later`: no recipient is at fault. Throws std::invalid_argument for an address that check_address refuses, or no recipient.
  std::vector<Delivery> send(std::string_view from, const std::vector<std::string>& recipients, std::string_view mail);

 private:
  struct Inside;
  explicit Smtp(std::unique_ptr<Inside> inside);
  std::unique_ptr<Inside> inside_;
};

}  // namespace portico::mail
