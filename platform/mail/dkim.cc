#include "platform/mail/dkim.h"

#include <array>
#include <map>
#include <stdexcept>
#include <vector>

#include "base/text.h"
#include "platform/crypto/crypto.h"
#include "platform/mail/address.h"

namespace portico::mail {
namespace {

// Signed as often as they stand there, and once more where they stand in `sealed`: RFC 6376, 5.4 and 8.15.
constexpr std::array<std::string_view, 14> sealed = {"from",
                                                     "to",
                                                     "cc",
                                                     "subject",
                                                     "date",
                                                     "reply-to",
                                                     "message-id",
                                                     "in-reply-to",
                                                     "references",
                                                     "mime-version",
                                                     "content-type",
                                                     "content-transfer-encoding",
                                                     "list-unsubscribe",
                                                     "list-unsubscribe-post"};
constexpr std::array<std::string_view, 4> signed_too = {"content-language", "auto-submitted", "list-id", "feedback-id"};

struct Header {
  std::string name;  // lower case
  std::string line;  // in relaxed form, without CRLF
};

bool is_blank(char c) { return c == ' ' || c == '\t'; }

// Each run of blanks becomes one; those at the end go.
void append_relaxed(std::string& out, std::string_view line) {
  bool waiting = false;
  for (const char c : line) {
    if (is_blank(c)) {
      waiting = true;
      continue;
    }
    if (waiting) out += ' ';
    waiting = false;
    out += c;
  }
}

Header relaxed_header(std::string_view field) {
  const auto colon = field.find(':');
  if (colon == std::string_view::npos || colon == 0) throw std::invalid_argument("a mail with a header without a name");
  std::string value;
  for (const char c : field.substr(colon + 1))
    if (c != '\r' && c != '\n') value += c;
  Header header{lower_ascii(trim(field.substr(0, colon))), {}};
  header.line = header.name + ":";
  append_relaxed(header.line, trim(value));
  return header;
}

std::vector<Header> headers_of(std::string_view head) {
  std::vector<Header> all;
  while (!head.empty()) {
    std::size_t end = 0;
    do {
      const auto line = head.find("\r\n", end);
      end = line == std::string_view::npos ? head.size() : line + 2;
    } while (end < head.size() && is_blank(head[end]));
    all.push_back(relaxed_header(head.substr(0, end)));
    head.remove_prefix(end);
  }
  return all;
}

std::string relaxed_body(std::string_view body) {
  std::string out;
  out.reserve(body.size());
  std::size_t empty_lines = 0;
  while (!body.empty()) {
    const auto end = body.find("\r\n");
    std::string line;
    append_relaxed(line, body.substr(0, end));
    body.remove_prefix(end == std::string_view::npos ? body.size() : end + 2);
    if (line.empty()) {
      ++empty_lines;
      continue;
    }
    for (; empty_lines > 0; --empty_lines) out += "\r\n";
    out += line + "\r\n";
  }
  return out;
}

struct Chosen {
  std::string names;  // of h=, each with its colon
  std::string lines;  // what is signed of them
};

// Where a header stands several times, the last is taken first.
Chosen choose(const std::vector<Header>& headers) {
  Chosen chosen;
  const auto take_all = [&](std::string_view name, bool once_more) {
    for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
      if (header->name != name) continue;
      chosen.names += std::string(name) + ":";
      chosen.lines += header->line + "\r\n";
    }
    if (once_more) chosen.names += std::string(name) + ":";
  };
  for (const auto name : sealed) take_all(name, true);
  for (const auto name : signed_too) take_all(name, false);
  chosen.names.pop_back();
  return chosen;
}

// In lines of at most 72, cut where a blank says nothing.
std::string folded(std::string_view text, char behind) {
  std::string out;
  std::size_t in_line = 0;
  while (!text.empty()) {
    std::size_t size = std::min<std::size_t>(text.size(), 72);
    if (behind != '\0') size = std::min(text.find(behind), text.size() - 1) + 1;
    if (in_line > 0 && in_line + size > 72) {
      out += "\r\n ";
      in_line = 0;
    }
    out += text.substr(0, size);
    in_line += size;
    text.remove_prefix(size);
  }
  return out;
}

}  // namespace

Outcome<DkimKey> read_dkim_key(std::string_view domain, std::string_view selector, std::string_view pem) {
  for (const auto& [text, field] : {std::pair(domain, "dkim.domain"), std::pair(selector, "dkim.selector")})
    if (!is_domain(text)) return refuse(Refused::invalid, field, "is no name of DNS", "letters, digits, '-' and '.'");
  auto key = crypto::PrivateKey::read(pem, "dkim.key");
  if (!key) return std::unexpected(std::move(key.error()));
  return DkimKey{lower_ascii(domain), std::string(selector), std::move(*key)};
}

std::string dkim_record_name(const DkimKey& key) { return key.selector + "._domainkey." + key.domain; }

std::string dkim_record(const DkimKey& key) {
  const std::string_view kind = key.key.kind() == crypto::KeyKind::rsa ? "rsa" : "ed25519";
  return "v=DKIM1; k=" + std::string(kind) + "; p=" + crypto::base64(key.key.public_key());
}

std::string dkim_sign(std::string_view mail, const DkimKey& key, Instant at) {
  const auto end = mail.find("\r\n\r\n");
  if (end == std::string_view::npos || end == 0) throw std::invalid_argument("a mail without a head");
  const bool rsa = key.key.kind() == crypto::KeyKind::rsa;
  const Chosen chosen = choose(headers_of(mail.substr(0, end + 2)));
  const std::string body_hash = crypto::base64(crypto::view(crypto::sha256(relaxed_body(mail.substr(end + 4)))));
  const std::string head = "DKIM-Signature: v=1; a=" + std::string(rsa ? "rsa" : "ed25519") +
                           "-sha256; c=relaxed/relaxed;\r\n d=" + key.domain + "; s=" + key.selector +
                           ";\r\n t=" + std::to_string(to_millis(at) / 1000) + ";\r\n h=" + folded(chosen.names, ':') +
                           ";\r\n bh=" + body_hash + ";\r\n b=";
  const std::string said = chosen.lines + relaxed_header(head).line;
  const std::string signature = key.key.sign(rsa ? said : std::string(crypto::view(crypto::sha256(said))));
  return head + folded(crypto::base64(signature), '\0') + "\r\n" + std::string(mail);
}

}  // namespace portico::mail
