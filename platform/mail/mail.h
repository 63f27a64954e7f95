// A mail that goes out: a value, and its bytes.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/instant.h"
#include "base/outcome.h"
#include "platform/mail/address.h"

namespace portico::mail {

struct Attachment {
  std::string name;                              // UTF-8, without a folder
  std::string type{"application/octet-stream"};  // "application/pdf"
  std::string bytes;
};

struct Mail {
  Address from;
  std::vector<Address> to;
  Address reply_to;        // none where its address is ""
  std::string subject;     // one line
  std::string text;        // plain, UTF-8, any line ends
  std::string html;        // "" where there is none; said beside the text, never in place of it
  std::string language;    // BCP 47; "" where it is not known
  std::string message_id;  // "4711.7@town.example", without angle brackets
  Instant date;
  std::string in_reply_to;              // a message id; "" for none
  std::vector<std::string> references;  // message ids, oldest first
  // Others: printable ASCII, at most 900 bytes each. Those that `write` makes itself are refused.
  std::vector<std::pair<std::string, std::string>> headers;
  std::vector<Attachment> attachments;
};

// RFC 5322 and MIME with CRLF: ASCII in lines of at most 78 (998 for what cannot be folded), texts as UTF-8 in quoted-printable or base64,
// names by RFC 2047 and 2231. The same mail gives the same bytes. Refuses bad addresses, a line end or control character in any header,
// texts that are not UTF-8, a mail to nobody or to more than 100.
Outcome<std::string> write(const Mail& mail);

enum class Automatic {
  generated,  // for a reason of its own
  replied,    // as an answer to a mail
};
// A mail that no machine answers and of which a list can be left by one click (RFC 3834, RFC 2369, RFC 8058): the headers for it.
// `leave_url` is https://…; "" for service mail, which cannot be left.
std::vector<std::pair<std::string, std::string>> automatic(std::string_view leave_url, Automatic how = Automatic::generated);

}  // namespace portico::mail
