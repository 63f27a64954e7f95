#include "platform/mail/lmtp_session.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/text.h"
#include "platform/mail/address.h"

namespace portico::mail {
namespace {

constexpr std::size_t longest_command = 2048;
constexpr int most_wrong = 20;

std::string_view upper_verb(std::string_view line) { return line.substr(0, line.find(' ')); }

// "<a@b> SIZE=3" behind "FROM:" or "TO:"; nothing where it does not begin so.
std::optional<std::pair<std::string_view, std::string_view>> path_of(std::string_view rest, std::string_view keyword) {
  if (!same_ignoring_case(rest.substr(0, keyword.size()), keyword)) return std::nullopt;
  rest = trim(rest.substr(keyword.size()));
  const auto close = rest.find('>');
  if (!rest.starts_with('<') || close == std::string_view::npos) return std::nullopt;
  return std::pair(rest.substr(1, close - 1), trim(rest.substr(close + 1)));
}

std::string said(std::string_view reason, std::string_view otherwise) {
  std::string line;
  for (const char c : reason.substr(0, 200)) line += c >= 0x20 && c < 0x7f ? c : '?';
  return line.empty() ? std::string(otherwise) : line;
}

std::string reply_of(const Answer& answer) {
  if (answer.verdict == Answer::Verdict::accepted) return "250 2.0.0 taken\r\n";
  if (answer.verdict == Answer::Verdict::later) return "451 4.3.0 " + said(answer.reason, "not now") + "\r\n";
  return "550 5.7.1 " + said(answer.reason, "not taken here") + "\r\n";
}

}  // namespace

std::string LmtpSession::greeting() const { return "220 " + rules_.own_name + " LMTP\r\n"; }

std::string LmtpSession::put(std::string_view bytes) {
  std::string out;
  while (!bytes.empty() && !over_) {
    if (in_data_) {
      take_data(bytes);
      if (data_at_ == At::end) out += end_data();
      continue;
    }
    const auto end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    too_long_ = too_long_ || waiting_.size() + piece.size() > longest_command;  // so that nobody fills the memory with one line
    if (!too_long_) waiting_ += piece;
    if (end == std::string_view::npos) break;
    bytes.remove_prefix(end + 1);
    const std::string text = std::exchange(waiting_, {});
    out += std::exchange(too_long_, false) ? wrong("500 5.5.2 the line is too long") : line(trim(text));
  }
  return out;
}

// Nothing but CR LF ends a line, so that no mail can hold the end of another within it. The dot of a line that begins with one was added on
// the way (RFC 5321, 4.5.2).
void LmtpSession::take_data(std::string_view& bytes) {
  std::size_t at = 0;
  for (; at < bytes.size() && data_at_ != At::end; ++at) {
    const char c = bytes[at];
    if (data_at_ == At::line_start && c == '.') {
      data_at_ = At::dot;
    } else if (data_at_ == At::dot && c == '\r') {
      data_at_ = At::dot_cr;
    } else if (data_at_ == At::dot_cr && c == '\n') {
      data_at_ = At::end;
    } else {
      if (data_at_ == At::dot_cr) keep('\r');
      const bool ends = data_at_ == At::cr && c == '\n';
      keep(c);
      data_at_ = ends ? At::line_start : c == '\r' ? At::cr : At::within;
    }
  }
  bytes.remove_prefix(at);
}

void LmtpSession::keep(char c) {
  if (too_large_) return;
  mail_ += c;
  if (mail_.size() <= rules_.size) return;
  too_large_ = true;
  std::string().swap(mail_);
}

std::string LmtpSession::wrong(std::string_view answer) {
  if (++wrong_ <= most_wrong) return std::string(answer) + "\r\n";
  over_ = true;
  return "421 4.7.0 too much that makes no sense\r\n";
}

void LmtpSession::reset() {
  envelope_ = {};
  mail_.clear();
  in_data_ = too_large_ = false;
}

std::string LmtpSession::line(std::string_view text) {
  const std::string verb = lower_ascii(upper_verb(text));
  const std::string_view rest = trim(text.substr(std::min(text.size(), verb.size())));
  if (verb == "lhlo") return hello(rest);
  if (verb == "helo" || verb == "ehlo") return wrong("500 5.5.1 this is LMTP: say LHLO");
  if (verb == "quit") {
    over_ = true;
    return "221 2.0.0 bye\r\n";
  }
  if (verb == "noop") return "250 2.0.0 ok\r\n";
  if (verb == "rset") {
    reset();
    return "250 2.0.0 ok\r\n";
  }
  if (verb == "vrfy") return "252 2.1.5 send some mail and see\r\n";
  if (!greeted_ && (verb == "mail" || verb == "rcpt" || verb == "data")) return wrong("503 5.5.1 say LHLO first");
  if (verb == "mail") return mail_from(rest);
  if (verb == "rcpt") return rcpt_to(rest);
  if (verb == "data") return begin_data();
  return wrong("500 5.5.2 there is no such command");
}

std::string LmtpSession::hello(std::string_view name) {
  if (name.empty()) return wrong("501 5.5.4 say who you are");
  reset();
  greeted_ = true;
  return "250-" + rules_.own_name + "\r\n250-PIPELINING\r\n250-ENHANCEDSTATUSCODES\r\n250-8BITMIME\r\n250 SIZE " +
         std::to_string(rules_.size) + "\r\n";
}

std::string LmtpSession::mail_from(std::string_view rest) {
  const auto path = path_of(rest, "from:");
  if (!path) return wrong("501 5.5.4 accepted: MAIL FROM:<address>");
  if (envelope_.from) return wrong("503 5.5.1 one sender a mail");
  const std::string options = lower_ascii(path->second);
  for (const auto option : split(options, ' ')) {
    if (!option.starts_with("size=")) continue;
    const auto size = parse_integer(option.substr(5));
    if (!size || *size < 0) return wrong("501 5.5.4 that is no size");
    if (static_cast<std::size_t>(*size) > rules_.size) return "552 5.3.4 at most " + std::to_string(rules_.size) + " bytes\r\n";
  }
  if (path->first.size() > 254 || std::ranges::any_of(path->first, [](char c) { return c <= 0x20 || c >= 0x7f; }))
    return wrong("501 5.1.7 that is no address");
  envelope_.from = std::string(path->first);
  return "250 2.1.0 ok\r\n";
}

std::string LmtpSession::rcpt_to(std::string_view rest) {
  const auto path = path_of(rest, "to:");
  if (!path) return wrong("501 5.5.4 accepted: RCPT TO:<address>");
  if (!envelope_.from) return wrong("503 5.5.1 who is it from?");
  const auto address = check_address(path->first, "");
  if (!address) return wrong("501 5.1.3 that is no address");
  if (envelope_.to.size() >= rules_.recipients) return "452 4.5.3 at most " + std::to_string(rules_.recipients) + " recipients\r\n";
  if (rules_.knows && !rules_.knows(*address)) return wrong("550 5.1.1 nobody here has that address");
  envelope_.to.push_back(*address);
  return "250 2.1.5 ok\r\n";
}

std::string LmtpSession::begin_data() {
  if (envelope_.to.empty()) return wrong("503 5.5.1 who is it for?");
  in_data_ = true;
  data_at_ = At::line_start;
  return "354 end with a dot on a line of its own\r\n";
}

// One answer for each recipient, in their order; the mail is one, and so is what became of it.
std::string LmtpSession::end_data() {
  const std::string reply =
      too_large_ ? "552 5.3.4 at most " + std::to_string(rules_.size) + " bytes\r\n" : reply_of(ask(accept_, mail_, envelope_));
  std::string all;
  for (std::size_t i = 0; i < envelope_.to.size(); ++i) all += reply;
  reset();
  return all;
}

}  // namespace portico::mail
