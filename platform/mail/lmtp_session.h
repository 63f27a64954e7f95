// What is said over one LMTP connection (RFC 2033), without the connection. For this module's files alone.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/mail/incoming.h"

namespace portico::mail {

struct LmtpRules {
  std::string own_name;
  std::size_t size = 32 << 20;                          // bytes of a mail
  std::size_t recipients = 100;                         // of one mail
  std::function<bool(std::string_view address)> knows;  // whether somebody here has that address; everybody where it is not set
};

class LmtpSession {
 public:
  LmtpSession(const LmtpRules& rules, const Accept& accept) : rules_(rules), accept_(accept) {}

  std::string greeting() const;
  // Takes what came and gives what is to be said; calls `accept` at the end of each mail. Bounded whatever comes.
  std::string put(std::string_view bytes);
  bool is_over() const { return over_; }  // nothing more is to be read

 private:
  std::string line(std::string_view text);
  std::string hello(std::string_view name);
  std::string mail_from(std::string_view rest);
  std::string rcpt_to(std::string_view rest);
  std::string begin_data();
  std::string end_data();
  std::string wrong(std::string_view answer);
  void take_data(std::string_view& bytes);
  void keep(char c);
  void reset();

  enum class At { line_start, dot, dot_cr, within, cr, end };  // where in the data
  const LmtpRules& rules_;
  const Accept& accept_;
  std::string waiting_;  // of a line that has not ended
  std::string mail_;
  Envelope envelope_;
  bool greeted_ = false, in_data_ = false, too_large_ = false, over_ = false, too_long_ = false;
  At data_at_ = At::line_start;
  int wrong_ = 0;
};

}  // namespace portico::mail
