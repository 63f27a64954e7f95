// A mail that came in, read: whatever wrote it, however ill it is formed.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/mail/address.h"

namespace portico::mail {

enum class Kind {
  person,      // somebody wrote it
  auto_reply,  // a machine wrote it: out of office, receipts, notices. Nothing may answer it (RFC 3834)
  bounce,      // a mail server says what became of a mail of ours (RFC 3464 and what came before it)
  list,        // came over a mailing list
  bulk,        // went to many at once
};

// What was amiss. None of it keeps a mail from being taken.
struct Doubts {
  bool no_sender = false;        // no From with an address that can be answered
  bool no_date = false;          // the time of receipt counts
  bool absurd_date = false;      // a day ahead of the receipt or a year behind it: the time of receipt counts
  bool no_message_id = false;    // one was made from sender, date, subject and body: the same for the same mail
  bool wrong_charset = false;    // the text is not in the one it says
  bool unknown_charset = false;  // it says one that there is none of
  bool html_only = false;        // the text was taken from HTML
  bool cut = false;              // the text was longer than is taken
  bool malformed = false;        // a multipart without boundary, or without its end
  bool encrypted = false;        // what it says can be read by its addressee alone
  bool tnef = false;             // holds a winmail.dat, which is kept as it came
  bool invitation = false;       // holds a calendar's invitation, which is among the files too
  bool operator==(const Doubts&) const = default;
};

struct File {
  std::string name;  // UTF-8, without folders and control characters, at most 200 bytes; never empty
  std::string type;  // as declared, lower case: "image/jpeg"; nobody has looked whether it is true
  std::string bytes;
  bool shown_inside = false;  // stands within the text, as a picture of a signature does
};

// What a server says became of one recipient (RFC 3464).
struct Failure {
  std::string recipient;   // lower case; "" where it is not told
  std::string action;      // "failed", "delayed", "delivered", "relayed", "expanded"
  std::string status;      // "5.1.1"; "" where it is not told
  std::string diagnostic;  // the server's words
  bool operator==(const Failure&) const = default;
};

struct Received {
  Address from, reply_to;  // "" where there is none that can be answered
  std::vector<Address> to, cc;
  std::string subject;
  std::optional<Instant> date;  // as it says, however absurd
  std::string message_id;       // never empty
  std::string in_reply_to;      // a message id or ""
  std::vector<std::string> references;
  std::string language;  // of Content-Language, "" mostly
  std::string text;      // the new words: plain, UTF-8, '\n' at the end of each line
  std::string quoted;    // what it answers, and the signature
  std::vector<File> files;
  Kind kind = Kind::person;
  bool may_be_answered = false;    // by a machine, such as with a receipt: a person wrote it, can be reached and did not ask for silence
  std::vector<Failure> failures;   // of a bounce
  std::string bounced_message_id;  // of the mail that came back, "" where it is not told
  Doubts doubts;
};

struct Limits {
  std::size_t size = 32 << 20;   // bytes of the whole mail
  std::size_t head = 256 << 10;  // bytes of the headers of a mail or of one part
  std::size_t headers = 500;     // lines of them
  std::size_t parts = 500;       // of the whole mail
  std::size_t depth = 20;        // of parts within parts
  std::size_t text = 1 << 20;    // bytes of each text; what is beyond is cut off
};

struct Arrival {
  Instant at;                         // when it was received
  std::optional<std::string> sender;  // of the envelope, "" for the null return path; Return-Path counts where it is not known
};

// Archives are not unpacked and nested mails not read: they are files. Refuses as `too_large` what is beyond the limits, as `invalid` what
// is no mail; never throws for what the bytes are.
Outcome<Received> read(std::string_view bytes, const Arrival& arrival, const Limits& limits = {});

}  // namespace portico::mail
